"""A delay of a part of a frame turns the phase as it should and leaves the level alone."""

import numpy as np
import pytest
from rig_files import null_depth_db, sine

from reamp.audio import Signal
from reamp.audio.delay import delayed

RATE_HZ = 48_000


@pytest.mark.parametrize("frames", [0.5, -0.25, 7.3, -100.75])
@pytest.mark.parametrize("frequency_hz", [100.0, 5_000.0, 21_000.0])
def test_a_sine_is_delayed_exactly(frames: float, frequency_hz: float) -> None:
    at = np.arange(RATE_HZ)
    turned = np.sin(2.0 * np.pi * frequency_hz * (at - frames) / RATE_HZ)
    moved = delayed(Signal.from_float64(np.sin(2.0 * np.pi * frequency_hz * at / RATE_HZ), RATE_HZ), frames)
    middle = slice(1_000, -1_000)
    assert null_depth_db(turned[middle], moved.samples[middle]) < -80.0


def test_whole_frames_change_no_sample() -> None:
    signal = Signal(sine(440.0, peak=0.5), RATE_HZ)
    assert np.array_equal(delayed(signal, 3.0).samples[3:], signal.samples[:-3])
    assert np.array_equal(delayed(signal, -3.0).samples[:-3], signal.samples[3:])
    assert not delayed(signal, 3.0).samples[:3].any()
    assert np.array_equal(delayed(signal, 0.0).samples, signal.samples)


def test_a_delay_beyond_the_length_gives_silence() -> None:
    signal = Signal(np.ones(10, np.float32), RATE_HZ)
    assert not delayed(signal, 11.0).samples.any()
    assert not delayed(signal, -11.0).samples.any()
