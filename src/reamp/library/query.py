"""A search as one value, which the command, a page and the plug-in fill in, and what it finds."""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from reamp.errors import ConfigError
from reamp.library.entry import COLUMNS, INPUT_LEVEL, TABLES, Entry, entry_of
from reamp.library.words import match_expression

__all__ = ["Found", "Query", "SortBy", "filters_of", "search_index"]


class SortBy(StrEnum):
    """What a search is sorted by."""

    MATCH = "match"
    """How well the words match; without words by name."""
    NAME = "name"
    GAIN = "gain"
    """The most distorted first."""
    LOAD = "load"
    """The cheapest first."""
    ESR = "esr"
    """The best trained first, by what its trainer wrote."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """What a model must be like; None and empty leave it open.

    `words` are looked for in the name, the gear, the author, the folders and the title; the beginning of a
    word is enough, and typing errors are forgiven. `gear_types` are the types of `GearType`, one of which it
    must have. `is_present` is whether its folder is there now. `max_load` is the share of a core of this
    machine, `min_gain_db` and `max_gain_db` are of `Behaviour.gain_db`. Raises `ConfigError` for a limit
    below 1.
    """

    words: str = ""
    is_calibrated: bool | None = None
    has_loudness: bool | None = None
    is_playable: bool | None = True
    is_present: bool | None = None
    gear_types: tuple[str, ...] = ()
    author: str | None = None
    architecture: str | None = None
    max_load: float | None = None
    min_gain_db: float | None = None
    max_gain_db: float | None = None
    sort_by: SortBy = SortBy.MATCH
    limit: int | None = None

    def __post_init__(self) -> None:
        if self.limit is not None and self.limit < 1:
            raise ConfigError(f"limit must be at least 1, got {self.limit}")


@dataclass(frozen=True, kw_only=True)
class Found:
    """The best of what a search found, how many there are in all, and the words it took for others.

    `read_as` has the words that no model has, each with those that were looked for in its place.
    """

    entries: tuple[Entry, ...]
    total: int
    read_as: dict[str, tuple[str, ...]]


_ORDER = {
    SortBy.NAME: "file.shown COLLATE NOCASE",
    SortBy.GAIN: "network.gain_db DESC NULLS LAST",
    SortBy.LOAD: "network.load NULLS LAST",
    SortBy.ESR: "file.validation_esr NULLS LAST",
}
_CONTAINS = "instr(lower(coalesce({}, '')), ?) > 0"
_IN_FOLDERS = "file.folder_id IN (SELECT id FROM folder WHERE {})"
_WEIGHTS = "10.0, 6.0, 4.0, 2.0, 1.0"
"""Of the columns of words: the name counts most, a piece of a word least."""


def search_index(connection: sqlite3.Connection, query: Query) -> Found:
    """Return what a query finds."""
    conditions, values = filters_of(query)
    tables, order = TABLES, _ORDER.get(query.sort_by, _ORDER[SortBy.NAME])
    read_as: dict[str, tuple[str, ...]] = {}
    if query.words.strip():
        expression, read_as = match_expression(connection, query.words)
        if not expression:
            return Found(entries=(), total=0, read_as=read_as)
        tables += " JOIN words ON words.rowid = file.id"
        conditions, values = ["words MATCH ?", *conditions], [expression, *values]
        if query.sort_by is SortBy.MATCH:
            order = f"bm25(words, {_WEIGHTS}), {order}"
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    (total,) = connection.execute(f"SELECT count(*) FROM {tables} {where}", values).fetchone()  # noqa: S608
    limit = -1 if query.limit is None else query.limit
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM {tables} {where} ORDER BY {order}, file.path LIMIT ?",  # noqa: S608
        [*values, limit],
    )
    return Found(entries=tuple(map(entry_of, rows)), total=total, read_as=read_as)


def filters_of(query: Query) -> tuple[list[str], list[object]]:
    """Return the conditions that a query makes beside its words, and their values."""
    parts: list[tuple[str, tuple[object, ...]]] = []
    if query.is_playable is not None:
        parts.append(
            ("coalesce(file.problem, network.problem) IS NULL", ())
            if query.is_playable
            else ("coalesce(file.problem, network.problem) IS NOT NULL", ())
        )
    if query.is_present is not None:
        parts.append((_IN_FOLDERS.format("NOT is_gone" if query.is_present else "is_gone"), ()))
    for is_wanted, column in (
        (query.is_calibrated, INPUT_LEVEL),
        (query.has_loudness, "file.stated_loudness_db"),
    ):
        if is_wanted is not None:
            parts.append((f"{column} IS {'NOT ' if is_wanted else ''}NULL", ()))
    if query.gear_types:
        parts.append((f"file.gear_type IN ({', '.join('?' * len(query.gear_types))})", query.gear_types))
    if query.author is not None:
        parts.append((_CONTAINS.format("file.creator, file.modeled_by"), (query.author.lower(),)))
    if query.architecture is not None:
        parts.append((_CONTAINS.format("network.description"), (query.architecture.lower(),)))
    for limit, condition in (
        (query.max_load, "network.load <= ?"),
        (query.min_gain_db, "network.gain_db >= ?"),
        (query.max_gain_db, "network.gain_db <= ?"),
    ):
        if limit is not None:
            parts.append((condition, (limit,)))
    return [condition for condition, _ in parts], [value for _, values in parts for value in values]
