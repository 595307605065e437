"""Captures of the same gear, one of them calibrated: which they are, and what levels the others must have.

The behaviour shows without playing which models may be siblings: with a gain before it, one sounds like the
other. Only the names can show that the knobs were the same: a gain knob that was moved sounds like another
level, to -55 dB with the simulated overdrive, while trained models of one setting differ by -15 to -40 dB.
Where the names agree, `reamp.plan.find_level` plays a guitar through both, and finds the level or refuses.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Signal
from reamp.errors import AlignError, AudioError
from reamp.library.behaviour import SOUND_DTYPE, Behaviour
from reamp.library.entry import COLUMNS, TABLES, Entry, entry_of
from reamp.library.likeness import distances, strums_at
from reamp.library.probe import STRUM_DBFS
from reamp.library.same_names import name_difference
from reamp.plan.find_level import Alignment, find_level
from reamp.plan.findings import LEVELS_DBU
from reamp.plan.level_match import LevelMatch, Play, match_levels

__all__ = [
    "LEAST_GAIN_DB",
    "MAX_REST_DB",
    "MAX_SIBLING_DISTANCE",
    "MAX_UNCERTAINTY_DB",
    "Lookalike",
    "Proposal",
    "is_same_gear",
    "match_siblings",
    "propose_levels",
    "sibling_distance",
    "sibling_distances",
]

MAX_SIBLING_DISTANCE = 0.5
"""Of `sibling_distance`: siblings lie below 0.2, other gear mostly above 0.8. What passes is played."""

MAX_REST_DB = -15.0
"""The most that may be left between two captures: only the sound says here that the gear is the same."""

MAX_UNCERTAINTY_DB = 1.0

LEAST_GAIN_DB = 6.0
"""Of `Behaviour.gain_db`: models that distort less all sound alike, so their level cannot be found."""

_ENDS_DBFS = (STRUM_DBFS[0], STRUM_DBFS[-1])
_SHIFTS_DB = np.arange(-18.0, 18.1, 1.5)
_EVEN = (1.0,) * len(STRUM_DBFS)
_LOOKALIKE_DISTANCE = 0.2
_TRIED = 3
"""How many calibrated models an uncalibrated one is compared with, the most similar first."""

_Sounds = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The levels that a model without them must have, as it sounds like a calibrated one."""

    known: Entry
    unknown: Entry
    alignment: Alignment


@dataclass(frozen=True, kw_only=True)
class Lookalike:
    """A model that sounds like a calibrated one, but perhaps at other knobs: no level is proposed.

    `difference` says what in their names differs.
    """

    known: Entry
    unknown: Entry
    difference: str


def propose_levels(
    connection: sqlite3.Connection, di: Signal, *, on_progress: Callable[[int, int], None] | None = None
) -> Iterator[Proposal | Lookalike]:
    """Yield the levels found for models of the index without any, from calibrated ones of the same gear.

    `di` is a guitar, played soft and hard. A model with an estimated level counts as neither,
    as errors would add up. A model that sounds like a calibrated one with another name is a `Lookalike`.
    Raises `ModelFileError` where a file changed since the last update.
    """
    rows = connection.execute(
        f"SELECT {COLUMNS}, network.sound AS sound FROM {TABLES} "  # noqa: S608  own names
        "WHERE network.sound IS NOT NULL AND file.problem IS NULL AND NOT folder.is_gone ORDER BY file.path"
    ).fetchall()
    entries = [(entry_of(row), row["sound"]) for row in rows]
    known = [each for each in entries if each[0].input_level_origin == "file"]
    unknown = [each for each in entries if each[0].input_level_dbu is None]
    known, unknown = ([each for each in half if _distorts(each[0])] for half in (known, unknown))
    if not known:
        return
    bands = _sounds([sound for _, sound in known])
    for done, (entry, sound) in enumerate(unknown):
        if on_progress is not None:
            on_progress(done, len(unknown))
        far = sibling_distances(_sounds([sound])[0], bands)
        near = [known[place][0] for place in np.argsort(far).tolist() if far[place] <= MAX_SIBLING_DISTANCE]
        differences = [name_difference(each, entry) for each in near]
        likely = [each for each, difference in zip(near, differences, strict=True) if difference is None]
        found = [_aligned(each, entry, di) for each in likely[:_TRIED]]
        proposals = [each for each in found if each is not None]
        if proposals:
            yield min(proposals, key=lambda each: each.alignment.match.uncertainty_db)
        elif near and differences[0] is not None and far.min() <= _LOOKALIKE_DISTANCE:
            yield Lookalike(known=near[0], unknown=entry, difference=differences[0])


def is_same_gear(match: LevelMatch) -> bool:
    """Return whether a match leaves so little between two models that they must be the same gear."""
    return match.rest_db <= MAX_REST_DB and match.uncertainty_db <= MAX_UNCERTAINTY_DB


def match_siblings(known: Play, unknown: Play, di: Signal) -> LevelMatch | None:
    """Return how the levels of two captures differ; None where they may be different gear."""
    try:
        match = match_levels(known, unknown, di)
    except (AlignError, AudioError):
        return None
    return match if is_same_gear(match) else None


def sibling_distance(a: Behaviour, b: Behaviour) -> float:
    """Return how far apart two behaviours are with the gain before one of them that brings them closest."""
    return float(sibling_distances(a.sound, b.sound[None])[0])


def sibling_distances(sound: _Sounds, others: _Sounds) -> npt.NDArray[np.float64]:
    """Return `sibling_distance` of one sound, of the shape of `Behaviour.sound`, to others."""
    best = np.full(len(others), np.inf)
    for shift_db in _SHIFTS_DB:
        low, high = (float(np.clip(end - shift_db, STRUM_DBFS[0], STRUM_DBFS[-1])) for end in _ENDS_DBFS)
        peaks_dbfs = np.linspace(low, high, len(STRUM_DBFS))[None]
        mine = strums_at(sound[None], peaks_dbfs)[0]
        best = np.minimum(best, distances(mine, strums_at(others, peaks_dbfs + shift_db), weights=_EVEN))
    return best


def _distorts(entry: Entry) -> bool:
    """Return whether a model distorts: one that is linear sounds the same at every level."""
    return entry.gain_db is not None and entry.gain_db >= LEAST_GAIN_DB


def _sounds(blobs: Sequence[bytes]) -> _Sounds:
    sounds = np.frombuffer(b"".join(blobs), SOUND_DTYPE).reshape(len(blobs), len(STRUM_DBFS), -1)
    return sounds.astype(np.float32)


def _aligned(known: Entry, unknown: Entry, di: Signal) -> Proposal | None:
    try:
        alignment = find_level(known.path, unknown.path, di=di)
    except (AlignError, AudioError):
        return None
    low_dbu, high_dbu = LEVELS_DBU
    if not is_same_gear(alignment.match) or not low_dbu <= alignment.input_level_dbu <= high_dbu:
        return None
    return Proposal(known=known, unknown=unknown, alignment=alignment)
