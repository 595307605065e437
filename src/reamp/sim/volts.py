"""Volts over time: the type that simulated devices take and return, its check, and processing in the core."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from reamp.errors import AudioError, ConfigError
from reamp.interruption import check_stop

__all__ = ["Volts", "checked_volts", "through_core"]

Volts = npt.NDArray[np.float64]
"""Volts frame by frame, shape (frames,)."""

_SLICE_FRAMES = 16_384
"""A third of a second of sound, about 20 ms of work, after which Ctrl-C takes effect."""


def checked_volts(volts: npt.ArrayLike, *, device: str) -> Volts:
    """Return `volts` as contiguous float64; `device` is the name in errors.

    Raises `AudioError` when it is not a row of finite numbers.
    """
    signal = np.asarray(volts, dtype=np.float64, order="C")
    if signal.ndim != 1 or not len(signal) or not np.isfinite(signal).all():
        raise AudioError(f"the {device} needs one row of finite volts, got shape {np.shape(volts)}")
    return signal


class _Core(Protocol):
    def process(self, x: Volts, out: Volts) -> None: ...


def through_core(build: Callable[[], _Core], volts: npt.ArrayLike, *, device: str) -> Volts:
    """Return a core device's output for `volts`, frame for frame, from rest; `device` is its name.

    Raises `AudioError` when `volts` is not a row of finite numbers, `ConfigError` for a circuit that cannot
    be solved and a rate outside 8 to 400 kHz.
    """
    signal = checked_volts(volts, device=device)
    try:
        core = build()
    except ValueError as error:
        raise ConfigError(f"the {device} cannot be built: {error}") from None
    out = np.empty_like(signal)
    for first in range(0, len(signal), _SLICE_FRAMES):
        part = slice(first, first + _SLICE_FRAMES)
        core.process(signal[part], out[part])
        check_stop()
    return out
