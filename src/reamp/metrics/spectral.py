"""The multi-resolution spectral distance that training minimises, in NumPy."""

import math

import numpy as np
import numpy.typing as npt

from reamp.errors import AudioError
from reamp.metrics.difference import Sound, validate

__all__ = ["STFT_RESOLUTIONS", "spectral_distance"]

STFT_RESOLUTIONS = ((1024, 120, 600), (2048, 240, 1200), (512, 50, 240))
"""FFT size, hop and Hann window in frames, as in the training loss (https://arxiv.org/abs/1910.11480)."""

_MAGNITUDE_FLOOR = 1e-4  # as in training: -80 dB, so that the logarithm of silence is finite
_LEAST_FRAMES = 1 + max(fft for fft, _, _ in STFT_RESOLUTIONS) // 2
_COLUMNS_AT_ONCE = 4096  # of the spectrogram: at most 64 MB for any length of signal

_Array = npt.NDArray[np.float64]


def spectral_distance(reference: Sound, estimate: Sound) -> float:
    """Return spectral convergence plus the mean difference of log magnitudes: 0 is identical.

    |M - M'| / |M| + mean |ln M - ln M'|, the mean over `STFT_RESOLUTIONS`; M and M' are the magnitudes of the
    reference and of the estimate, not below 1e-4. The training loss of the same definition is
    `reamp.train.losses.multi_resolution_stft_error`. Phase and polarity do not count; a gain of -6 or +6 dB
    gives 0.5 or 1, plus 0.69. The windows are in frames, meant for 44.1 and 48 kHz.
    Raises `AudioError` as `validate`, and below 1025 frames.

    >>> noise = np.random.default_rng(0).normal(size=9600)
    >>> round(spectral_distance(noise, 0.5 * noise), 3)  # 0.5 + ln 2
    1.193
    """
    validate(reference, estimate)
    if len(reference) < _LEAST_FRAMES:
        raise AudioError(f"spectra need at least {_LEAST_FRAMES} frames, got {len(reference)}")
    distances = [_distance(reference, estimate, *resolution) for resolution in STFT_RESOLUTIONS]
    return math.fsum(distances) / len(distances)


def _distance(reference: Sound, estimate: Sound, fft: int, hop: int, window: int) -> float:
    wanted_all, got_all = (_windows(each, fft, hop) for each in (reference, estimate))
    hann = np.zeros(fft)
    hann[(fft - window) // 2 :][:window] = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(window) / window)
    error = energy = logarithms = 0.0
    for first in range(0, len(wanted_all), _COLUMNS_AT_ONCE):
        part = slice(first, first + _COLUMNS_AT_ONCE)
        wanted, got = _magnitudes(wanted_all[part], hann), _magnitudes(got_all[part], hann)
        error += float(np.square(wanted - got).sum())
        energy += float(np.square(wanted).sum())
        logarithms += float(np.abs(np.log(wanted) - np.log(got)).sum())
    return math.sqrt(error / energy) + logarithms / (len(wanted_all) * (fft // 2 + 1))


def _windows(samples: Sound, fft: int, hop: int) -> Sound:
    """Return the windows of a signal continued by its mirror images, shape (columns, fft), as a view."""
    padded = np.pad(samples, fft // 2, mode="reflect")
    return np.lib.stride_tricks.sliding_window_view(padded, fft)[::hop]


def _magnitudes(windows: Sound, hann: _Array) -> _Array:
    magnitudes: _Array = np.abs(np.fft.rfft(windows * hann))  # (columns, fft / 2 + 1)
    return np.maximum(magnitudes, _MAGNITUDE_FLOOR)
