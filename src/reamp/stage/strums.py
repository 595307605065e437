"""Finds strums in a recording of a guitar, even while strings still ring: the treble rises, then falls."""

import math
from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from reamp.audio.levels import CLIPPED_MAGNITUDE
from reamp.audio.signal import Samples
from reamp.units import db_to_ratio, ratio_to_db

__all__ = ["HOLD_S", "INSTANT_S", "Instant", "Strum", "StrumDetector", "instants"]

INSTANT_S = 0.01
"""Length of an instant: about a period of the lowest string. Shorter ones would follow the wave itself."""

HOLD_S = 0.22
"""Length of a strum: longer than from the pick to the peak, shorter than the fastest strumming."""

_TREBLE_RATE_HZ = 16_000  # the second difference is 40 dB lower at 300 Hz than at 3 kHz, with little hiss
_BEFORE_S = 0.1  # a pick crosses the strings in less time
_RISE_DB = 6.0  # steady noise varies by 1 dB; a chord struck again after 0.3 s rises by 8 dB or more
_FALL_DB = 3.0  # a string's treble falls by this meanwhile; noise and hum that begin do not fall


@dataclass(frozen=True, kw_only=True)
class Instant:
    """About 10 ms of a guitar: peak, RMS, and the RMS of its second difference at about 16 kHz."""

    length_s: float
    peak_dbfs: float
    rms_dbfs: float
    treble_dbfs: float

    @property
    def is_clipped(self) -> bool:
        """Whether the converter clipped."""
        return self.peak_dbfs >= ratio_to_db(CLIPPED_MAGNITUDE)


@dataclass(frozen=True, kw_only=True)
class Strum:
    """The first 0.2 s of a strum: the peak, the RMS, and whether the converter clipped."""

    peak_dbfs: float
    rms_dbfs: float
    is_clipped: bool


def instants(samples: Samples, *, rate_hz: int) -> tuple[Instant, ...]:
    """Return a block of a guitar, shape (frames,), as instants. A short block is one instant."""
    count = max(1, round(len(samples) / rate_hz / INSTANT_S))
    pieces = np.array_split(samples, count) if len(samples) else []
    treble = np.array_split(_treble(samples, rate_hz), count)
    return tuple(
        Instant(
            length_s=len(piece) / rate_hz,
            peak_dbfs=ratio_to_db(float(np.abs(piece).max())),
            rms_dbfs=_rms_dbfs(piece),
            treble_dbfs=_rms_dbfs(part),
        )
        for piece, part in zip(pieces, treble, strict=False)
    )


class StrumDetector:
    """Counts strums of `quiet_dbfs` or more that are at least 0.25 s apart, each 0.22 s after it began."""

    def __init__(self, *, quiet_dbfs: float, following: "StrumDetector | None" = None) -> None:
        """Begin in silence, or where `following` ended, so that a chord that still rings is no strum."""
        self.quiet_dbfs = quiet_dbfs
        self.strums: list[Strum] = []
        self._before: deque[Instant] = deque([_silence()] if following is None else following._before)
        self._ringing: list[Instant] = []

    @property
    def strums_dbfs(self) -> list[float]:
        """The peaks of the strums."""
        return [strum.peak_dbfs for strum in self.strums]

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
        if _length_s(self._ringing) >= HOLD_S:
            brightest_dbfs = max(each.treble_dbfs for each in self._ringing)
            if instant.treble_dbfs <= brightest_dbfs - _FALL_DB:
                self.strums.append(_strum(self._ringing))
            self._ringing.clear()
        self._before.append(instant)
        while _length_s(self._before) - self._before[0].length_s >= _BEFORE_S:
            self._before.popleft()


def _silence() -> Instant:
    return Instant(length_s=_BEFORE_S, peak_dbfs=-math.inf, rms_dbfs=-math.inf, treble_dbfs=-math.inf)


def _strum(row: list[Instant]) -> Strum:
    energy = sum(each.length_s * db_to_ratio(each.rms_dbfs) ** 2 for each in row)
    return Strum(
        peak_dbfs=max(each.peak_dbfs for each in row),
        rms_dbfs=ratio_to_db(math.sqrt(energy / _length_s(row))),
        is_clipped=any(each.is_clipped for each in row),
    )


def _rms_dbfs(samples: npt.NDArray[np.floating[Any]]) -> float:
    """Return the RMS of some samples; minus infinity for none."""
    return (
        ratio_to_db(math.sqrt(float(np.mean(np.square(samples, dtype=np.float64)))))
        if len(samples)
        else -math.inf
    )


def _length_s(row: deque[Instant] | list[Instant]) -> float:
    return sum(each.length_s for each in row)


def _treble(samples: Samples, rate_hz: int) -> npt.NDArray[np.float64]:
    """Return the second difference of the means of a few frames each."""
    group = max(1, round(rate_hz / _TREBLE_RATE_HZ))
    coarse = samples[: len(samples) // group * group].astype(np.float64).reshape(-1, group).mean(axis=1)
    return np.diff(coarse, 2)
