"""Renders many models into a folder, and prints a table of the outcomes: rendered, kept, or failed."""

import contextlib
import math
import time
from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from reamp.cli.console import print_error, print_folded, problem_of
from reamp.cli.hints import about_this_run
from reamp.cli.params import is_sound
from reamp.errors import OutputError
from reamp.nam.collection import Named
from reamp.plan.source import Source
from reamp.plan.words import input_words, output_words
from reamp.playing.render import RenderConfig, RenderResult
from reamp.playing.render_folder import FolderOutcome, render_into_folder
from reamp.rig.rig import Rig
from reamp.terminal.console import say
from reamp.terminal.progress import counted
from reamp.terminal.table import Row, print_table
from reamp.texts import minutes

__all__ = ["check_folder", "render_all"]


def check_folder(folder: Path, *, count: int) -> None:
    """Raise an error if this cannot be the folder for the outputs of `count` models."""
    if is_sound(folder) and not folder.is_dir():
        raise click.UsageError(
            f"{count} models are rendered into a folder, as in -o out/; --chain plays each into the next"
            if count > 1
            else "the model of a folder is rendered into a folder, as in -o out/"
        )
    if folder.exists() and not folder.is_dir():
        raise OutputError(folder, "is a file; name a folder for the outputs")
    if not folder.resolve().parent.is_dir():
        raise OutputError(folder, f"the folder {folder.resolve().parent} does not exist; create it first")


def render_all(
    rigs: Sequence[Rig],
    named: Named,
    *,
    di: Path,
    folder: Path,
    source: Source,
    config: RenderConfig,
    quiet: bool,
) -> int:
    """Render each rig into a file of its name, print a row for each, and return the exit code."""
    started_s = time.monotonic()
    done: list[FolderOutcome] = []
    rendering = render_into_folder(
        rigs, di, folder, names=named.names, file_names=named.file_names, source=source, config=config
    )
    try:
        with contextlib.closing(rendering):
            for each in counted(rendering, total=len(rigs), what="models", quiet=quiet):
                done.append(each)
    finally:  # after Ctrl-C too: list the finished files
        done.sort(key=lambda each: each.place)
        _print_all(done, folder, total=len(rigs), elapsed_s=time.monotonic() - started_s, quiet=quiet)
    return int(any(each.error for each in done))


def _print_all(
    done: Sequence[FolderOutcome], folder: Path, *, total: int, elapsed_s: float, quiet: bool
) -> None:
    if quiet:
        for each in done:
            if each.error is not None:
                print_error(each.error)
    elif done:
        print_table(("Model", "Input gain dB", "Output gain dB", ">Peak dBFS"), [_row(each) for each in done])
        _print_summary(done, folder, total=total, elapsed_s=elapsed_s)
    findings = [finding for each in done for finding in about_this_run(each.findings)]
    print_folded(findings, stderr=True, quiet=quiet)


def _row(done: FolderOutcome) -> Row:
    if done.error is not None:
        return Row(name=done.name, problem=problem_of(done.error, done.models))
    if not isinstance(done.outcome, RenderResult):
        return Row(name=done.name, cells=("kept: the file exists", "", ""))
    plan, peak_dbfs = done.outcome.plan, done.outcome.peak_dbfs
    into, output = (f"{gain.value_db:+.1f} " for gain in (plan.input_gain, plan.output_gain))
    return Row(
        name=done.name,
        cells=(
            Text.assemble(into, (input_words(plan), "" if plan.calibrated else "yellow")),
            f"{output}{output_words(plan)}",
            "silent" if peak_dbfs == -math.inf else f"{peak_dbfs:.1f}",
        ),
    )


def _print_summary(done: Sequence[FolderOutcome], folder: Path, *, total: int, elapsed_s: float) -> None:
    lengths_s = [each.outcome.duration_s for each in done if isinstance(each.outcome, RenderResult)]
    speed = sum(lengths_s) / max(elapsed_s, 1e-3)
    took = f" in {minutes(elapsed_s)}, {speed:.0f}x real time" if lengths_s else ""
    say(f"\n{len(lengths_s)} of {total} models rendered into {folder}{took}", style="bold")
    if kept := sum(each.is_kept for each in done):
        say(f"{kept} kept, because the files exist (--overwrite replaces them)")
    if failed := sum(each.error is not None for each in done):
        say(f"{failed} failed", style="red")
    if len(done) < total:
        say(f"{total - len(done)} not rendered: repeat the command to continue", style="yellow")
