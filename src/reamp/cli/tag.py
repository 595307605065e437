"""`reamp tag`: edit what a model says about itself, and not a byte more."""

import json
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from reamp.cli.console import console, printable
from reamp.cli.numbers import LEVEL
from reamp.cli.params import FILE, Command, gear_options
from reamp.nam import Metadata, NamDocument
from reamp.nam.metadata import METADATA_FIELDS

__all__ = ["tag"]


def _typed(field: str) -> str:
    """Return a field as its option is typed."""
    return field.replace("_", "-")


class _Field(click.Choice):  # type: ignore[type-arg]  # generic in recent versions of click only
    """A field of the metadata, typed with dashes or, as in Python, with underscores."""

    def __init__(self) -> None:
        super().__init__([_typed(field) for field in METADATA_FIELDS])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(super().convert(_typed(value), param, ctx)).replace("-", "_")


@click.command(cls=Command)
@click.argument("model", type=FILE)
@gear_options
@click.option("--input-level-dbu", type=LEVEL, help="Its level at full scale, into the gear: 11.76dBu, 3V.")
@click.option("--output-level-dbu", type=LEVEL, help="Its level at full scale, out of the gear.")
@click.option("--estimated", is_flag=True, help="The levels typed are estimates; nobody measured them.")
@click.option(
    "--unset",
    multiple=True,
    type=_Field(),
    metavar="FIELD",
    help=f"Remove a field; repeat for more. FIELD is one of {', '.join(map(_typed, METADATA_FIELDS))}.",
)
@click.option("-o", "copy", type=FILE, help="Write a copy, and leave MODEL alone.")
@click.option("--overwrite", is_flag=True, help="Replace an existing copy.")
def tag(
    *,
    model: Path,
    estimated: bool,
    unset: tuple[str, ...],
    copy: Path | None,
    overwrite: bool,
    **typed: object,
) -> None:
    """Edit the metadata of a model, and nothing else.

    Unknown fields, layout and weights keep every byte. Without -o the file itself is replaced, in one step.

    Example:
      reamp tag amp.nam --input-level-dbu 11.76 --gear-make PRS
    """
    changes = {field: value for field, value in typed.items() if value is not None}
    twice = changes.keys() & set(unset)
    if twice:
        raise click.UsageError(f"{_typed(min(twice))} is both set and unset")
    if not changes and not unset:
        raise click.UsageError("nothing to change; name a field, as in --gear-make PRS")
    if overwrite and copy is None:
        raise click.UsageError("--overwrite belongs to -o; without it MODEL itself is replaced")
    if copy is not None and copy.suffix.lower() != ".nam":
        raise click.UsageError(f"{copy} is no name of a model: it ends in .nam")
    before = NamDocument.read_for_repair(model)
    if estimated:
        changes["level_estimate"] = _marked(before.metadata, changes)
    after = before.with_metadata(**changes, **dict.fromkeys(unset))
    saved = after.write(copy, overwrite=overwrite) if copy is not None else after.save()
    _print_changes(str(saved.path), before.metadata, after.metadata)


_LEVELS = ("input_level_dbu", "output_level_dbu")


def _marked(before: Metadata, changes: dict[str, object]) -> dict[str, object]:
    """Return the mark of the levels typed; those marked before stay so."""
    typed = {level: value for level, value in changes.items() if level in _LEVELS}
    if not typed:
        raise click.UsageError("--estimated belongs to --input-level-dbu and --output-level-dbu")
    kept = {level: getattr(before, level) for level in _LEVELS if before.is_estimated(level)}
    return {**kept, **typed}


def _print_changes(name: str, before: Metadata, after: Metadata) -> None:
    out = console()
    out.print(Text(name, style="bold"), soft_wrap=True)
    changed = [field for field in METADATA_FIELDS if getattr(before, field) != getattr(after, field)]
    for field in changed:
        line = f"  {_typed(field):16}  {_shown(before, field)} -> {_shown(after, field)}"
        out.print(Text(line), soft_wrap=True)
    if not changed:
        out.print(Text("  says so already"))


def _shown(metadata: Metadata, field: str) -> str:
    value = getattr(metadata, field)
    if value is None:
        return "unknown"
    if isinstance(value, float):
        return f"{round(value, 3):g}"
    return printable(json.dumps(value) if isinstance(value, dict) else str(value))
