"""The data of pictures of a signal: its levels over frequency and over time, and its outline."""

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples

__all__ = ["Levels", "band_levels", "block_levels", "outline"]

Levels: TypeAlias = npt.NDArray[np.float64]
"""Levels in dB, or their positions in Hz or seconds."""

_FFT = 8192
_BANDS_PER_OCTAVE = 6
_LOWEST_HZ = 40.0
_FLOOR_POWER = 1e-14


def band_levels(samples: Samples, rate_hz: int) -> tuple[Levels, Levels]:
    """Return the centres of sixths of octaves in Hz, from 40 Hz, and the RMS level of each in dBFS.

    Power spectra of Hann windows, averaged; a sine of RMS -20 dBFS reads -20 in its band.
    """
    fft = min(_FFT, len(samples))
    starts = np.arange(0, len(samples) - fft + 1, max(1, fft // 2))
    taper = np.hanning(fft)
    blocks = samples[starts[:, None] + np.arange(fft)] * taper  # (blocks, fft)
    power = (np.abs(np.fft.rfft(blocks)) ** 2).mean(axis=0) * (2.0 / (fft * float(np.square(taper).sum())))
    octaves = math.log2(0.45 * rate_hz / _LOWEST_HZ)
    edges = _LOWEST_HZ * 2.0 ** (np.arange(int(octaves * _BANDS_PER_OCTAVE) + 1) / _BANDS_PER_OCTAVE)
    bins = np.searchsorted(np.fft.rfftfreq(fft, 1.0 / rate_hz), edges)
    summed = np.concatenate(([0.0], np.cumsum(power)))
    widths = np.diff(bins)
    bands: Levels = np.diff(summed[bins])[widths > 0]
    centres: Levels = np.sqrt(edges[1:] * edges[:-1])[widths > 0]
    return centres, _power_db(bands)


def block_levels(samples: Samples, rate_hz: int, *, block_s: float = 0.1) -> tuple[Levels, Levels]:
    """Return the middles of blocks in seconds, and the RMS level of each in dBFS."""
    block = max(1, round(block_s * rate_hz))
    blocks = samples[: len(samples) // block * block].reshape(-1, block)  # (blocks, block)
    power = np.square(blocks, dtype=np.float64).mean(axis=1)
    times_s = (np.arange(len(blocks), dtype=np.float64) + 0.5) * (block / rate_hz)
    return times_s, _power_db(power)


def outline(samples: Samples, columns: int) -> tuple[Samples, Samples]:
    """Return the lowest and the highest sample of each column; a signal shorter than `columns` has fewer.

    >>> low, high = outline(np.float32([0.0, 1.0, -1.0, 0.5]), 2)
    >>> low.tolist(), high.tolist()
    ([0.0, -1.0], [1.0, 0.5])
    """
    columns = max(1, min(columns, len(samples)))
    starts = np.arange(columns) * len(samples) // columns
    return np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)


def _power_db(power: Levels) -> Levels:
    levels_db: Levels = 10.0 * np.log10(power + _FLOOR_POWER)
    return levels_db
