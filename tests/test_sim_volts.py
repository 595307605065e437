"""The check of a row of volts."""

import numpy as np
import pytest

from reamp import _core
from reamp.errors import AudioError, ConfigError
from reamp.interruption import Stop
from reamp.sim.volts import checked_volts, through_core


def test_a_row_comes_back_as_contiguous_float64() -> None:
    volts = checked_volts(np.arange(8, dtype=np.float32)[::2], device="amp")
    assert volts.dtype == np.float64
    assert volts.flags.c_contiguous
    assert volts.tolist() == [0.0, 2.0, 4.0, 6.0]


@pytest.mark.parametrize("volts", [np.zeros((2, 10)), np.zeros(0), np.array([0.0, np.nan]), np.float64(1.0)])
def test_what_is_no_signal_is_refused(volts: np.ndarray) -> None:
    with pytest.raises(AudioError, match=r"the amp needs one row of finite volts, got shape \("):
        checked_volts(volts, device="amp")


def test_the_core_takes_what_was_checked() -> None:
    parts = _core.OverdriveParts()
    out = through_core(lambda: _core.Overdrive(parts, 48_000), [0.0, 1.0, 0.0], device="pedal")
    assert (out.shape, out.dtype) == ((3,), np.float64)
    with pytest.raises(ConfigError, match="the pedal cannot be built: gear runs at 8 to 400 kHz"):
        through_core(lambda: _core.Overdrive(parts, 4_000), [0.0], device="pedal")
    with pytest.raises(AudioError, match="the pedal needs"):
        through_core(lambda: _core.Overdrive(parts, 48_000), [np.nan], device="pedal")


def test_slices_sound_like_the_whole() -> None:
    volts = np.random.default_rng(0).normal(0.0, 0.5, 50_001)
    parts = _core.OverdriveParts()
    whole = np.empty_like(volts)
    _core.Overdrive(parts, 48_000).process(volts, whole)
    sliced = through_core(lambda: _core.Overdrive(parts, 48_000), volts, device="pedal")
    np.testing.assert_array_equal(sliced, whole)


def test_a_stop_ends_long_work() -> None:
    stop = Stop()
    heard: list[int] = []

    class Slow:
        def process(self, x: np.ndarray, out: np.ndarray) -> None:
            heard.append(len(out))
            with stop:
                out[:] = x

    with stop.obeyed(), pytest.raises(KeyboardInterrupt):
        through_core(Slow, np.zeros(10_000_000), device="amp")
    assert len(heard) == 1
