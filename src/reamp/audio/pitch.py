"""The pitch of one note, to a fraction of a cent, from a fifth of a second of it."""

from dataclasses import dataclass

import numpy as np

from reamp import _core
from reamp.audio.signal import Samples

__all__ = ["PITCH_RANGE_HZ", "PITCH_S", "Pitch", "measure_pitch"]

PITCH_RANGE_HZ = (_core.LOWEST_PITCH_HZ, _core.HIGHEST_PITCH_HZ)
"""From below the low B of a bass to the fifth-fret harmonic of the high E, and some more."""

PITCH_S = _core.PITCH_S
"""What a measurement needs: seven periods of the low B of a bass."""


@dataclass(frozen=True, kw_only=True)
class Pitch:
    """The frequency of the first partial of a note, and how clear it is: 1 is a periodic sound."""

    frequency_hz: float
    clarity: float


def measure_pitch(samples: Samples, rate_hz: int) -> Pitch | None:
    """Return the pitch of the last `PITCH_S` of samples, None where they are shorter, silent or no note.

    The period comes from the normalized autocorrelation (McLeod and Wyvill, A smarter way to find pitch,
    2005), the frequency of each partial from how far its phase turns between two windows, and the pitch from
    all partials of a stiff string, f_n = n f (1 + B n^2 / 2).

    >>> t = np.arange(12_000) / 48_000
    >>> pitch = measure_pitch(np.float32(0.1) * np.sin(2 * np.pi * 110.0 * t).astype(np.float32), 48_000)
    >>> round(pitch.frequency_hz, 2)
    110.0
    """
    found = _core.measure_pitch(np.ascontiguousarray(samples, np.float32), rate_hz)
    return None if found is None else Pitch(frequency_hz=found[0], clarity=found[1])
