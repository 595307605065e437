"""Prints tables of models. Names are never cut, and a row that failed says why."""

import itertools
import os
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from textwrap import fill

from rich.text import Text

from reamp.terminal.console import console
from reamp.texts import printable

__all__ = ["Row", "print_table"]

_GAP = "  "
_LEAST_NAME = 12
_INDENT = "    "


@dataclass(frozen=True, kw_only=True)
class Row:
    """A name with a cell for each column, or with an error."""

    name: str
    cells: tuple[str | Text, ...] = ()
    problem: str = ""


def print_table(headings: Sequence[str], rows: Sequence[Row], *, without: Container[str] = ()) -> None:
    """Print rows below their headings; the first heading is for the names.

    A heading that begins with `>` is for a column of numbers. A name that is longer than its column gets its
    own line. Columns whose heading is in `without` are left out.
    """
    out = console()
    kept = [heading not in without for heading in headings]
    rows = [replace(row, cells=tuple(itertools.compress(row.cells, kept[1:]))) for row in rows]
    headings = list(itertools.compress(headings, kept))
    titles = [heading.removeprefix(">") for heading in headings]
    aligns = ["right" if heading.startswith(">") else "left" for heading in headings]
    shown = [row.cells for row in rows if row.cells]
    widths = [
        max(len(title), *(len(cells[column]) for cells in shown), 0)
        for column, title in enumerate(titles[1:])
    ]
    name_width = max([len(titles[0]), *(len(row.name) for row in rows if row.cells)])
    if out.is_terminal or "COLUMNS" in os.environ:  # output to a file is not cut
        rest = sum(len(_GAP) + width for width in widths)
        name_width = min(name_width, max(_LEAST_NAME, out.width - rest))
    columns = list(zip([name_width, *widths], aligns, strict=True))
    out.print(_line([Text(title) for title in titles], columns, style="dim"), soft_wrap=True)
    for row in rows:
        name = Text(printable(row.name), style="bold")
        if row.problem:
            out.print(_problem(name, row.problem, width=out.width), soft_wrap=True)
            continue
        if len(name) > name_width:
            out.print(name, soft_wrap=True)
            name = Text()
        cells = [cell if isinstance(cell, Text) else Text(cell) for cell in row.cells]
        out.print(_line([name, *cells], columns), soft_wrap=True)


def _line(cells: Sequence[Text], columns: Sequence[tuple[int, str]], *, style: str = "") -> Text:
    """Return the cells as one line; each column has a width and an alignment."""
    line = Text(style=style)
    for position, (cell, (width, align)) in enumerate(zip(cells, columns, strict=True)):
        padding = " " * (width - len(cell))
        line.append(_GAP if position else "")
        line.append(padding if align == "right" else "").append_text(cell)
        line.append(padding if align == "left" else "")
    line.rstrip()
    return line


def _problem(name: Text, problem: str, *, width: int) -> Text:
    lines = fill(
        f"{name}: {problem}",
        max(40, width),
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    text = Text(lines, style="red")
    text.stylize("bold", 0, len(name))
    return text
