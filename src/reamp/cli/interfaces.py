"""`reamp interfaces`: searches the table of interface levels, and keeps the user's own."""

import os
from collections.abc import Sequence

import click

from reamp.cli.console import print_json
from reamp.cli.numbers import GAIN, LEVEL
from reamp.cli.params import Command, json_option
from reamp.errors import InterfaceError
from reamp.interfaces.dates import today
from reamp.interfaces.search import search
from reamp.interfaces.table import Interface
from reamp.interfaces.user_table import (
    How,
    UserInterface,
    add_user_interface,
    known_interfaces,
    remove_user_interface,
    user_interfaces_path,
)
from reamp.interfaces.words import max_input_words, row_fields, row_lines
from reamp.terminal.console import console, print_details, say

__all__ = ["interfaces"]

_LEVEL_WIDTH = 33
_ROWS_SHOWN = 10


@click.command(cls=Command)
@click.argument("query", nargs=-1)
@json_option
@click.option(
    "--add", "added", metavar="NAME", help="Keep your own interface; it replaces a row of the table."
)
@click.option("--max-input", "max_input_dbu", type=LEVEL, help="With --add: its level at the lowest gain.")
@click.option(
    "--lowest-gain", "min_gain_shown_db", type=GAIN, help="With --add: the number that it shows there."
)
@click.option("--measured", is_flag=True, help="With --add: you have measured the level.")
@click.option("--note", default="", help="With --add: anything to remember.")
@click.option("--remove", "removed", metavar="NAME", help="Forget your own interface.")
def interfaces(
    *,
    query: tuple[str, ...],
    as_json: bool,
    added: str | None,
    max_input_dbu: float | None,
    min_gain_shown_db: float | None,
    measured: bool,
    note: str,
    removed: str | None,
) -> None:
    """Find the level of an audio interface, or keep your own.

    The level is the maximum input level in dBu: the sine that just reaches full scale, with the gain at its
    lowest. Names with typing errors are found too. If the sources disagree, no level is used: measure yours.

    Examples:
      reamp interfaces ssl
      reamp interfaces --add "My interface" --max-input 12.3dBu --measured
    """
    if sum((bool(query), added is not None, removed is not None)) > 1:
        raise click.UsageError("use only one at a time: a search, --add or --remove")
    if added is None and (max_input_dbu, min_gain_shown_db, measured, note) != (None, None, False, ""):
        raise click.UsageError("--max-input, --lowest-gain, --measured and --note need --add")
    if as_json and (added is not None or removed is not None):
        raise click.UsageError("--json is only for a search")
    if added is not None:
        if max_input_dbu is None:
            raise click.UsageError("--add needs the level: --max-input 12.3dBu")
        own = UserInterface(
            name=added,
            max_input_dbu=max_input_dbu,
            how=How.MEASURED if measured else How.ENTERED,
            note=note,
            date=today(),
            min_gain_shown_db=min_gain_shown_db,
        )
        done = "replaced" if add_user_interface(own) else "kept"
        click.echo(f"{added}  {max_input_dbu:.4g} dBu, {own.how}; {done} in {user_interfaces_path()}")
    elif removed is not None:
        remove_user_interface(removed)
        click.echo(f"{removed} removed from {user_interfaces_path()}")
    else:
        _show(" ".join(query), as_json=as_json)


def _show(query: str, *, as_json: bool) -> None:
    table = known_interfaces()
    matches = search(query, limit=len(table), table=table)
    rows = [match.interface for match in matches] if query else list(table)
    is_found = not query or any(match.is_named for match in matches)
    if not rows:
        raise InterfaceError(query, "is not in the table; add yours with --add, or give --max-input")
    if as_json:
        print_json([row_fields(row) for row in rows])
        return
    shown = rows[:_ROWS_SHOWN] if query else rows
    if not is_found:
        near = "The nearest names, other products:" if len(rows) > 1 else "The nearest name, another product:"
        say(f"{query} is not in the table. {near}\n", style="yellow")
    _print_rows(shown, with_details=bool(query))
    if len(shown) < len(rows):
        say(f"\n{len(shown)} of {len(rows)} rows; type more of the name to see the others.", style="dim")


def _print_rows(rows: Sequence[Interface], *, with_details: bool) -> None:
    out = console()
    width = max(len("Interface"), *(len(row.name) for row in rows))
    input_width = max(len("Input"), *(len(row.input) for row in rows))
    has_edge = out.is_terminal or "COLUMNS" in os.environ  # output to a file is not cut
    if has_edge and width + input_width + _LEVEL_WIDTH > out.width:
        space = max(24, out.width - _LEVEL_WIDTH)
        input_width = min(input_width, max(8, space * 3 // 10))
        width = min(width, space - input_width)
    header = f"{'Interface':{width}}  {'Input':{input_width}}  Max input  Source"
    say(header, style="dim")
    for before, row in zip([None, *rows], rows, strict=False):
        if not with_details and before is not None and before.manufacturer != row.manufacturer:
            say()
        level = (max_input_words(row), "" if row.applied_dbu is not None else "yellow")
        say((_cut(row.name, width), "bold"), f"  {_cut(row.input, input_width)}  ", level)
        if with_details:
            cut = [f"Input: {row.input}"] if len(row.input) > input_width else []
            print_details([*cut, *row_lines(row)])
    if not with_details:
        say("\nreamp interfaces NAME shows the sources and notes.", style="dim")


def _cut(text: str, width: int) -> str:
    return f"{text:{width}}" if len(text) <= width else f"{text[: width - 1]}…"
