"""Strums in a recording of a guitar, also over strings that still ring: treble rises, then falls."""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples
from reamp.units import ratio_to_db

__all__ = ["Instant", "StrumDetector", "instants"]

INSTANT_S = 0.01
"""A period of the lowest string, roughly: shorter ones would follow the wave itself."""

_TREBLE_RATE_HZ = 16_000  # twice differenced: 40 dB less at 300 Hz than at 3 kHz, and little of the hiss
_BEFORE_S = 0.1  # a pick takes less across the strings
_RISE_DB = 6.0  # steady noise moves by 1 dB; a chord struck again after 0.3 s, 8 dB and more
_HOLD_S = 0.22  # from the pick to the top, and the fastest strumming
_FALL_DB = 3.0  # what a string loses of its treble meanwhile; noise and hum that begin do not


@dataclass(frozen=True, kw_only=True)
class Instant:
    """Some 10 ms of a guitar: the peak, and the RMS of its second difference at about 16 kHz."""

    length_s: float
    peak_dbfs: float
    treble_dbfs: float


def instants(samples: Samples, *, rate_hz: int) -> tuple[Instant, ...]:
    """Return a block of a guitar, shape (frames,), in instants: a short block is one."""
    count = max(1, round(len(samples) / rate_hz / INSTANT_S))
    pieces = np.array_split(samples, count) if len(samples) else []
    treble = np.array_split(_treble(samples, rate_hz), count)
    return tuple(
        Instant(
            length_s=len(piece) / rate_hz,
            peak_dbfs=ratio_to_db(float(np.abs(piece).max())),
            treble_dbfs=ratio_to_db(math.sqrt(float(np.mean(part**2)))) if len(part) else -math.inf,
        )
        for piece, part in zip(pieces, treble, strict=False)
    )


class StrumDetector:
    """Counts strums 0.25 s apart or more, `quiet_dbfs` or above; each is known once it rang for 0.22 s."""

    def __init__(self, *, quiet_dbfs: float) -> None:
        self.quiet_dbfs = quiet_dbfs
        self.strums_dbfs: list[float] = []
        self._before: deque[Instant] = deque([_silence()])
        self._ringing: list[Instant] = []

    @property
    def is_ringing(self) -> bool:
        """Whether a strum has begun that is not yet counted."""
        return bool(self._ringing)

    def add(self, instant: Instant) -> None:
        """Hear the next instant."""
        valley_dbfs = min(each.treble_dbfs for each in self._before)
        is_struck = instant.treble_dbfs >= valley_dbfs + _RISE_DB and instant.peak_dbfs >= self.quiet_dbfs
        if self._ringing or is_struck:
            self._ringing.append(instant)
        if _length_s(self._ringing) >= _HOLD_S:
            brightest_dbfs = max(each.treble_dbfs for each in self._ringing)
            if instant.treble_dbfs <= brightest_dbfs - _FALL_DB:
                self.strums_dbfs.append(max(each.peak_dbfs for each in self._ringing))
            self._ringing.clear()
        self._before.append(instant)
        while _length_s(self._before) - self._before[0].length_s >= _BEFORE_S:
            self._before.popleft()


def _silence() -> Instant:
    return Instant(length_s=_BEFORE_S, peak_dbfs=-math.inf, treble_dbfs=-math.inf)


def _length_s(row: deque[Instant] | list[Instant]) -> float:
    return sum(each.length_s for each in row)


def _treble(samples: Samples, rate_hz: int) -> npt.NDArray[np.float64]:
    """Return the second difference of the means of a few frames each."""
    group = max(1, round(rate_hz / _TREBLE_RATE_HZ))
    coarse = samples[: len(samples) // group * group].astype(np.float64).reshape(-1, group).mean(axis=1)
    return np.diff(coarse, 2)
