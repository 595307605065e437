"""`reamp plugins`: the level that plug-ins and modelers take as digital full scale."""

from collections.abc import Sequence
from textwrap import fill

import click
from rich.text import Text

from reamp.cli.console import print_json
from reamp.cli.params import Command, json_option
from reamp.errors import ConfigError
from reamp.interfaces.plugins import Plugin
from reamp.interfaces.plugins import plugins as plugin_table
from reamp.terminal.console import console

__all__ = ["plugins"]

_NAME_WIDTH = 46  # of 80 columns

_KINDS = {
    "fixed": "fixed",
    "user-set": "default, can be set",
    "guitar-level": "the guitar's level",
    "trim": "a trim, no level",
    "modeler": "its own input",
    "per-model-gain": "a gain in each model",
    "model-metadata": "each model's own",
}


@click.command(cls=Command)
@click.argument("query", nargs=-1)
@json_option
def plugins(*, query: tuple[str, ...], as_json: bool) -> None:
    """Find the level a plug-in or modeler takes as full scale.

    A guitar recorded at another level is too hot or too quiet for the plug-in by the difference: 2 dB too
    quiet from an interface of 14.2 dBu into one of 12.2. A word shows the source, and what to mind.

    Example:
      reamp plugins neural dsp
    """
    words = [word.casefold() for word in query]
    rows = [row for row in plugin_table() if all(word in _name(row).casefold() for word in words)]
    if not rows:
        raise ConfigError(
            f"no plug-in is named {' '.join(query)!r}; reamp plugins lists those that are known"
        )
    if as_json:
        print_json(rows)
        return
    _print_rows(rows, with_details=bool(query))


def _print_rows(rows: Sequence[Plugin], *, with_details: bool) -> None:
    out = console()
    out.print(Text(f"{'Plug-in':{_NAME_WIDTH}}  Full scale", style="dim"), soft_wrap=True)
    for row in rows:
        level = "unknown  " if row.reference_dbu is None else f"{row.reference_dbu:5.4g} dBu"
        name = _name(row) if with_details else _cut(_name(row))
        out.print(
            Text.assemble((f"{name:{_NAME_WIDTH}}", "bold"), f"  {level}  {_KINDS[row.kind]}"), soft_wrap=True
        )
        for line in _details(row) if with_details else ():
            wrapped = fill(line, max(40, out.width), initial_indent="  ", subsequent_indent="  ")
            out.print(Text(wrapped, style="dim"))


def _details(row: Plugin) -> list[str]:
    facts = (
        ("Set by", row.setting),
        ("Defined", row.how_defined),
        ("Other figures", row.alternatives),
        ("Source", f"{row.source} ({row.confidence})" if row.confidence else row.source),
        ("Note", row.notes),
    )
    return [f"{word}: {text}" for word, text in facts if text]


def _name(row: Plugin) -> str:
    return row.product if row.product.startswith(row.vendor) else f"{row.vendor} {row.product}"


def _cut(text: str) -> str:
    return text if len(text) <= _NAME_WIDTH else f"{text[: _NAME_WIDTH - 1]}…"
