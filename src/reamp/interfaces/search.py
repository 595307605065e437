"""Find an audio interface by the name people type: tolerant of typos, but never for another product."""

import functools
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reamp import _core
from reamp._core import InputKind as CoreKind
from reamp._core import Interface as CoreInterface
from reamp._core import name_words as core_words
from reamp._core import search_interfaces, short_names
from reamp.interfaces.table import Interface, interfaces

__all__ = [
    "InterfaceMatch",
    "RowWords",
    "answers_to",
    "find_interface",
    "name_key",
    "name_words",
    "row_words",
    "search",
]


@dataclass(frozen=True, kw_only=True)
class InterfaceMatch:
    """One search result; `score` is 100 when the name has every typed word.

    `is_named` is false for a name that is only similar; with a low score it is another product.
    """

    interface: Interface
    score: float
    is_named: bool


@dataclass(frozen=True)
class RowWords:
    """The words of a row's name; `Helix / HX Stomp` matches both names together and each alone.

    `makers` are the spellings of the manufacturer; the first is empty.
    """

    makers: tuple[tuple[str, ...], ...]
    models: tuple[tuple[str, ...], ...]
    generation: tuple[str, ...]


def search(query: str, *, limit: int = 10, table: Sequence[Interface] | None = None) -> list[InterfaceMatch]:
    """Return the rows that have every word of the query, or else the most similar names, best first.

    A typed word may be the beginning of a word. Rows whose sources conflict are included.

    >>> [match.interface.name for match in search("scarlett 2i2 4 gen", limit=1)]
    ['Focusrite Scarlett 2i2 4th Gen']
    """
    rows = interfaces() if table is None else table
    return [
        InterfaceMatch(interface=rows[index], score=score, is_named=is_named)
        for index, score, is_named in search_interfaces(_as_text(query), limit, _in_core(table))
    ]


def find_interface(
    name: str, *, input: str | None = None, table: Sequence[Interface] | None = None
) -> Interface:
    """Return the one interface of that name: its instrument input unless another `input` is named.

    The manufacturer, and a generation that does not change the level, may be left out; words of the model may
    not. One letter may be wrong in a word without digits. `input` is a kind (`line`) or words of the label.
    A row whose sources conflict is returned too, with `applied_dbu` None. Raises `InterfaceError` when no row
    matches, when the matching rows differ in level, or when the input is not in the table.

    >>> find_interface("ssl 2+").max_input_dbu
    15.0
    """
    rows = interfaces() if table is None else table
    return rows[
        _core.find_interface(_as_text(name), None if input is None else _as_text(input), _in_core(table))
    ]


def _in_core(table: Sequence[Interface] | None) -> list[CoreInterface] | None:
    """Return a table for the core; None is the core's own table, which equals `interfaces()`."""
    if table is None or tuple(table) == interfaces():
        return None
    return [_core_row(row) for row in table]


@functools.cache
def _core_row(row: Interface) -> CoreInterface:
    return CoreInterface(
        manufacturer=row.manufacturer,
        model=row.model,
        generation=row.generation,
        input=row.input,
        kind=CoreKind[row.kind.name],
        applied_dbu=row.applied_dbu,
    )


def _as_text(name: str) -> str:
    """Return a name without invalid characters, such as bytes of a command line that are not UTF-8."""
    return name.encode(errors="replace").decode()


def answers_to(interface: Interface, name: str) -> bool:
    """Return whether `name` is a full spelling of the interface's name, with or without its manufacturer.

    >>> answers_to(find_interface("Scarlett 2i2 4th Gen"), "scarlett 2i2 gen 4")
    True
    """
    return name_key(name) in _full_spellings(interface)


def name_key(name: str) -> str:
    """Return the same text for every spelling of a name; empty when it has no letter or digit.

    >>> name_key("Scarlett 2i2, 4th Gen") == name_key("scarlett2i2 gen 4")
    True
    """
    return _joined(name_words(name))


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, with one spelling for all ways to write a generation.

    >>> name_words("Scarlett 2i2 (4th Gen.)"), name_words("SSL 2+ MKII")
    (('scarlett', '2i2', 'gen4'), ('ssl', '2plus', 'mk2'))
    """
    return core_words(_as_text(text))


@functools.cache
def row_words(row: Interface) -> RowWords:
    """Return the words of a row's name, in the spelling of `name_words`."""
    aliases = ((name,) for name in short_names(row.manufacturer))
    return RowWords(
        makers=((), name_words(row.manufacturer), *aliases),
        models=tuple(dict.fromkeys(name_words(model) for model in (row.model, *row.model.split(" / ")))),
        generation=name_words(row.generation),
    )


def _joined(words: Iterable[str]) -> str:
    return "".join(words)


@functools.cache
def _full_spellings(row: Interface) -> frozenset[str]:
    """Return the name without spaces, generation included: `Scarlett2i2 gen4` is how some people type."""
    words = row_words(row)
    return frozenset(
        _joined((*maker, *model, *words.generation))
        for maker, model in itertools.product(words.makers, words.models)
    )
