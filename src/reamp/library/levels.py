"""Captures of the same gear, one of them calibrated: which they are, and what levels the others must have.

The behaviour tells cheaply which models may be siblings: driven by as many dB more or less, one sounds as the
other. `reamp.plan.find_level` then plays a guitar through both, and says the level or refuses.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Signal
from reamp.errors import AlignError, AudioError
from reamp.library.behaviour import Behaviour
from reamp.library.entry import COLUMNS, TABLES, Entry, entry_of
from reamp.library.likeness import distances_db
from reamp.library.probe import STRUM_DBFS
from reamp.plan.find_level import Alignment, find_level
from reamp.plan.level_match import LevelMatch, Play, match_levels

__all__ = [
    "MAX_REST_DB",
    "MAX_SIBLING_DB",
    "MAX_UNCERTAINTY_DB",
    "Proposal",
    "is_same_gear",
    "match_siblings",
    "propose_levels",
    "sibling_distance_db",
    "sibling_distances_db",
]

MAX_SIBLING_DB = 3.0
"""Of `sibling_distance_db`: siblings lie below 1.5, other gear mostly above 5. What passes is played."""

MAX_REST_DB = -15.0
"""What two captures of the same gear may leave of each other; nobody vouches here that they are."""

MAX_UNCERTAINTY_DB = 1.0

_SHIFTS_DB = np.arange(-18.0, 18.1, 1.5)
_TRIED = 3
"""Calibrated models that an uncalibrated one is played against, the likeliest first."""

_Sounds = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The levels that a model without them must have, as it sounds like a calibrated one."""

    known: Entry
    unknown: Entry
    alignment: Alignment


def propose_levels(
    connection: sqlite3.Connection, di: Signal, *, on_progress: Callable[[int, int], None] | None = None
) -> Iterator[Proposal]:
    """Yield the levels found for models of the index without any, from calibrated ones of the same gear.

    `di` is a guitar, played soft and hard. An estimated level is no start: errors would add up. Raises
    `ModelFileError` where a file changed since the last update.
    """
    rows = connection.execute(
        f"SELECT {COLUMNS}, network.sound AS sound FROM {TABLES} "  # noqa: S608  own names
        "WHERE network.sound IS NOT NULL AND file.problem IS NULL AND NOT folder.is_gone ORDER BY file.path"
    ).fetchall()
    entries = [(entry_of(row), row["sound"]) for row in rows]
    known = [each for each in entries if each[0].input_level_origin == "file"]
    unknown = [each for each in entries if each[0].input_level_dbu is None]
    if not known:
        return
    bands = np.frombuffer(b"".join(sound for _, sound in known), "<f4").reshape(
        len(known), len(STRUM_DBFS), -1
    )
    for done, (entry, sound) in enumerate(unknown):
        if on_progress is not None:
            on_progress(done, len(unknown))
        distances = sibling_distances_db(np.frombuffer(sound, "<f4").reshape(bands.shape[1:]), bands)
        likely = [
            int(place) for place in np.argsort(distances)[:_TRIED] if distances[place] <= MAX_SIBLING_DB
        ]
        found = [_aligned(known[place][0], entry, di) for place in likely]
        proposals = [each for each in found if each is not None]
        if proposals:
            yield min(proposals, key=lambda each: each.alignment.match.uncertainty_db)


def is_same_gear(match: LevelMatch) -> bool:
    """Return whether what a match left is little enough to believe that both are the same gear."""
    return match.rest_db <= MAX_REST_DB and match.uncertainty_db <= MAX_UNCERTAINTY_DB


def match_siblings(known: Play, unknown: Play, di: Signal) -> LevelMatch | None:
    """Return how the levels of two captures differ, None where they need not be the same gear."""
    try:
        match = match_levels(known, unknown, di)
    except (AlignError, AudioError):
        return None
    return match if is_same_gear(match) else None


def sibling_distance_db(a: Behaviour, b: Behaviour) -> float:
    """Return how far apart two behaviours are once one is driven by as many dB more as suits best."""
    return float(sibling_distances_db(a.sound, b.sound[None])[0])


def sibling_distances_db(sound: _Sounds, others: _Sounds) -> npt.NDArray[np.float64]:
    """Return `sibling_distance_db` of one sound, shape (strums, bands), to others."""
    best = np.full(len(others), np.inf)
    for shift_db in _SHIFTS_DB:
        mine, theirs = _overlapping(sound[None], others, shift_db)
        best = np.minimum(best, distances_db(mine[0], theirs))
    return best


def _overlapping(sound: _Sounds, others: _Sounds, shift_db: float) -> tuple[_Sounds, _Sounds]:
    """Return the strums of a sound, and those of others for strums that are `shift_db` louder."""
    low = max(STRUM_DBFS[0], STRUM_DBFS[0] - shift_db)
    high = min(STRUM_DBFS[-1], STRUM_DBFS[-1] - shift_db)
    levels = np.linspace(low, high, len(STRUM_DBFS))
    return _at(sound, levels), _at(others, levels + shift_db)


def _at(sounds: _Sounds, peaks_dbfs: npt.NDArray[np.float64]) -> _Sounds:
    places = np.interp(peaks_dbfs, STRUM_DBFS, range(len(STRUM_DBFS)))
    below = np.minimum(places.astype(np.int64), len(STRUM_DBFS) - 2)
    share = (places - below)[None, :, None].astype(np.float32)
    moved: _Sounds = (1.0 - share) * sounds[:, below] + share * sounds[:, below + 1]
    return moved


def _aligned(known: Entry, unknown: Entry, di: Signal) -> Proposal | None:
    try:
        alignment = find_level(known.path, unknown.path, di=di)
    except (AlignError, AudioError):
        return None
    if not is_same_gear(alignment.match):
        return None
    return Proposal(known=known, unknown=unknown, alignment=alignment)
