import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reamp.audio.levels import LevelMeter, peak_dbfs, rms_dbfs, true_peak_dbfs
from reamp.audio.signal import Samples, Signal

RATE_HZ = 48_000


def sine(frequency_hz: float, *, peak: float = 1.0, phase: float = 0.0, frames: int = RATE_HZ) -> Signal:
    angle = 2.0 * np.pi * frequency_hz * np.arange(frames) / RATE_HZ + phase
    return Signal.from_float64(peak * np.sin(angle), RATE_HZ)


def metered(*blocks: list[float]) -> LevelMeter:
    meter = LevelMeter()
    for block in blocks:
        meter.add(np.array(block, np.float32))
    return meter


def test_a_full_scale_sine() -> None:
    assert peak_dbfs(sine(1_000)) == pytest.approx(0.0, abs=1e-6)
    assert rms_dbfs(sine(1_000)) == pytest.approx(-3.0103, abs=1e-4)


def test_peak_sees_both_signs() -> None:
    assert peak_dbfs(Signal(np.array([0.25, -0.5], np.float32), RATE_HZ)) == pytest.approx(-6.0206, abs=1e-4)
    assert peak_dbfs(Signal(np.array([0.5, -0.25], np.float32), RATE_HZ)) == pytest.approx(-6.0206, abs=1e-4)


@pytest.mark.parametrize("frames", [0, 1_000])
def test_silence_is_minus_infinity(frames: int) -> None:
    silence = Signal(np.zeros(frames, np.float32), RATE_HZ)
    assert [level(silence) for level in (peak_dbfs, rms_dbfs, true_peak_dbfs)] == [-math.inf] * 3


def test_rms_of_a_long_quiet_signal_is_exact() -> None:
    """Squares summed in float32 would be wrong in the third digit."""
    samples = np.full(5_000_000, 1e-3, np.float32)
    samples[0] = 1.0
    wanted = 10.0 * math.log10((1.0 + (5_000_000 - 1) * float(np.float32(1e-3)) ** 2) / 5_000_000)
    assert rms_dbfs(Signal(samples, RATE_HZ)) == pytest.approx(wanted, abs=1e-6)


def test_true_peak_finds_the_peak_between_samples() -> None:
    """A quarter of the rate at 45 degrees: all samples at -3.01 dBFS, the wave at 0."""
    signal = sine(RATE_HZ / 4, phase=math.pi / 4)
    fade = np.hanning(signal.frames).astype(np.float32)  # ends would ring above the wave
    faded = Signal(signal.samples * fade, RATE_HZ)
    assert peak_dbfs(faded) == pytest.approx(-3.01, abs=0.01)
    assert true_peak_dbfs(faded) == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("frequency_hz", [997, 5_000, 11_025, 15_000, 19_000])
def test_true_peak_of_sines_within_the_standard(frequency_hz: float) -> None:
    """EBU Tech 3341 allows +0.2 and -0.4 dB."""
    fade = np.hanning(RATE_HZ).astype(np.float32)
    for phase in (0.0, 0.5, 1.0):
        signal = Signal(sine(frequency_hz, peak=0.5, phase=phase).samples * fade, RATE_HZ)
        assert -6.42 < true_peak_dbfs(signal) < -5.82


def test_true_peak_is_never_below_the_peak() -> None:
    samples = np.random.default_rng(0).uniform(-1, 1, 200_000).astype(np.float32)
    assert true_peak_dbfs(Signal(samples, RATE_HZ)) > peak_dbfs(Signal(samples, RATE_HZ))
    impulse = Signal(np.array([1.0], np.float32), RATE_HZ)
    assert true_peak_dbfs(impulse) >= 0.0


def test_the_meter_agrees_with_the_functions() -> None:
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, 10_000).astype(np.float32)
    meter = LevelMeter()
    for block in np.array_split(samples, 7):
        meter.add(block)
    assert meter.frames == 10_000
    assert meter.peak_dbfs == peak_dbfs(Signal(samples, RATE_HZ))
    assert meter.rms_dbfs == pytest.approx(rms_dbfs(Signal(samples, RATE_HZ)), abs=1e-9)
    assert meter.clipped_frames == 0


def test_a_new_meter_has_measured_nothing() -> None:
    meter = LevelMeter()
    assert (meter.frames, meter.peak_dbfs, meter.rms_dbfs, meter.clipped_frames) == (
        0,
        -math.inf,
        -math.inf,
        0,
    )


@pytest.mark.parametrize(
    ("samples", "clipped_frames"),
    [
        ([0.0, 1.0, 1.0, 1.0, 0.5], 3),
        ([1.0, 1.0, 1.0], 3),
        ([1.0, 1.0, 0.9, 1.0, 1.0], 0),  # two in a row are a peak
        ([-1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0], 7),
        ([1.0, 1.0, -1.0, -1.0], 0),  # both ends of the scale are not one run
        ([1.0, 0.9995, 1.0, 0.9995], 0),  # near full scale, and alive
        ([0.99997] * 5, 5),  # 16 bit: 32767 / 32768
        ([1.5] * 4, 4),  # float files
        ([0.998] * 9, 0),
        ([0.0] * 9, 0),
    ],
)
def test_clipped_runs(samples: list[float], clipped_frames: int) -> None:
    assert metered(samples).clipped_frames == clipped_frames
    assert metered(*([sample] for sample in samples)).clipped_frames == clipped_frames


def test_a_clipped_sine_is_noticed_and_a_full_scale_one_is_not() -> None:
    loud = np.clip(sine(220, peak=1.2).samples, -1.0, 1.0).astype(np.float32)
    meter = LevelMeter()
    meter.add(loud)
    assert meter.clipped_frames == int((np.abs(loud) == 1.0).sum()) > 1_000
    assert metered(sine(220).samples.tolist()).clipped_frames == 0


@given(
    samples=st.lists(st.sampled_from([-1.0, 0.0, 0.5, 1.0]), max_size=60),
    cuts=st.lists(st.integers(0, 60), max_size=6).map(sorted),
)
def test_any_split_into_blocks_counts_the_same(samples: list[float], cuts: list[int]) -> None:
    whole: Samples = np.array(samples, np.float32)
    split = LevelMeter()
    for block in np.split(whole, cuts):
        split.add(block)
    assert split.clipped_frames == metered(samples).clipped_frames
