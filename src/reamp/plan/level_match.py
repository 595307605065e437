"""How the input levels of two captures of the same gear differ, found from how they sound.

The two agree where both are driven by the same volts. So the calibrated one is played softer or louder than
the other until they sound alike, up to a gain and a delay at the output: that gain is the difference of their
input levels. It shows only in how they distort; in linear gear a gain before is as good as a gain behind.

How it is found: a search in steps of 2 dB over +-30 dB, then Gauss-Newton at three drives, 6 dB apart. The
two share the error: each column of the fit (level, output gain, delay) is the mean of both models', for if
it were one model's alone, what that model has learned wrong would pull the level to its side. Each drive
counts by how sharply it tells the level, its information: (change of the sound with level / rest)^2.
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
"""A model from its settled state on: samples in, as many out."""

MAX_DIFFERENCE_DB = 30.0
"""No two interfaces and re-amp boxes lie further apart."""

MAX_REST_DB = -10.0
"""Two captures of the same gear leave -15 to -40 dB of each other, those of different amplifiers 0 to -8."""

MAX_UNCERTAINTY_DB = 2.0
"""Worse known, a level is no calibration: guessing from how a guitar is usually recorded is as good."""

_LEAST_CHANGE_DB = -70.0  # of the sound for 1 dB of level: what is closer to linear no model has learned
_STEP_DB = 2.0
_DRIVES_DB = (0.0, -6.0, -12.0)  # softer, models are less right than they are loud
_TOP_DBFS = -1.0  # the peak of the hotter of the two: neither is driven beyond what it was trained on
_SLOPE_DB = 0.25  # to each side, for the derivative
_NEWTON_STEPS = 2  # the search is within 1 dB, and each step squares the error
_MAX_DELAY_FRAMES = 480
_MARGIN_FRAMES = _MAX_DELAY_FRAMES + HALF_TAPS
_ROUNDING = 1e-14  # of float32, as energy: -140 dB
_SEARCH_S, _FIT_S = 4.0, 8.0

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class LevelMatch:
    """How the levels of two captures of the same gear differ, unknown less known.

    `input_db` is how much higher the unknown one's input level is, in dB, and `uncertainty_db` what it may
    be off by: sqrt(c^2 + s^2), where c is the change of level by which the energy that is left grows by half
    (the curvature of the error), and s how much the drives disagree (their weighted standard deviation).
    Of 40 pairs of trained models whose difference is known all lay within 0.6 of it, of 24 whose weights
    were made wrong on purpose 23 within it.
    `output_db` is how much higher its output level is. `rest_db` is what is left of the one when the other
    is taken away, over all drives, -inf for nothing. `polarity` is -1 when one is upside down; the unknown
    one comes `delay_frames` later.
    """

    input_db: float
    uncertainty_db: float
    output_db: float
    rest_db: float
    polarity: int
    delay_frames: float


@dataclass(frozen=True, kw_only=True)
class _Guess:
    """How the two differ, as far as is known: the level, and how much later the known one comes."""

    input_db: float
    delay_frames: float


@dataclass(frozen=True, kw_only=True)
class _Drive:
    """The fit at one drive: what to add to the guess, and the energies it rests on.

    `gain` takes the known one's output to the unknown one's. `change` is that of the sound for 1 dB of level
    which no gain and no delay undoes, `rest` what is left of it, both as energies over that of the sound.
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
    """Return how the levels of two captures differ, from a guitar played through both.

    `di` is scaled to the levels it takes; only how it is played counts: soft and hard, chords and notes. Its
    loudest 8 s are used. Raises `AlignError` when the two do not match at any level, or so vaguely that it
    tells none, as with linear gear; `AudioError` for a silent guitar and a silent model.

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
    """Return how the guitar goes into the known and the unknown one, so that both get the same volts."""
    return drive_db + min(0.0, input_db), drive_db - max(0.0, input_db)


def _searched(known: Play, unknown: Play, guitar: Signal) -> _Guess:
    """Return the level difference of the deepest null, to a step; raises `AlignError` when none is deep."""
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
            f"{best.depth_db:.1f} dB are left, {MAX_REST_DB:g} or less is the same gear at the same settings",
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
    """Return what is played at a drive, between what is played a little softer and a little louder."""
    drives_db = (drive_db - _SLOPE_DB, drive_db, drive_db + _SLOPE_DB)
    return [play(samples * np.float32(db_to_ratio(each_db))) for each_db in drives_db]


def _advanced(samples: Samples, frames: float, rate_hz: int) -> _Array:
    """Return samples earlier by so many frames, without the ends that such moves leave silent."""
    moved = delayed(Signal(samples, rate_hz), -frames).samples if frames else samples
    inner: _Array = moved[_MARGIN_FRAMES : len(moved) - _MARGIN_FRAMES].astype(np.float64)
    return inner


def _checked(guess: _Guess, drives: Sequence[_Drive], spread_db: float) -> LevelMatch:
    """Return what was found; raises `AlignError` when that is no level."""
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
        left = "" if is_alike else f", and {found.rest_db:.0f} dB are left between the two anyway"
        raise AlignError(
            f"the level cannot be determined: 1 dB of it changes the sound by only {change_db:.0f} dB{left}; "
            "the gear hardly distorts, its settings were not the same, or the models are poor",
            rest_db=found.rest_db,
        )
    return found
