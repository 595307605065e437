"""The models of the index that sound most like one, with more gain or darker where that is wanted."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from reamp.library.behaviour import SOUND_DTYPE, TRAITS, Behaviour
from reamp.library.entry import COLUMNS, INPUT_LEVEL, TABLES, Entry, entry_of
from reamp.library.likeness import GUITAR_FULL_SCALE_DBU, distances, moment_distances, sounds_at
from reamp.library.probe import STRUM_DBFS
from reamp.library.query import Query, filters_of

__all__ = ["Near", "Target", "Wish", "nearest_in_index", "target_of"]


_NETWORKS = """
network JOIN file ON file.network_id = network.id
LEFT JOIN temp.kept ON temp.kept.fingerprint = network.fingerprint
"""
_AT_ONCE = 1024
"""Sounds that fit into the cache of a core."""
_CANDIDATES = 256
"""How many of the nearest by `distances` are compared moment by moment, which takes ten times as long."""


class Wish(Enum):
    """What a model should have more or less of than another: a trait, its direction, the least difference."""

    MORE_GAIN = ("gain_db", 1, 3.0)
    LESS_GAIN = ("gain_db", -1, 3.0)
    BRIGHTER = ("driven_brightness_db", 1, 1.0)
    DARKER = ("driven_brightness_db", -1, 1.0)
    MORE_BASS = ("driven_low_end_db", 1, 1.0)
    LESS_BASS = ("driven_low_end_db", -1, 1.0)
    MORE_SUSTAIN = ("decay_db", -1, 0.5)
    LESS_SUSTAIN = ("decay_db", 1, 0.5)


@dataclass(frozen=True, kw_only=True, eq=False)
class Target:
    """What models are compared with: a behaviour, and the level its input was captured at, None: unknown.

    `fingerprint` is that of its network, which is left out of the answers; None where it is no model.
    """

    behaviour: Behaviour
    input_level_dbu: float | None = None
    fingerprint: str | None = None

    @property
    def gain_db(self) -> float:
        """The gain for a guitar at `GUITAR_FULL_SCALE_DBU`."""
        return self.behaviour.gain_db + _raised_db(self.input_level_dbu)


@dataclass(frozen=True, kw_only=True)
class Near:
    """A model and how far its sound is: see `reamp.library.likeness`."""

    entry: Entry
    distance: float


def nearest_in_index(
    connection: sqlite3.Connection,
    target: Target,
    *,
    query: Query,
    wishes: Iterable[Wish] = (),
    than: Target | None = None,
) -> tuple[Near, ...]:
    """Return the models that sound most like `target`, the nearest first; copies of a network count once.

    `query` filters them, its words aside, and limits them; `wishes` are compared with `than`, or else with
    the target itself.
    """
    conditions, values = filters_of(query)
    conditions += ["network.sound IS NOT NULL", "network.fingerprint IS NOT ?"]
    wishes = tuple(wishes)
    traits = "network.traits" if wishes else "NULL"
    rows = connection.execute(
        f"SELECT file.id, network.id, {INPUT_LEVEL}, network.sound, {traits} FROM {_NETWORKS} "  # noqa: S608
        f"WHERE {' AND '.join(conditions)}",
        [*values, target.fingerprint],
    ).fetchall()
    if not rows:
        return ()
    files, networks, levels_dbu, sounds, blobs = zip(*rows, strict=True)
    bands = np.frombuffer(b"".join(sounds), SOUND_DTYPE).reshape(len(rows), len(STRUM_DBFS), -1)
    wanted = sounds_at(target.behaviour.sound[None], [target.input_level_dbu])[0]
    far = np.empty(len(rows))
    for first in range(0, len(rows), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        far[part] = distances(wanted, sounds_at(bands[part].astype(np.float32), levels_dbu[part]))
    if wishes:
        numbers = np.frombuffer(b"".join(blobs), "<f4").reshape(len(rows), -1)
        for wish in wishes:
            far[~_is_granted(wish, numbers, levels_dbu, than or target)] = np.inf
    likely: dict[int, int] = {}  # the place of each network: copies of one are equally far
    most = None if query.limit is None else max(_CANDIDATES, 2 * query.limit)
    for place in np.argsort(far, kind="stable").tolist():
        if len(likely) == most or not np.isfinite(far[place]):
            break
        likely.setdefault(networks[place], place)
    ranked = _by_moments(connection, target, likely, levels_dbu)[: query.limit]
    entries = _entries(connection, [files[place] for _, place in ranked])
    return tuple(Near(entry=entries[files[place]], distance=far) for far, place in ranked)


def target_of(connection: sqlite3.Connection, fingerprint: str) -> Target | None:
    """Return a network of the index as a target; None where it is not there or could not be measured."""
    row = connection.execute(
        f"SELECT {INPUT_LEVEL}, network.traits, network.sound, moments.levels FROM {TABLES} "  # noqa: S608
        "JOIN moments ON moments.network_id = network.id "
        "WHERE network.fingerprint = ? ORDER BY file.id LIMIT 1",
        (fingerprint,),
    ).fetchone()
    if row is None:
        return None
    return Target(behaviour=Behaviour.from_blobs(*row[1:]), input_level_dbu=row[0], fingerprint=fingerprint)


def _by_moments(
    connection: sqlite3.Connection,
    target: Target,
    likely: Mapping[int, int],
    levels_dbu: Sequence[float | None],
) -> list[tuple[float, int]]:
    """Return the distances of networks moment by moment, each with its place, the nearest first."""
    wanted = sounds_at(target.behaviour.moments[None], [target.input_level_dbu])[0]
    found: list[tuple[float, int]] = []
    networks = list(likely)
    for first in range(0, len(networks), _CANDIDATES):
        part = networks[first : first + _CANDIDATES]
        rows = connection.execute(
            f"SELECT network_id, levels FROM moments WHERE network_id IN ({', '.join('?' * len(part))})",  # noqa: S608
            part,
        ).fetchall()
        if not rows:  # measured by an older Reamp: the next update measures them again
            continue
        places = [likely[network] for network, _ in rows]
        blobs = b"".join(blob for _, blob in rows)
        moments = np.frombuffer(blobs, SOUND_DTYPE).reshape(len(rows), len(STRUM_DBFS), -1)
        sounds = sounds_at(moments.astype(np.float32), [levels_dbu[place] for place in places])
        found += zip(moment_distances(wanted, sounds).tolist(), places, strict=True)
    return sorted(found)


def _is_granted(
    wish: Wish, traits: np.ndarray, levels_dbu: Sequence[float | None], than: Target
) -> np.ndarray:
    name, direction, least = wish.value
    numbers = traits[:, TRAITS.index(name)].astype(np.float64)
    theirs = getattr(than.behaviour, name)
    if name == "gain_db":  # for the same volts
        numbers += np.array([_raised_db(level) for level in levels_dbu])
        theirs = than.gain_db
    granted: np.ndarray = direction * (numbers - theirs) >= least
    return granted


def _raised_db(input_level_dbu: float | None) -> float:
    """Return how much more a guitar at `GUITAR_FULL_SCALE_DBU` drives a model than its numbers say."""
    return 0.0 if input_level_dbu is None else GUITAR_FULL_SCALE_DBU - input_level_dbu


def _entries(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Entry]:
    found: dict[int, Entry] = {}
    for file_id in ids:
        row = connection.execute(f"SELECT {COLUMNS} FROM {TABLES} WHERE file.id = ?", (file_id,)).fetchone()  # noqa: S608
        found[file_id] = entry_of(row)
    return found
