"""Prints tables of numbers; a heading may have several lines."""

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from reamp.terminal.console import console

__all__ = ["print_numbers"]


def print_numbers(headings: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> None:
    """Print rows below headings of one line or more.

    Columns of numbers are all but the first and those without a heading.
    """
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for position, heading in enumerate(headings):
        is_number = bool(position and heading)
        table.add_column(
            heading,
            justify="right" if is_number else "left",
            vertical="bottom" if is_number else "top",
            overflow="ellipsis" if is_number else "fold",
        )
    for row in rows:
        table.add_row(*row)
    console().print(table)
