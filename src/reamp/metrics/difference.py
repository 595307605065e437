"""The error-to-signal ratio of two signals, and the check that two signals can be compared."""

import math
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import first_non_finite
from reamp.errors import AudioError

__all__ = ["Sound", "esr", "validate"]

Sound: TypeAlias = npt.NDArray[np.floating[Any]]
"""Mono samples or volts, shape (frames,), in any float type."""


def esr(reference: Sound, estimate: Sound) -> float:
    """Return the error-to-signal ratio: 0 is identical, 1 is as wrong as silence.

    sum((reference - estimate)^2) / sum(reference^2), in float64; https://www.mdpi.com/2076-3417/10/3/766.
    Gain, delay and polarity count as errors. Raises `AudioError` as `validate`, and for a silent reference.

    >>> esr(np.ones(4), np.full(4, 0.5))
    0.25
    """
    validate(reference, estimate)
    wanted, got = reference.astype(np.float64), estimate.astype(np.float64)
    peak = float(np.abs(wanted).max())
    if peak == 0.0:
        raise AudioError("the reference is silent, and nothing is a part of silence")
    shift = -math.frexp(peak)[1]  # an exact power of two, so that no square overflows or underflows
    error = np.ldexp(wanted, shift) - np.ldexp(got, shift)
    return float(np.square(error).sum() / np.square(np.ldexp(wanted, shift)).sum())


def validate(reference: Sound, estimate: Sound) -> None:
    """Raise `AudioError` unless both are float, finite, of shape (frames,), and equally long, not empty.

    >>> validate(np.zeros(4), np.zeros(3))
    Traceback (most recent call last):
        ...
    reamp.errors.AudioError: the reference has 4 frames, the estimate 3; cut them to the same
    """
    for name, samples in (("reference", reference), ("estimate", estimate)):
        if not isinstance(samples, np.ndarray) or samples.ndim != 1 or samples.dtype.kind != "f":
            found = f"{samples.dtype} {samples.shape}" if isinstance(samples, np.ndarray) else type(samples)
            raise AudioError(f"the {name} must be a float array of shape (frames,), got {found}")
        if len(samples) == 0:
            raise AudioError(f"the {name} is empty")
        first = first_non_finite(samples)
        if first is not None:
            raise AudioError(f"the {name} holds {samples[first]} at frame {first}")
    if len(reference) != len(estimate):
        lengths = f"the reference has {len(reference)} frames, the estimate {len(estimate)}"
        raise AudioError(f"{lengths}; cut them to the same")
