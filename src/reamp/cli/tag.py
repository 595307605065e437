"""`reamp tag`: edits the metadata of models and changes no other byte."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from reamp.cli.console import print_error
from reamp.cli.model_args import models_argument, name_models, single_models
from reamp.cli.numbers import LEVEL
from reamp.cli.params import FILE, Command, gear_options
from reamp.errors import OutputError, ReampError
from reamp.nam import Metadata, NamDocument
from reamp.nam.changes import LEVELS, are_marks_restored, changed_fields, edited, field_words
from reamp.nam.collection import Named
from reamp.nam.metadata import METADATA_FIELDS
from reamp.plan.kept_levels import with_kept_level
from reamp.terminal.console import say

__all__ = ["tag"]


def _typed(field: str) -> str:
    """Return a field in the spelling of its option."""
    return field.replace("_", "-")


class _Field(click.Choice):  # type: ignore[type-arg]  # generic in recent versions of click only
    """A field of the metadata, typed with dashes, or with underscores as in Python."""

    def __init__(self) -> None:
        super().__init__([_typed(field) for field in METADATA_FIELDS])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(super().convert(_typed(value), param, ctx)).replace("-", "_")


@click.command(cls=Command)
@models_argument
@gear_options
@click.option("--input-level-dbu", type=LEVEL, help="Its level at full scale, into the gear: 11.76dBu, 3V.")
@click.option("--output-level-dbu", type=LEVEL, help="Its level at full scale, out of the gear.")
@click.option("--kept", is_flag=True, help="Write the kept input level; see reamp level kept.")
@click.option("--estimated", is_flag=True, help="The typed levels are estimates, not measured.")
@click.option(
    "--unset",
    multiple=True,
    type=_Field(),
    metavar="FIELD",
    help=f"Remove a field; repeat for more. FIELD is one of {', '.join(map(_typed, METADATA_FIELDS))}.",
)
@click.option("-o", "copy", type=FILE, help="Write a copy; for several models, the folder of the copies.")
@click.option("--overwrite", is_flag=True, help="Change the file itself; with -o replace existing copies.")
@click.pass_context
def tag(
    ctx: click.Context,
    /,
    *,
    models: tuple[Path, ...],
    estimated: bool,
    kept: bool,
    unset: tuple[str, ...],
    copy: Path | None,
    overwrite: bool,
    gear: dict[str, object],
    **levels: float | None,
) -> None:
    """Edit the metadata of models, and nothing else.

    MODEL is a .nam file, or a folder of them. Unknown fields, layout and weights keep every byte. With -o the
    command writes a copy. With --overwrite it changes the file itself and prints the command that undoes the
    change. The exit code is 1 if a file could not be changed.

    Examples:
      reamp tag amp.nam --gear-make PRS -o tagged.nam
      reamp tag amps/ --input-level-dbu 12.2dBu --overwrite
      reamp tag amp.nam --kept -o amp-by-ear.nam
    """
    changes = {field: value for field, value in {**gear, **levels}.items() if value is not None}
    twice = changes.keys() & set(unset)
    if twice:
        raise click.UsageError(f"{_typed(min(twice))} is both set and unset")
    if kept and ({"input_level_dbu", "level_estimate"} & {*changes, *unset} or estimated):
        raise click.UsageError("--kept sets the input level: leave out the other options")
    if not changes and not unset and not kept:
        raise click.UsageError("nothing to change; name a field, as in --gear-make PRS")
    if estimated and not changes.keys() & set(LEVELS):
        raise click.UsageError("--estimated needs --input-level-dbu or --output-level-dbu")
    named = name_models(models, is_chain=False).once()
    paths = single_models(named)
    copies = _copies(named, copy, overwrite=overwrite)
    failed = 0
    for path, target in zip(paths, copies, strict=True):
        try:
            before = NamDocument.read_for_repair(path)
            after = edited(before, changes, unset, estimated=estimated)
            after = with_kept_level(after) if kept else after
            if target is not None:
                after.write(target, overwrite=overwrite)
            elif after.text != before.text:
                after.save()
        except ReampError as error:
            if not named.is_collection:
                raise
            failed += 1
            print_error(error)
            continue
        _print_changes(target or path, before.metadata, after.metadata, is_copy=target is not None)
    if named.is_collection:
        say(f"\n{len(paths) - failed} of {len(paths)} models tagged", style="bold")
    ctx.exit(int(failed > 0))


def _copies(named: Named, copy: Path | None, *, overwrite: bool) -> list[Path | None]:
    """Return the path of the copy of each model, None if the file itself is changed."""
    if copy is None:
        if not overwrite:
            what = f"{named.chains[0][0]} itself" if not named.is_collection else "the files themselves"
            raise click.UsageError(
                f"write a copy with -o {'FOLDER' if named.is_collection else 'FILE'}, or change {what} with "
                "--overwrite"
            )
        return [None] * len(named.chains)
    if not named.is_collection:
        if copy.suffix.lower() != ".nam":
            raise click.UsageError(f"{copy} must end in .nam")
        return [copy]
    if copy.suffix.lower() == ".nam" or (copy.exists() and not copy.is_dir()):
        raise click.UsageError(f"{copy} is not a folder; the copies of several models need one")
    try:
        copy.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(copy, f"cannot be made: {error.strerror or error}") from error
    return [copy / f"{name}.nam" for name in named.file_names]


def _print_changes(path: Path, before: Metadata, after: Metadata, *, is_copy: bool) -> None:
    say(str(path), style="bold")
    changed = changed_fields(before, after)
    for field in changed:
        say(f"  {_typed(field):16}  {field_words(before, field)} -> {field_words(after, field)}")
    if not changed:
        say("  already set, nothing to do")
    elif not is_copy:
        for line in _ways_back(path, before, after, changed):
            say(f"  {line}", style="dim")


def _ways_back(path: Path, before: Metadata, after: Metadata, changed: Sequence[str]) -> Iterator[str]:
    """Yield the command that undoes the changes, and the fields that cannot be undone."""
    options = {param.name: param for param in tag.params if isinstance(param, click.Option)}
    words, lost = [], []
    for field in changed:
        value = getattr(before, field)
        if value is None:
            words += ["--unset", _typed(field)]
        elif field == "level_estimate" and are_marks_restored(before, after):
            continue
        elif field not in options or not _can_be_typed(str(value), options[field]):
            lost.append(_typed(field))
        else:
            words += [f"--{_typed(field)}", str(value)]
    if words:
        yield f"to undo: reamp tag {shlex.join([str(path), *words, '--overwrite'])}"
    if lost:
        yield f"cannot be undone: {', '.join(lost)}"


def _can_be_typed(text: str, option: click.Option) -> bool:
    try:
        option.type.convert(text, option, None)
    except click.UsageError:
        return False
    return True
