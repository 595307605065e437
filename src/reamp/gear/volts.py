"""Volts on a cable: the type that every simulated device takes and gives, and its check."""

import numpy as np
import numpy.typing as npt

from reamp.errors import AudioError

__all__ = ["Volts", "checked_volts"]

Volts = npt.NDArray[np.float64]
"""Volts frame by frame, shape (frames,)."""


def checked_volts(volts: npt.ArrayLike, *, device: str) -> Volts:
    """Return `volts` as contiguous float64; `device` is who asks.

    Raises `AudioError` when it is not a row of finite numbers.
    """
    signal = np.asarray(volts, dtype=np.float64, order="C")
    if signal.ndim != 1 or not len(signal) or not np.isfinite(signal).all():
        raise AudioError(f"the {device} needs one row of finite volts, got shape {np.shape(volts)}")
    return signal
