"""The strums of the probe as a model plays them, moment by moment: by them likeness finds the nearest."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["MOMENTS", "MOMENT_BANDS_HZ", "moments_of"]

MOMENTS = 24
"""Of a strum, 17 ms each: the spectrograms of `spectral_distance` have a similar resolution."""

_LOWEST_HZ, _HIGHEST_HZ = 80.0, 20_480.0
_LEAST_WIDTH_HZ = 100.0
"""A moment tells no narrower bands apart."""
_WIDTH = 1.0 / 17.0
_RANGE_DB = 120.0
"""Below the loudest value: the softest strum is 36 dB below, and has as much range left as a recording."""
_NOTHING = 1e-24

_Array = npt.NDArray[np.float64]


def _edges_hz() -> tuple[float, ...]:
    edges = [_LOWEST_HZ]
    while edges[-1] < _HIGHEST_HZ:
        edges.append(edges[-1] + max(_LEAST_WIDTH_HZ, edges[-1] * _WIDTH))
    return tuple(edges)


MOMENT_BANDS_HZ = _edges_hz()
"""Edges of the bands: 100 Hz wide, above 1.7 kHz a twelfth of an octave."""


def moments_of(strums: Sequence[_Array], rate_hz: int) -> npt.NDArray[np.float32]:
    """Return the levels in dB of the bands of strums, shape (strums, moments x bands); the least is 0."""
    rows = []
    for strum in strums:
        frames = len(strum) // MOMENTS
        taper = np.hanning(frames)
        windows = strum[: MOMENTS * frames].reshape(MOMENTS, frames) * taper
        power = np.square(np.abs(np.fft.rfft(windows))) / (frames * float(taper @ taper))
        edges = np.searchsorted(np.fft.rfftfreq(frames, 1.0 / rate_hz), MOMENT_BANDS_HZ)
        sums = np.concatenate([np.zeros((MOMENTS, 1)), np.cumsum(power, axis=1)], axis=1)
        rows.append((sums[:, edges[1:]] - sums[:, edges[:-1]]).ravel())  # (moments x bands,)
    levels_db = 10.0 * np.log10(np.maximum(np.array(rows), _NOTHING))
    moments: npt.NDArray[np.float32] = np.maximum(levels_db - levels_db.max() + _RANGE_DB, 0.0).astype(
        np.float32
    )
    return moments
