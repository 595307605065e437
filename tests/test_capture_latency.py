"""Latency to the frame through noise, gain, polarity, gates and distortion; drift in parts per million."""

import functools

import numpy as np
import numpy.typing as npt
import pytest

from reamp.audio.correlation import CERTAIN
from reamp.audio.signal import Signal
from reamp.capture.latency import LatencyMethod, measure_latency
from reamp.errors import AudioError
from reamp.sim.guitar import Note, play_guitar, strum

RATE_HZ = 48_000
IMPULSES = (12_000, 24_000)
Array = npt.NDArray[np.float64]


@functools.cache
def played() -> Signal:
    """Return impulses in silence, a chord, a line and a burst of noise: 3.2 s."""
    samples = np.zeros(153_600)
    samples[list(IMPULSES)] = 0.9
    notes = [*strum((0, 2, 2, 1, 0, 0), start_s=0.0, length_s=1.0)]
    notes += [Note(start_s=0.9 + 0.15 * i, string=2, fret=5 + i, length_s=0.3) for i in range(8)]
    samples[36_000:148_000] = 0.2 * play_guitar(notes, length_s=112_000 / RATE_HZ)
    samples[132_000:148_000] += 0.1 * np.random.default_rng(7).normal(size=16_000)
    return Signal.from_float64(samples.clip(-0.95, 0.95), RATE_HZ)


@functools.cache
def long_play() -> Array:
    """Return 60 s of pink-like noise in bursts, for what needs minutes."""
    hand = np.random.default_rng(3)
    noise = one_pole(hand.normal(size=60 * RATE_HZ), hz=2_000)
    return 0.3 * noise * (np.sin(np.arange(len(noise)) / 9_000) > -0.5)


def one_pole(samples: Array, *, hz: float) -> Array:
    """Return the samples after an RC low-pass, by its first 256 taps."""
    pole = np.exp(-2 * np.pi * hz / RATE_HZ)
    return np.convolve(samples, (1 - pole) * pole ** np.arange(256))[: len(samples)]


def distorted(samples: Array, *, drive: float) -> Array:
    """Return a pedal: bass cut, saturation, treble cut."""
    tight = samples - one_pole(samples, hz=100)
    return one_pole(np.tanh(drive * tight), hz=6_000)


def recorded(samples: Array, *, delay: int, gain_db: float, snr_db: float, seed: int) -> Signal:
    late = np.concatenate([np.zeros(delay), samples]) * 10 ** (gain_db / 20)
    noise = np.random.default_rng(seed).normal(size=len(late)) * late.std() * 10 ** (-snr_db / 20)
    return Signal.from_float64(late + noise, RATE_HZ)


@pytest.mark.parametrize("impulses", [IMPULSES, ()], ids=["impulses", "correlation"])
@pytest.mark.parametrize("drive", [0.0, 8.0], ids=["clean", "distorted"])
def test_within_a_frame_for_200_delays_gains_polarities_and_noise_floors(
    impulses: tuple[int, ...], drive: float
) -> None:
    signal = played()
    device = signal.samples.astype(float)
    if drive:
        device = distorted(device, drive=drive)
    hand = np.random.default_rng(11)
    missed = []
    for case in range(50):
        delay, polarity = int(hand.integers(0, 96_001)), int(hand.choice([-1, 1]))
        gain_db, snr_db = hand.uniform(-40, 6), hand.uniform(20, 70)
        recording = recorded(polarity * device, delay=delay, gain_db=gain_db, snr_db=snr_db, seed=case)
        latency = measure_latency(signal, recording, impulses=impulses)
        assert latency is not None
        if abs(latency.frames - delay) > 1 or latency.polarity != polarity or latency.confidence < 0.3:
            missed.append((delay, gain_db, snr_db, latency))
    assert missed == []


def test_impulses_give_the_frame_before_the_onset() -> None:
    signal = played()
    recording = recorded(signal.samples.astype(float), delay=777, gain_db=-20, snr_db=90, seed=0)
    latency = measure_latency(signal, recording, impulses=IMPULSES)
    assert latency is not None
    assert (latency.frames, latency.method) == (776, LatencyMethod.IMPULSES)


def test_no_latency_is_no_latency() -> None:
    latency = measure_latency(played(), played(), impulses=IMPULSES)
    assert latency is not None
    assert (latency.frames, latency.polarity) == (0, 1)


def test_a_gate_that_swallows_the_impulses_leaves_the_correlation() -> None:
    signal = played()
    gated = signal.samples.astype(float)
    gated[:36_000] = 0.0
    gated[np.convolve(np.abs(gated), np.full(480, 1 / 480), "same") < 0.01] = 0.0
    latency = measure_latency(
        signal, recorded(gated, delay=5_000, gain_db=0, snr_db=60, seed=1), impulses=IMPULSES
    )
    assert latency is not None
    assert abs(latency.frames - 5_000) <= 1
    assert latency.method is LatencyMethod.CORRELATION


@pytest.mark.parametrize("frames", [1_500, 20_000, 80_000])
def test_a_recording_that_was_trimmed_has_a_negative_latency(frames: int) -> None:
    samples = long_play()
    latency = measure_latency(
        Signal.from_float64(samples, RATE_HZ), Signal.from_float64(samples[frames:], RATE_HZ)
    )
    assert latency is not None
    assert latency.confidence > CERTAIN
    assert latency.frames == -frames - 1


def test_a_manual_value_wins_and_keeps_what_was_measured() -> None:
    recording = recorded(played().samples.astype(float), delay=100, gain_db=0, snr_db=60, seed=2)
    latency = measure_latency(played(), recording, impulses=IMPULSES, manual_frames=80)
    assert latency is not None
    assert (latency.frames, latency.method, latency.measured_frames) == (80, LatencyMethod.MANUAL, 99)


@pytest.mark.parametrize("ppm", [-80.0, -2.0, 0.0, 12.0, 80.0])
def test_drift_is_measured_to_a_tenth_of_a_ppm(ppm: float) -> None:
    samples = long_play()
    frame = np.arange(len(samples), dtype=float)
    stretched = np.interp(frame - 480 - ppm * 1e-6 * frame, frame, samples)
    latency = measure_latency(Signal.from_float64(samples, RATE_HZ), Signal.from_float64(stretched, RATE_HZ))
    assert latency is not None
    assert latency.drift_ppm == pytest.approx(ppm, abs=0.1 + abs(ppm) / 100)
    earliest = 480 + min(0.0, ppm * 1e-6 * len(samples))
    assert abs(latency.frames - earliest) <= 3
    assert latency.confidence > 0.5


def test_another_recording_has_no_confidence() -> None:
    samples = long_play()
    noise = np.random.default_rng(5).normal(size=len(samples)) * 0.1
    latency = measure_latency(Signal.from_float64(samples, RATE_HZ), Signal.from_float64(noise, RATE_HZ))
    assert latency is not None
    assert latency.confidence < 0.2


def test_silence_has_no_latency() -> None:
    silence = Signal(np.zeros(100_000, np.float32), RATE_HZ)
    assert measure_latency(played(), silence) is None
    assert measure_latency(silence, played()) is None


def test_a_very_short_pair_still_gives_an_answer() -> None:
    signal = Signal(played().samples[40_000:41_000], RATE_HZ)
    latency = measure_latency(signal, signal)
    assert latency is not None
    assert latency.drift_ppm is None
    empty = Signal(np.zeros(0, np.float32), RATE_HZ)
    assert measure_latency(empty, signal) is None


def test_rates_must_agree() -> None:
    with pytest.raises(AudioError, match="44100 Hz"):
        measure_latency(played(), Signal(played().samples, 44_100))
