"""Dropouts of a recording: silence that no converter gives, blocks that come twice, a latency that jumps."""

import numpy as np
import pytest

from reamp.capture.dropouts import Dropout, LagWatch, silent_runs, twice_played

RATE_HZ = 48_000


def noise(seconds: float, *, seed: int = 0, rms: float = 0.1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, rms, round(seconds * RATE_HZ)).astype(np.float32)


def amp(samples: np.ndarray) -> np.ndarray:
    """Return what something that distorts and filters makes of samples."""
    taps = np.exp(-np.arange(64) / 8.0)
    out: np.ndarray = np.tanh(4.0 * np.convolve(samples, taps / taps.sum(), "full")[: len(samples)])
    return out.astype(np.float32)


def test_silence_is_seen_from_half_a_short_block_on() -> None:
    samples = noise(1.0)
    samples[1000:1064] = 0.0
    samples[2000:2020] = 0.0
    assert silent_runs(samples, rate_hz=RATE_HZ, first_frame=500) == [Dropout(frame=1500, frames=64)]


def test_a_block_that_comes_twice_is_seen_and_silence_is_none() -> None:
    samples = noise(1.0)
    samples[6400:6464] = samples[6336:6400]
    samples[9000:9200] = 0.0
    found = twice_played(samples, block_frames=64, rate_hz=RATE_HZ)
    assert found == [Dropout(frame=6400, frames=64)]
    assert twice_played(samples[:64], block_frames=64, rate_hz=RATE_HZ) == []


@pytest.mark.parametrize("moved", [-1024, -64, 64, 128])
def test_a_jump_of_the_latency_is_placed_and_measured(moved: int) -> None:
    signal, lag, at = noise(12.0), 700, 6 * RATE_HZ
    late = np.concatenate([np.zeros(lag, np.float32), amp(signal)])
    middle = np.zeros(max(0, moved), np.float32)
    recording = np.concatenate(
        [late[:at], middle, late[at + max(0, -moved) :], np.zeros(RATE_HZ, np.float32)]
    )
    watch = LagWatch(signal, rate_hz=RATE_HZ)
    (found,) = watch.follow(recording)
    assert found.moved_frames == pytest.approx(moved, abs=2)
    assert found.frame <= at <= found.frame + found.frames
    assert found.frames <= 2 * RATE_HZ
    assert watch.lag_frames == pytest.approx(lag + moved, abs=6)


def test_a_whole_recording_has_no_jump_in_whatever_pieces_it_comes() -> None:
    signal = noise(6.0)
    recording = np.concatenate([np.zeros(700, np.float32), amp(signal), np.zeros(RATE_HZ, np.float32)])
    watch = LagWatch(signal, rate_hz=RATE_HZ)
    watch.start_at(698)
    assert [found for end in range(0, len(recording), 5000) for found in watch.follow(recording[:end])] == []
    assert list(watch.follow(recording)) == []
    assert watch.lag_frames == 698


def test_silence_and_noise_tell_nothing() -> None:
    watch = LagWatch(np.zeros(2 * RATE_HZ, np.float32), rate_hz=RATE_HZ)
    assert list(watch.follow(noise(4.0))) == []
    other = LagWatch(noise(4.0, seed=1), rate_hz=RATE_HZ)
    assert list(other.follow(noise(6.0, seed=2))) == []
    assert other.lag_frames is None
