"""The linear devices: their gain to a thousandth of a dB, the pad's corner, nothing added."""

import numpy as np
import pytest

from reamp.errors import ConfigError
from reamp.sim.linear import Pad, Wire


def gain_db(device: Wire | Pad, hz: float, rate_hz: int) -> float:
    """The gain of a sine over the last half of two seconds."""
    wave = np.sin(2 * np.pi * hz * np.arange(2 * rate_hz) / rate_hz)
    return float(20 * np.log10(np.std(device.process(wave, rate_hz=rate_hz)[rate_hz:]) / np.std(wave)))


def test_a_wire_changes_nothing() -> None:
    volts = np.random.default_rng(1).normal(size=1000)
    out = Wire().process(volts, rate_hz=48_000)
    assert np.array_equal(out, volts)
    assert not np.shares_memory(out, volts)


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 192_000])
def test_the_pad_takes_6_db_and_is_3_db_further_down_at_10_hz(rate_hz: int) -> None:
    assert gain_db(Pad(), 1000, rate_hz) == pytest.approx(-6.0206, abs=0.001)
    assert gain_db(Pad(), 10_000, rate_hz) == pytest.approx(-6.0206, abs=0.001)
    assert gain_db(Pad(), 10, rate_hz) == pytest.approx(-9.031, abs=0.005)
    assert gain_db(Pad(), 1, rate_hz) == pytest.approx(-6.0206 - 20.043, abs=0.02)


@pytest.mark.parametrize("corner_hz", [10.0, 1000.0])
def test_the_pad_is_the_recursion_of_its_circuit(corner_hz: float) -> None:
    volts = np.random.default_rng(2).normal(size=5000)
    warped = np.tan(np.pi * corner_hz / 48_000)
    expected, last_in, last_out = [], 0.0, 0.0
    for v in volts:
        last_out = ((1 - warped) * last_out + 0.5 * (v - last_in)) / (1 + warped)
        last_in = v
        expected.append(last_out)
    pad = Pad(coupling_f=1 / (2 * np.pi * corner_hz * 20e3))
    assert pad.process(volts, rate_hz=48_000) == pytest.approx(np.array(expected), abs=1e-10)


@pytest.mark.parametrize("part", ["coupling_f", "series_ohm", "shunt_ohm"])
def test_impossible_parts_are_refused(part: str) -> None:
    with pytest.raises(ConfigError, match=part):
        Pad(**{part: 0.0})


def test_a_corner_above_1_khz_is_refused() -> None:
    with pytest.raises(ConfigError, match="at most 1 kHz, got 7958 Hz"):
        Pad(coupling_f=1e-9)
