"""A mono signal: float32 samples and their rate."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from reamp.arguments import is_whole
from reamp.errors import AudioError

__all__ = ["STREAM_BLOCK_FRAMES", "Samples", "Signal", "first_non_finite"]

Samples: TypeAlias = npt.NDArray[np.float32]
"""Mono float32 samples, shape (frames,)."""

STREAM_BLOCK_FRAMES = 65_536
"""Block length for long signals: long enough to be fast, short enough to save memory (256 KiB)."""


@dataclass(frozen=True, eq=False)
class Signal:
    """Mono samples, shape (frames,), full scale at 1, with their rate; zero frames are allowed.

    Samples that are C-contiguous are shared, others copied. Raises `AudioError` when they are not
    one-dimensional, not float32 (see `from_float64`) or not finite, or the rate is below 1.

    >>> signal = Signal(np.zeros(24_000, np.float32), rate_hz=48_000)
    >>> signal.frames, signal.duration_s
    (24000, 0.5)
    """

    samples: Samples
    rate_hz: int

    def __post_init__(self) -> None:
        if not is_whole(self.rate_hz) or self.rate_hz < 1:
            raise AudioError(f"a sample rate is a whole number of Hz from 1, got {self.rate_hz!r}")
        if isinstance(self.samples, np.ma.MaskedArray):
            raise AudioError("a signal cannot be a masked array; fill what it masks first: x.filled(0.0)")
        if not isinstance(self.samples, np.ndarray):
            raise AudioError(f"a signal needs a NumPy array, got {type(self.samples).__name__}")
        if self.samples.ndim != 1:
            raise AudioError(f"a signal is mono, shape (frames,); got shape {self.samples.shape}")
        if self.samples.dtype != np.float32:
            raise AudioError(f"a signal is float32, got {self.samples.dtype}; convert it before")
        first = first_non_finite(self.samples)
        if first is not None:
            nans, infinities = int(np.isnan(self.samples).sum()), int(np.isinf(self.samples).sum())
            raise AudioError(
                f"a signal holds {nans} NaN and {infinities} infinite, the first at frame {first}"
            )
        object.__setattr__(self, "samples", np.ascontiguousarray(self.samples))
        object.__setattr__(self, "rate_hz", int(self.rate_hz))

    @classmethod
    def from_float64(cls, samples: npt.NDArray[np.float64], rate_hz: int) -> "Signal":
        """Return the signal of float64 samples, shape (frames,), rounded to float32.

        >>> Signal.from_float64(np.array([0.1]), 48_000).samples
        array([0.1], dtype=float32)
        """
        if samples.dtype != np.float64:
            raise AudioError(f"expected float64 samples, got {samples.dtype}")
        with np.errstate(over="ignore"):  # too large becomes infinite, which the constructor refuses
            return cls(samples.astype(np.float32), rate_hz)

    @property
    def frames(self) -> int:
        """The number of samples."""
        return len(self.samples)

    @property
    def duration_s(self) -> float:
        """The length in seconds."""
        return self.frames / self.rate_hz


def first_non_finite(samples: npt.NDArray[Any]) -> int | None:
    """Return the frame of the first NaN or infinity, None when all samples are finite.

    >>> first_non_finite(np.array([0.0, np.nan, np.inf]))
    1
    """
    finite = np.isfinite(samples)
    return None if finite.all() else int(finite.argmin())
