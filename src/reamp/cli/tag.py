"""`reamp tag`: edit what a model says about itself, and not a byte more."""

import json
from pathlib import Path

import click
from rich.text import Text

from reamp.cli.console import console, printable
from reamp.cli.params import LEVEL, Command, gear_options
from reamp.nam import Metadata, NamDocument
from reamp.nam.metadata import METADATA_FIELDS

__all__ = ["tag"]


@click.command(cls=Command)
@click.argument("model", type=click.Path(path_type=Path))
@gear_options
@click.option("--input-level-dbu", type=LEVEL, help="Its level at full scale, into the gear: 11.76dBu, 3V.")
@click.option("--output-level-dbu", type=LEVEL, help="Its level at full scale, out of the gear.")
@click.option(
    "--unset",
    multiple=True,
    type=click.Choice(list(METADATA_FIELDS)),
    metavar="FIELD",
    help=f"Remove a field; repeat for more. FIELD is one of {', '.join(METADATA_FIELDS)}.",
)
@click.option("-o", "copy", type=click.Path(path_type=Path), help="Write a copy, and leave MODEL alone.")
@click.option("--overwrite", is_flag=True, help="Replace an existing copy.")
def tag(*, model: Path, unset: tuple[str, ...], copy: Path | None, overwrite: bool, **typed: object) -> None:
    """Edit the metadata of a model, and nothing else.

    Unknown fields, layout and weights keep every byte. Without -o the file itself is replaced, in one step.

    Example:
      reamp tag amp.nam --input-level-dbu 11.76 --gear-make PRS
    """
    changes = {field: value for field, value in typed.items() if value is not None}
    twice = changes.keys() & set(unset)
    if twice:
        raise click.UsageError(f"{min(twice)} is both set and unset")
    if not changes and not unset:
        raise click.UsageError("nothing to change; name a field, as in --gear-make PRS")
    if overwrite and copy is None:
        raise click.UsageError("--overwrite belongs to -o; without it MODEL itself is replaced")
    before = NamDocument.read_for_repair(model)
    after = before.with_metadata(**changes, **dict.fromkeys(unset))
    saved = after.write(copy, overwrite=overwrite) if copy is not None else after.save()
    _print_changes(str(saved.path), before.metadata, after.metadata)


def _print_changes(name: str, before: Metadata, after: Metadata) -> None:
    out = console()
    out.print(Text(name, style="bold"), soft_wrap=True)
    changed = [field for field in METADATA_FIELDS if getattr(before, field) != getattr(after, field)]
    for field in changed:
        line = f"  {field:16}  {_shown(before, field)} -> {_shown(after, field)}"
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
