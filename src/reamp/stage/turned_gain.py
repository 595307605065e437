"""Measures how far a gain knob was turned, from the sound before and after: a tone, a loop, or strums."""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from reamp.stage.strums import HOLD_S, INSTANT_S, Instant, Strum, StrumDetector
from reamp.units import db_to_ratio

__all__ = [
    "HARD_DB",
    "LEAST_STRUMS",
    "STEADY_S",
    "GainNotMeasured",
    "Heard",
    "TurnMethod",
    "TurnedGain",
    "Unmeasured",
    "turned_gain",
    "turned_so_far_db",
]

LEAST_STRUMS = 3
"""The fewest hard strums before and after. Five strums make the answer half a decibel better."""

STEADY_S = 1.0
"""How long a tone must stay at one level."""

HARD_DB = 6.0
"""A strum that is softer than the hardest by more than this is not a hard one."""

_QUIET_DBFS = -60.0  # the interface's own hum is below this, and may not follow its gain
_STEADY_DB = 1.0  # from the quietest 50 ms to the loudest; strings that ring fall faster
_LAST = 50  # instants
_SMOOTH = 5  # instants: 50 ms hold several periods of the lowest string
_LONGEST_S = 60.0
_SILENT_POWER = 1e-20
_NOISE_DB = 3.0  # a strum with noise this far above the noise alone is as loud as the noise

# Strums by hand. The spread is measured and combined with a known spread of hands that counts as four strums,
# because five strums may agree by chance. The level of "as hard as you play" also changes from one round to
# the next, by half a decibel (one sigma). More strums cannot show that change.
_HAND_DB, _HAND_WEIGHT = 1.7, 4
_DRIFT_DB = 0.5
_LOUD_DB = 10.0
_HUBER, _HUBER_STEPS, _LEAST_SPREAD_DB = 1.5, 10, 0.5

# The same loop, played again: its envelope matches itself. A hand never plays a chord twice alike.
_LOOP_DB = 0.2
_LOOP_STRUMS = 3
_LOOP_DEPTH_DB = 20.0
_LOOP_FRAMES = 2000  # the last 20 s
_LOOP_STRUM_FRAMES = 10
_WINDOW = 19  # instants
_COARSE = 5  # step of a first search, in instants
_NEAREST = 4
_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8)  # steps of the last search, in instants

_EXACT_DB = 0.2  # error of a tone or a loop: a loudspeaker, a pickup and the noise add this
_CONFIDENCE = 1.96  # 95 % of a normal distribution

Levels = npt.NDArray[np.float64]


class TurnMethod(StrEnum):
    """The sound that the change was measured with."""

    STEADY = "steady"
    """A tone, noise or hum at one level."""
    LOOP = "loop"
    """A recording that was played again."""
    STRUMS = "strums"
    """Strums by hand."""

    @property
    def words(self) -> str:
        """The name of the sound within a sentence."""
        return {"steady": "a steady tone", "loop": "a loop", "strums": "the strums"}[self.value]


@dataclass(frozen=True, kw_only=True)
class TurnedGain:
    """By how much the gain was changed. In 19 of 20 measurements the error is below `give_or_take_db`."""

    turned_db: float
    give_or_take_db: float
    method: TurnMethod

    @property
    def rounded_db(self) -> float:
        """The change, rounded to 0.5 dB if measured by strums, else to 0.1 dB."""
        step_db = 0.5 if self.method is TurnMethod.STRUMS else 0.1
        return round(round(self.turned_db / step_db) * step_db, 1)

    def contradicts(self, other_db: float) -> bool:
        """Return whether a change by `other_db` lies outside the measured range."""
        return abs(self.turned_db - other_db) > self.give_or_take_db


class Unmeasured(StrEnum):
    """Why the change cannot be measured."""

    TOO_FEW_STRUMS = "too-few-strums"
    CLIPPED = "clipped"
    NOISE = "noise"

    @property
    def words(self) -> str:
        """The reason, and what to do."""
        return {
            "too-few-strums": f"too few strums were heard: play {LEAST_STRUMS} hard ones or more",
            "clipped": "too many strums clipped: turn the gain down, and play again",
            "noise": "the strums are hardly louder than the noise: turn the guitar up, and play again",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class GainNotMeasured:
    """The reason why the change could not be measured."""

    reason: Unmeasured


class Heard:
    """The sound of the guitar's input at one position of the knob: the last minute, and its strums.

    `following` is the sound just before: a chord that still rings from there is no strum.
    """

    def __init__(self, *, quiet_dbfs: float = _QUIET_DBFS, following: "Heard | None" = None) -> None:
        before: StrumDetector | None = None if following is None else following._detector
        self._detector: StrumDetector = StrumDetector(quiet_dbfs=quiet_dbfs, following=before)
        self._lengths_s: deque[float] = deque(maxlen=round(_LONGEST_S / INSTANT_S))
        self._powers: deque[float] = deque(maxlen=self._lengths_s.maxlen)
        self._length_s = 0.0
        self._onsets_s: list[float] = []
        self._tone: _Level | None = None

    def add(self, instant: Instant) -> None:
        """Hear the next instant."""
        self._detector.add(instant)
        self._length_s += instant.length_s
        if len(self.strums) > len(self._onsets_s):
            self._onsets_s.append(self._length_s - HOLD_S)
        self._lengths_s.append(instant.length_s)
        self._powers.append(math.nan if instant.is_clipped else db_to_ratio(instant.rms_dbfs) ** 2)

    @property
    def strums(self) -> Sequence[Strum]:
        """The strums so far."""
        return self._detector.strums

    @property
    def hard_strums(self) -> Sequence[Strum]:
        """The strums within 6 dB of the hardest."""
        loudest_dbfs = max((strum.peak_dbfs for strum in self.strums), default=-math.inf)
        return [strum for strum in self.strums if strum.peak_dbfs >= loudest_dbfs - HARD_DB]

    @property
    def loud_strums(self) -> Sequence[Strum]:
        """The strums whose RMS is within 10 dB of the loudest; softer ones were not meant to be hard."""
        loudest_dbfs = max((strum.rms_dbfs for strum in self.strums), default=-math.inf)
        return [strum for strum in self.strums if strum.rms_dbfs >= loudest_dbfs - _LOUD_DB]

    @property
    def is_ringing(self) -> bool:
        """Whether a strum has begun that is not yet counted."""
        return self._detector.is_ringing

    @property
    def tone(self) -> "_Level | None":
        """The loudest second that was steady, or the tone that `take_tone` has set."""
        return self._tone or _steady(self.levels_dbfs(), at=np.argmax)

    def take_tone(self, later: "Heard") -> None:
        """Use the first tone of a later sound: it was heard before the knob was turned."""
        self._tone = _steady(later.levels_dbfs(), at=_first)

    def levels_dbfs(self) -> Levels:
        """Return the RMS of 50 ms every 10 ms; NaN if they include an instant that clipped."""
        ends_s = np.cumsum(np.array(self._lengths_s))
        count = round(float(ends_s[-1]) / INSTANT_S) if len(ends_s) else 0
        if count < _SMOOTH:
            return np.zeros(0)
        middles_s = (np.arange(count) + 0.5) * INSTANT_S
        at = np.minimum(np.searchsorted(ends_s, middles_s), len(ends_s) - 1)
        power = np.array(self._powers)[at]
        smooth: Levels = np.lib.stride_tricks.sliding_window_view(power, _SMOOTH).mean(axis=1)
        return np.asarray(10.0 * np.log10(np.maximum(smooth, _SILENT_POWER)), np.float64)

    def onsets(self) -> Sequence[int]:
        """Return where in `levels_dbfs` the strums begin."""
        forgotten_s = self._length_s - sum(self._lengths_s)
        return [round((onset_s - forgotten_s) / INSTANT_S) for onset_s in self._onsets_s]


@dataclass(frozen=True, kw_only=True)
class _Level:
    level_dbfs: float
    spread_db: float


def turned_gain(before: Heard, after: Heard) -> TurnedGain | GainNotMeasured:
    """Return by how much the gain changed between two positions of the knob, or why that cannot be measured.

    A loop that plays in both, or a tone that is steady for a second in both, is used first. If the strums
    contradict it, the loop or tone itself has changed, and the strums decide.
    """
    strums = _by_strums(before, after)
    for measured in (_by_loop(before, after), _by_steady(before, after)):
        if measured is None:
            continue
        if isinstance(strums, GainNotMeasured) or not strums.contradicts(measured.turned_db):
            return measured
    return strums


def turned_so_far_db(before: Heard, during: Heard) -> float | None:
    """Return roughly how far the knob has been turned so far, None if there is no sound to tell.

    It is measured with the last half second of a tone that was steady at first, or else with the last strum.
    """
    tone = _steady(during.levels_dbfs(), at=_first) or before.tone
    last = during.levels_dbfs()[-_LAST:]
    if tone is not None and len(last) == _LAST and np.ptp(last) <= _STEADY_DB and last.mean() >= _QUIET_DBFS:
        return float(last.mean()) - tone.level_dbfs
    levels = np.array([strum.rms_dbfs for strum in before.loud_strums])
    if not during.strums or not len(levels):
        return None
    return during.strums[-1].rms_dbfs - _middle(levels)[0]


def _by_steady(before: Heard, after: Heard) -> TurnedGain | None:
    was, now = before.tone, after.tone
    if was is None or now is None:
        return None
    return TurnedGain(
        turned_db=now.level_dbfs - was.level_dbfs,
        give_or_take_db=math.hypot(_EXACT_DB, 2.0 * was.spread_db, 2.0 * now.spread_db),
        method=TurnMethod.STEADY,
    )


def _steady(levels: Levels, *, at: Callable[[Levels], np.intp]) -> _Level | None:
    """Return the level of a steady second, and the standard deviation of its parts of 50 ms.

    `at` chooses from the levels of all seconds; a second that is not steady has minus infinity.
    """
    frames = round(STEADY_S / INSTANT_S)
    if len(levels) < frames:
        return None
    spans = np.lib.stride_tricks.sliding_window_view(levels, frames)[:: frames // 10]
    means = spans.mean(axis=1)  # NaN where one instant clipped
    means = np.where((np.ptp(spans, axis=1) <= _STEADY_DB) & (means >= _QUIET_DBFS), means, -math.inf)
    best = int(at(means))
    if not np.isfinite(means[best]):
        return None
    return _Level(level_dbfs=float(means[best]), spread_db=float(spans[best].std()))


def _first(levels: Levels) -> np.intp:
    return np.argmax(np.isfinite(levels))


def _by_loop(before: Heard, after: Heard) -> TurnedGain | None:
    """Return the change if both hold the same recording: at some shift their envelopes match."""
    if min(len(before.strums), len(after.strums)) < _LOOP_STRUMS:
        return None
    was, now = (_loud(heard.levels_dbfs())[-_LOOP_FRAMES:] for heard in (before, after))
    forgotten = max(0, len(before.levels_dbfs()) - len(was))
    onsets = [onset - forgotten for onset in before.onsets() if onset >= forgotten]
    coarse_was, coarse_now = was[::_COARSE], now[::_COARSE]
    reach = range(-len(coarse_was), len(coarse_now))
    nearest = sorted((_scatter_db(_differences(coarse_was, coarse_now, lag)), lag) for lag in reach)
    found = []
    for _, lag in nearest[:_NEAREST]:
        fine = range(_COARSE * (lag - 1), _COARSE * (lag + 1) + 1)
        best = min(fine, key=lambda lag: _scatter_db(_differences(was, now, lag)))
        between = [(_between(now, share), lag) for share in _SHARES for lag in (best - 1, best)]
        found.append(min((_differences(was, levels, lag) for levels, lag in between), key=_scatter_db))
    agreed = (_agreed(differences, onsets) for differences in sorted(found, key=_scatter_db))
    return next((each for each in agreed if each is not None), None)


def _agreed(differences: Levels, onsets: Sequence[int]) -> TurnedGain | None:
    """Return the change if, at one shift, the difference is constant in each strum and equal for all."""
    if _scatter_db(differences) > _LOOP_DB:
        return None
    strums = [part[np.isfinite(part)] for part in np.split(differences, onsets)[1:]]
    medians = np.array([np.median(part) for part in strums if len(part) >= _LOOP_STRUM_FRAMES])
    if len(medians) < _LOOP_STRUMS or medians.std(ddof=1) > _LOOP_DB:
        return None
    return TurnedGain(
        turned_db=float(medians.mean()),
        give_or_take_db=math.hypot(_EXACT_DB, 2.0 * float(medians.std(ddof=1))),
        method=TurnMethod.LOOP,
    )


def _differences(was: Levels, now: Levels, lag: int) -> Levels:
    """Return `now` minus `was`, with the shape of `was`, when `now` begins `lag` later."""
    start, end = max(0, -lag), min(len(was), len(now) - lag)
    differences = np.full(len(was), math.nan)
    if end > start:
        differences[start:end] = now[start + lag : end + lag] - was[start:end]
    return differences


def _loud(levels: Levels) -> Levels:
    """Return the level in a window of 0.2 s, which beating strings do not change; NaN if it is soft."""
    window = np.hanning(_WINDOW)
    power = np.convolve(10.0 ** (levels / 10.0), window / window.sum(), mode="same")
    least = np.max(power, where=np.isfinite(power), initial=_SILENT_POWER) * 10.0 ** (-_LOOP_DEPTH_DB / 10.0)
    return np.asarray(10.0 * np.log10(np.where(power >= least, power, math.nan)), np.float64)


def _between(levels: Levels, share: float) -> Levels:
    """Return the levels a share of 10 ms later."""
    power = 10.0 ** (levels / 10.0)
    return np.asarray(10.0 * np.log10((1.0 - share) * power[:-1] + share * power[1:]), np.float64)


def _scatter_db(differences: Levels) -> float:
    """Return the standard deviation without the farthest value; infinite for too few values."""
    finite = differences[np.isfinite(differences)]
    if len(finite) < 0.3 * len(differences):
        return math.inf
    return float(1.48 * np.median(np.abs(finite - np.median(finite))))


def _by_strums(before: Heard, after: Heard) -> TurnedGain | GainNotMeasured:
    """Return the difference of the middle strums, with a spread that a few odd strums hardly change."""
    rounds = []
    for heard in (before, after):
        strums = heard.loud_strums
        if len(strums) < LEAST_STRUMS:
            return GainNotMeasured(reason=Unmeasured.TOO_FEW_STRUMS)
        if 2 * sum(strum.is_clipped for strum in strums) >= len(strums):
            return GainNotMeasured(reason=Unmeasured.CLIPPED)
        cleaned = _without_noise(heard)
        if cleaned is None:
            return GainNotMeasured(reason=Unmeasured.NOISE)
        rounds.append(cleaned)
    (was, noise_was_db), (now, noise_now_db) = rounds
    (was_dbfs, was_squares), (now_dbfs, now_squares) = _middle(was), _middle(now)
    freedom = len(was) + len(now) - 2 + _HAND_WEIGHT
    variance = (was_squares + now_squares + _HAND_WEIGHT * _HAND_DB**2) / freedom
    hand_db = _student(freedom) * math.sqrt(variance * (1.0 / len(was) + 1.0 / len(now)))
    drift_db = _CONFIDENCE * _DRIFT_DB * math.sqrt(2.0)
    return TurnedGain(
        turned_db=now_dbfs - was_dbfs,
        give_or_take_db=math.hypot(hand_db, drift_db, noise_was_db, noise_now_db),
        method=TurnMethod.STRUMS,
    )


def _without_noise(heard: Heard) -> tuple[Levels, float] | None:
    """Return the RMS of the strums without the noise, and half of what that subtraction changes.

    The noise is the quietest 50 ms. A strum that clipped counts as infinite, louder than all others. Return
    None if half of the sound is noise.
    """
    levels = heard.levels_dbfs()
    floor_dbfs = float(np.nanmin(levels)) if np.isfinite(levels).any() else -math.inf
    strums = np.array([math.inf if each.is_clipped else each.rms_dbfs for each in heard.loud_strums])
    if float(np.median(strums)) < floor_dbfs + _NOISE_DB:
        return None
    above = np.maximum(10.0 ** ((strums - floor_dbfs) / 10.0), 1.1)
    cleaned = strums + 10.0 * np.log10(1.0 - 1.0 / above)
    return cleaned, float(np.median(strums) - np.median(cleaned)) / 2.0


def _middle(levels: Levels) -> tuple[float, float]:
    """Return Huber's mean and the sum of squares that goes with it; fewer than half may be infinite.

    P. J. Huber, Robust Statistics, sections 3.2 and 6.4: a value far out counts as if it were at the edge.
    """
    middle = float(np.median(levels))
    edge_db = _HUBER * max(_LEAST_SPREAD_DB, 1.48 * float(np.median(np.abs(levels - middle))))
    pulled = levels
    for _ in range(_HUBER_STEPS):
        pulled = np.clip(levels, middle - edge_db, middle + edge_db)
        middle = float(pulled.mean())
    inside = float(np.mean(np.abs(levels - middle) <= edge_db))
    return middle, float(np.sum((pulled - middle) ** 2)) / inside**2


def _student(freedom: int) -> float:
    """Return the 97.5 % quantile of Student's distribution for 5 degrees of freedom or more, to 1 %.

    Cornish and Fisher's expansion in 1 / freedom.
    """
    z = _CONFIDENCE
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
