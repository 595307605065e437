"""The null test against signals of known residual, gain and delay."""

import math

import numpy as np
import numpy.typing as npt
import pytest

from reamp.errors import AudioError, ConfigError
from reamp.metrics.null import null, null_depth_db

Array = npt.NDArray[np.float64]
FRAMES = 24_000


def music(frames: int = FRAMES, *, up_to_hz: float = 20_000.0, late_frames: float = 0.0) -> Array:
    """Return noise that ends at a frequency, later by parts of a frame, exactly; it repeats at its end."""
    rng = np.random.default_rng(0)
    hz = np.fft.rfftfreq(frames, 1 / 48_000)
    spectrum = rng.normal(size=(2, len(hz))) * np.sqrt(1.0 / np.maximum(hz, 100.0)) * (hz < up_to_hz)
    shift = np.exp(-2j * np.pi * hz / 48_000 * late_frames)
    return np.fft.irfft((spectrum[0] + 1j * spectrum[1]) * shift, frames)


@pytest.mark.parametrize("depth_db", [-10.0, -40.0, -80.0])
def test_what_is_added_is_what_is_left(depth_db: float) -> None:
    x = music()
    added = np.random.default_rng(1).normal(size=FRAMES)
    added -= x * (x @ added) / (x @ x)  # no gain takes out a part of it
    added *= 10.0 ** (depth_db / 20.0) * math.sqrt((x @ x) / (added @ added))
    # The rest of x + n after the best gain is sin of the angle between x and x + n
    expected_db = depth_db - 10.0 * math.log10(1.0 + 10.0 ** (depth_db / 10.0))
    assert null_depth_db(x, x + added, max_delay_frames=0) == pytest.approx(expected_db, abs=1e-6)
    assert null_depth_db(x, x + added) == pytest.approx(expected_db, abs=0.1)


@pytest.mark.parametrize("gain", [0.01, -0.5, 3.0])
def test_gain_and_polarity_are_found(gain: float) -> None:
    found = null(music(), gain * music())
    assert found.depth_db < -250
    assert found.gain_db == pytest.approx(-20.0 * math.log10(abs(gain)))
    assert found.polarity == math.copysign(1, gain)
    assert found.delay_frames == 0.0


@pytest.mark.parametrize("late_frames", [-480, -17, 3, 480])
def test_whole_frames_are_found_and_cost_nothing(late_frames: int) -> None:
    x = music(FRAMES + 1000)
    reference, estimate = x[500:-500], x[500 - late_frames : -500 - late_frames]
    found = null(reference, estimate)
    assert found.delay_frames == late_frames
    assert found.depth_db == -math.inf


@pytest.mark.parametrize(
    ("late_frames", "is_at_limit"), [(99, False), (100, True), (-100, True), (130, True)]
)
def test_a_delay_beyond_the_limit_shows(late_frames: int, is_at_limit: bool) -> None:
    ramp = np.cumsum(music(FRAMES + 1000))  # low, so that it is like itself a few frames later
    reference, estimate = ramp[500:-500], ramp[500 - late_frames : -500 - late_frames]
    assert null(reference, estimate, max_delay_frames=100).is_delay_at_limit == is_at_limit


@pytest.mark.parametrize("late_frames", [0.5, -12.25, 100.01, 0.001])
def test_parts_of_a_frame_are_found(late_frames: float) -> None:
    found = null(music(), -0.7 * music(late_frames=late_frames))
    assert found.delay_frames == pytest.approx(late_frames, abs=1e-4)
    assert found.depth_db < -85.0


def test_two_takes_of_noise_have_nothing_in_common() -> None:
    x, y = np.random.default_rng(3).normal(size=(2, FRAMES))
    assert -0.01 < null_depth_db(x, y) <= 0.0


def test_a_delay_is_looked_for_no_further_than_asked() -> None:
    x = music(FRAMES + 100)
    assert null_depth_db(x[100:], x[:-100], max_delay_frames=50) > -3.0
    assert null_depth_db(x[100:], x[:-100], max_delay_frames=100) < -250.0
    with pytest.raises(ConfigError, match="max_delay_frames must be 0 or more, got -1"):
        null(x, x, max_delay_frames=-1)
    with pytest.raises(AudioError, match="a null with that delay needs 1089 frames, got 1088"):
        null(x[:1088], x[:1088])


def test_silence_does_not_null() -> None:
    with pytest.raises(AudioError, match="the estimate is silent"):
        null(np.ones(2000), np.zeros(2000))
