"""A recording is located in another to a millisecond, through any gear; unrelated music is not found."""

import numpy as np
import pytest
from scipy.signal import butter, lfilter

from reamp.audio import Signal
from reamp.audio.correlation import CERTAIN, find_either_way, find_offset, median_slope
from reamp.audio.files import read
from reamp.demo import demo_di_path
from reamp.errors import AudioError

RATE_HZ = 48_000


@pytest.fixture(scope="module")
def guitar() -> Signal:
    di = read(demo_di_path())
    return Signal(di.samples[: 6 * RATE_HZ], di.rate_hz)


def late(signal: Signal, frames: int) -> Signal:
    return Signal(np.concatenate([np.zeros(frames, np.float32), signal.samples]), signal.rate_hz)


@pytest.mark.parametrize("frames", [0, 480, 48_000])
def test_a_distorted_filtered_copy_is_found(guitar: Signal, frames: int) -> None:
    b, a = butter(2, 2_000.0, fs=RATE_HZ)
    amp = lfilter(b, a, np.tanh(20.0 * late(guitar, frames).samples))
    place = find_offset(guitar, Signal.from_float64(-amp, RATE_HZ))
    assert place is not None
    assert abs(place.lag - frames) < 0.001 * RATE_HZ
    assert place.polarity == -1
    assert place.confidence > 0.5


def test_a_recording_that_began_later_is_found_the_other_way_round(guitar: Signal) -> None:
    place = find_either_way(guitar, Signal(guitar.samples[48_000:], RATE_HZ))
    assert place is not None
    assert abs(place.lag + 48_000) < 0.001 * RATE_HZ
    assert place.confidence > CERTAIN
    assert place.window_starts.min() >= 48_000  # frames of the signal, not of the recording
    assert place.start in place.window_starts


def test_other_music_is_not_found(guitar: Signal) -> None:
    noise = np.random.default_rng(0).normal(scale=0.1, size=guitar.frames)
    place = find_offset(guitar, Signal.from_float64(noise, RATE_HZ))
    assert place is not None
    assert place.confidence < 0.2


def test_silence_is_not_located(guitar: Signal) -> None:
    silence = Signal(np.zeros(guitar.frames, np.float32), RATE_HZ)
    assert find_offset(guitar, silence) is None
    assert find_offset(silence, guitar) is None


def test_rates_must_agree(guitar: Signal) -> None:
    with pytest.raises(AudioError, match="the recording at 44100 Hz"):
        find_offset(guitar, Signal(guitar.samples, 44_100))


def test_the_median_slope_overlooks_a_third_of_the_values() -> None:
    at = np.arange(9.0)
    values = 2.0 * at
    values[[1, 5, 7]] = 100.0, -50.0, 3.0
    assert median_slope(at, values) == pytest.approx(2.0, abs=0.5)
    assert median_slope(at[:1], values[:1]) is None
