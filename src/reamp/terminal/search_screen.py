"""The rows of the screen while the library is searched: what was typed, and what it finds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from reamp.library.entry import Entry
from reamp.library.entry_text import credit_text, gain_text, gear_text, level_text, place_text, read_as_text
from reamp.library.typed_search import TypedSearch
from reamp.terminal.rows import row_of

__all__ = ["SEARCH_KEYS", "search_rows"]

SEARCH_KEYS = "up down: choose  enter: play  tab: calibrated only  escape: back"

_GAP = "  "
_LEAST_NAME = 24
_MOST_NAME = 60
_NAMES = "Model"
_MARK = "> "  # of the model that plays


def search_rows(
    search: TypedSearch, *, playing: Path | None, width: int, height: int, typed_columns: int = 40
) -> list[Text]:
    """Return what was typed and the answers around the chosen one, in so many rows at most.

    `playing` is the file that plays, which is marked.
    """
    rows = [_typed(search, typed_columns), *(Text(text, "yellow") for text in read_as_text(search.found))]
    room = height - len(rows) - 1  # the headings
    if not search.answers or room < 1:
        return rows[:height]
    first = max(0, min(search.choice - room // 2, len(search.answers) - room))
    shown = search.answers[first : first + room]
    return [*rows, *_table(shown, chosen=search.choice - first, playing=playing, width=width)]


def _typed(search: TypedSearch, columns: int) -> Text:
    total = search.found.total
    models = "calibrated model" if search.is_calibrated_only else "model"
    count = f"{total or 'no'} {models}{'' if total == 1 else 's'}"
    if 0 < len(search.answers) < total:
        count += f", the first {len(search.answers)} listed"
    return row_of("search: ", (f"{search.words[-columns:]}_", "bold"), f"   {count}")


@dataclass(frozen=True, kw_only=True)
class _Column:
    """A column of the list: its text for an entry, how wide at most, and what the names keep beside it."""

    title: str
    text: Callable[[Entry], str]
    most: int
    least_name: int = _LEAST_NAME
    is_number: bool = False


_COLUMNS = (
    _Column(title="Gain", text=gain_text, most=8, is_number=True),
    _Column(title="Input level", text=level_text, most=12, is_number=True),
    _Column(title="Author", text=credit_text, most=28),
    _Column(title="Gear", text=gear_text, most=28, least_name=_MOST_NAME),
)
"""Beside the name; where there is no room the last is left out first."""


def _table(entries: Sequence[Entry], *, chosen: int, playing: Path | None, width: int) -> list[Text]:
    """Return headings and a row for each entry; a long name loses its beginning, which is its folder."""
    names = [place_text(entry).removesuffix(".nam") for entry in entries]
    name_width = min(_MOST_NAME, max(len(_NAMES), *map(cell_len, names)))
    room = width - len(_MARK) - name_width
    texts = [names]
    columns = [(name_width, False)]
    titles = [_NAMES]
    for column in _COLUMNS:
        cells = [column.text(entry) for entry in entries]
        wanted = min(column.most, max(cell_len(column.title), *map(cell_len, cells)))
        can_give = max(0, name_width - column.least_name)
        if any(cells) and room + can_give >= len(_GAP) + wanted:
            room -= len(_GAP) + wanted
            texts.append(cells)
            columns.append((wanted, column.is_number))
            titles.append(column.title)
    columns[0] = (max(1, name_width + min(0, room)), False)
    rows = [Text("  " + _line(titles, columns), "dim")]
    for place, (entry, *own) in enumerate(zip(entries, *texts, strict=True)):
        is_playing = entry.path == playing
        style = "reverse" if place == chosen else ("bold" if is_playing else "")
        rows.append(Text((_MARK if is_playing else "  ") + _line(own, columns), style))
    return rows


def _line(cells: Sequence[str], columns: Sequence[tuple[int, bool]]) -> str:
    """Return cells beside each other; the first, a name, is cut at its beginning, the others at their end."""
    shown = []
    for place, (cell, (size, is_number)) in enumerate(zip(cells, columns, strict=True)):
        fitting = cell
        if cell_len(cell) > size:
            fitting = f"…{_end(cell, size - 1)}" if place == 0 else f"{set_cell_size(cell, size - 1)}…"
        padding = " " * (size - cell_len(fitting))
        shown.append(padding + fitting if is_number else fitting + padding)
    return _GAP.join(shown).rstrip()


def _end(text: str, columns: int) -> str:
    """Return the end of a text that takes at most so many columns."""
    while cell_len(text) > columns:
        text = text[1:]
    return text
