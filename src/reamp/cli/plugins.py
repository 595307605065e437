"""`reamp plugins`: lists the level that plug-ins and modelers take as digital full scale."""

import click

from reamp.cli.console import print_json
from reamp.cli.params import Command, json_option
from reamp.errors import ConfigError
from reamp.interfaces.plugins import find_plugins
from reamp.terminal.console import print_details, say

__all__ = ["plugins"]

_NAME_WIDTH = 46  # of 80 columns


@click.command(cls=Command)
@click.argument("query", nargs=-1)
@json_option
def plugins(*, query: tuple[str, ...], as_json: bool) -> None:
    """Find the level that a plug-in or modeler takes as full scale.

    A guitar that was recorded at another level is too hot or too quiet for the plug-in, by the difference.
    For example, from an interface of 14.2 dBu into a plug-in of 12.2 dBu it is 2 dB too quiet. With a search
    word the command also shows sources and notes.

    Example:
      reamp plugins neural dsp
    """
    rows = find_plugins(query)
    if not rows:
        raise ConfigError(f"no plug-in is named {' '.join(query)!r}; reamp plugins lists the known ones")
    if as_json:
        print_json(rows)
        return
    say(f"{'Plug-in':{_NAME_WIDTH}}  Full scale", style="dim")
    for row in rows:
        level = "unknown  " if row.reference_dbu is None else f"{row.reference_dbu:5.4g} dBu"
        name = row.name if query or len(row.name) <= _NAME_WIDTH else f"{row.name[: _NAME_WIDTH - 1]}…"
        say((f"{name:{_NAME_WIDTH}}", "bold"), f"  {level}  {row.kind_words}")
        if query:
            print_details(row.lines)
