"""The simulated overdrive: its gains from component values, its limits, its harmonics, its aliases."""

from itertools import pairwise

import numpy as np
import pytest
from gear_measures import RATE, alias_db, sine, spectrum_v, thd

from reamp.errors import ConfigError
from reamp.sim.guitar import Note, pluck
from reamp.sim.overdrive import Overdrive


def circuit_gain(pedal: Overdrive, hz: float) -> float:
    """The small-signal gain, from the circuit's impedances one by one."""
    s = 2j * np.pi * hz
    above_ohm = 1 / (1 / (pedal.drive * 100e3 + 1e-9) + s * 250e-12)
    below_ohm = (1 - pedal.drive) * 100e3 + 4.7e3 + 1 / (s * 1e-6)
    diodes_s = pedal.saturation_a / (pedal.emission * 25.85e-3) * sum(1 / count for count in pedal.diodes)
    clipper = 1 / (1 + 2.2e3 * (s * 10e-9 + diodes_s))
    tone = 1 / (1 + s * (1.5e3 + (1 - pedal.tone) * 20e3) * 22e-9)
    coupling = 1 / (1 + 1 / (s * 10.34e-3)) / (1 + 1 / (s * 10e-3))
    return float(abs((1 + above_ohm / below_ohm) * clipper * tone * coupling * pedal.volume))


@pytest.mark.parametrize("pedal", [Overdrive(), Overdrive(drive=0.0, tone=1.0, volume=1.0, diodes=(2, 1))])
@pytest.mark.parametrize("hz", [40, 440, 1000, 6000])
def test_small_signals_see_the_gain_of_the_circuit(pedal: Overdrive, hz: int) -> None:
    quiet_v = 10e-6
    gain = spectrum_v(pedal.process(sine(quiet_v, hz), rate_hz=RATE))[hz] / quiet_v
    assert 20 * np.log10(gain / circuit_gain(pedal, hz)) == pytest.approx(0.0, abs=0.02)


def test_more_drive_is_more_gain_but_hardly_more_output() -> None:
    clean, dirty = Overdrive(drive=0.0), Overdrive(drive=1.0)
    quiet_db, loud_db = (
        20 * np.log10(np.divide(*(spectrum_v(p.process(wave, rate_hz=RATE))[997] for p in (dirty, clean))))
        for wave in (sine(1e-5, 997), sine(1.0, 997))
    )
    assert quiet_db > 24.0
    assert 0.0 < loud_db < 3.0


def test_the_harder_it_is_driven_the_more_it_distorts() -> None:
    """From the end of a note to the hardest strum, in steps of 6 dB."""
    pedal = Overdrive(drive=0.8)
    played_v = [0.015 * 2**step for step in range(9)]  # to 3.84 V
    distortion = [thd(pedal, peak_v) for peak_v in played_v]
    assert distortion[0] < 0.001
    assert distortion[-2] > 0.2  # at 1.92 V
    assert all(less < more for less, more in pairwise(distortion))


def test_the_diodes_hold_the_output() -> None:
    """Past the diodes' knee, ten times the input adds the 100 mV that ten times the current needs."""
    pedal = Overdrive(drive=0.0, tone=1.0, volume=1.0, rail_v=100.0)
    peaks_v = [np.abs(pedal.process(sine(peak_v, 500), rate_hz=RATE)[RATE:]).max() for peak_v in (3.0, 30.0)]
    assert 0.5 < peaks_v[0] < peaks_v[1] == pytest.approx(peaks_v[0] + 0.104, abs=0.03)


def test_the_rails_hold_the_op_amp() -> None:
    """Diodes that never conduct leave the rails as the only limit."""
    pedal = Overdrive(tone=1.0, volume=1.0, saturation_a=1e-40)
    peaks_v = [
        np.abs(pedal.process(sine(peak_v, 1000), rate_hz=RATE)[RATE:]).max() for peak_v in (10.0, 100.0)
    ]
    assert peaks_v[0] == pytest.approx(4.0, rel=0.1)
    assert peaks_v[1] == pytest.approx(4.0, rel=0.1)


def test_equal_diodes_make_odd_harmonics_and_unequal_ones_even_as_well() -> None:
    for diodes, even_db in (((1, 1), (-400.0, -120.0)), ((2, 1), (-40.0, -10.0))):
        h = spectrum_v(Overdrive(diodes=diodes).process(sine(0.5, 400), rate_hz=RATE))[400:4000:400]
        assert even_db[0] < 20 * np.log10(h[1] / h[0] + 1e-15) < even_db[1]
        assert -30.0 < 20 * np.log10(h[2] / h[0]) < -5.0


@pytest.mark.parametrize("diodes", [(1, 1), (2, 1)])
@pytest.mark.parametrize(("hz", "limit_db"), [(997, -110.0), (4999, -90.0)])
def test_aliases_stay_below_the_stated_level(diodes: tuple[int, int], hz: int, limit_db: float) -> None:
    assert alias_db(Overdrive(drive=1.0, diodes=diodes), 1.0, hz=hz) < limit_db


def test_asymmetric_clipping_leaves_no_dc() -> None:
    volts = Overdrive(diodes=(3, 1), drive=1.0).process(sine(1.0, 200), rate_hz=RATE)
    assert abs(np.mean(volts[RATE:])) < 1e-6


def test_silence_stays_silent() -> None:
    assert np.abs(Overdrive().process(np.zeros(1000), rate_hz=RATE)).max() < 1e-15


def test_length_is_kept_and_what_follows_does_not_reach_back() -> None:
    pedal = Overdrive()
    wave = pluck(Note(start_s=0.0, string=5, fret=0, length_s=1.0))
    whole = pedal.process(wave, rate_hz=RATE)
    assert np.array_equal(pedal.process(wave[:12_345], rate_hz=RATE), whole[:12_345])


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_the_pedal_is_the_same_at_other_rates(rate_hz: int) -> None:
    wave = 0.5 * np.sin(2 * np.pi * 500 * np.arange(rate_hz) / rate_hz)
    level_v = np.std(Overdrive().process(wave, rate_hz=rate_hz)[rate_hz // 2 :])
    at_48_khz = Overdrive().process(sine(0.5, 500), rate_hz=RATE)
    assert level_v == pytest.approx(np.std(at_48_khz[RATE:]), rel=1e-4)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"drive": 1.1}, r"drive must be 0 to 1, got 1\.1"),
        ({"tone": -0.1}, "tone"),
        ({"volume": float("nan")}, "volume"),
        ({"diodes": (0, 1)}, "diodes"),
        ({"saturation_a": 0.0}, "saturation_a"),
        ({"clipper_f": -1.0}, "clipper_f must be above 0"),
    ],
)
def test_impossible_pedals_are_refused(change: dict[str, object], match: str) -> None:
    with pytest.raises(ConfigError, match=match):
        Overdrive(**change)  # type: ignore[arg-type]
