import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from reamp.audio.signal import Signal, first_non_finite
from reamp.errors import AudioError


def zeros(frames: int) -> np.ndarray:
    return np.zeros(frames, np.float32)


def test_frames_and_duration() -> None:
    signal = Signal(zeros(4_410), 44_100)
    assert signal.frames == 4_410
    assert signal.duration_s == pytest.approx(0.1)


def test_zero_length_is_allowed() -> None:
    assert Signal(zeros(0), 48_000).frames == 0


def test_samples_are_shared_when_contiguous_and_copied_when_not() -> None:
    samples = zeros(8)
    assert Signal(samples, 48_000).samples is samples
    stereo = np.arange(8, dtype=np.float32).reshape(4, 2)
    right = Signal(stereo[:, 1], 48_000)
    assert right.samples.flags.c_contiguous
    assert right.samples.tolist() == [1, 3, 5, 7]


def test_is_frozen() -> None:
    signal = Signal(zeros(1), 48_000)
    with pytest.raises(dataclasses.FrozenInstanceError):
        signal.rate_hz = 1  # type: ignore[misc]


@pytest.mark.parametrize("rate_hz", [0, -48_000, 48_000.0, "48000", True, None])
def test_a_rate_is_a_whole_number_from_1(rate_hz: object) -> None:
    with pytest.raises(AudioError, match="whole number of Hz from 1"):
        Signal(zeros(1), rate_hz)  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", [(), (1, 8), (8, 1), (8, 2), (0, 0)])
def test_the_axis_is_never_guessed(shape: tuple[int, ...]) -> None:
    with pytest.raises(AudioError, match=r"mono, shape \(frames,\); got shape"):
        Signal(np.zeros(shape, np.float32), 48_000)


@pytest.mark.parametrize("dtype", [np.float64, np.int16, np.complex64, np.dtype(">f4"), object])
def test_other_types_are_refused(dtype: type) -> None:
    with pytest.raises(AudioError, match="a signal is float32, got"):
        Signal(np.zeros(4, dtype), 48_000)


def test_lists_are_refused() -> None:
    with pytest.raises(AudioError, match="needs a NumPy array, got list"):
        Signal([0.0], 48_000)  # type: ignore[arg-type]


def test_nan_and_infinity_are_counted_and_located() -> None:
    samples = zeros(10)
    samples[[3, 7]] = np.nan
    samples[5] = -np.inf
    with pytest.raises(AudioError, match=r"2 NaN and 1 infinite, the first at frame 3$"):
        Signal(samples, 48_000)


def test_from_float64_rounds_to_nearest() -> None:
    signal = Signal.from_float64(np.array([0.1, 1.0 + 2.0**-25]), 48_000)
    assert signal.samples.tolist() == [np.float32(0.1), 1.0]


def test_from_float64_refuses_what_float32_cannot_hold() -> None:
    with pytest.raises(AudioError, match="0 NaN and 1 infinite, the first at frame 1"):
        Signal.from_float64(np.array([0.0, 1e39]), 48_000)


def test_from_float64_takes_only_float64() -> None:
    with pytest.raises(AudioError, match="expected float64 samples, got int16"):
        Signal.from_float64(np.zeros(2, np.int16), 48_000)  # type: ignore[arg-type]


def test_first_non_finite_is_none_for_finite_and_empty() -> None:
    assert first_non_finite(np.ones(3)) is None
    assert first_non_finite(zeros(0)) is None


def test_a_signal_does_not_load_the_libraries_of_files_and_resampling() -> None:
    code = "import sys, reamp.audio; print(*{'soundfile', 'soxr', 'scipy'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        == "\n"
    )


@pytest.mark.parametrize("kind", [np.int64, np.int32, np.uint16])
def test_a_rate_may_be_a_numpy_scalar(kind: type) -> None:
    signal = Signal(zeros(4_800), kind(48_000))
    assert (signal.rate_hz, type(signal.rate_hz)) == (48_000, int)


@pytest.mark.parametrize("rate_hz", [True, np.True_, 48_000.0, np.float32(48_000.0), "48000", 0])
def test_a_rate_is_a_whole_number_above_zero(rate_hz: int) -> None:
    with pytest.raises(AudioError, match="a sample rate is a whole number of Hz from 1"):
        Signal(zeros(1), rate_hz)


def test_a_masked_array_is_refused() -> None:
    with pytest.raises(AudioError, match="masked array; fill what it masks first"):
        Signal(np.ma.masked_array(zeros(2), mask=[0, 1]), 48_000)
