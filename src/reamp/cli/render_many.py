"""Rendering many models into a folder: what is kept, what failed, and a table of the rest."""

import contextlib
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich.text import Text

from reamp.cli.console import print_folded
from reamp.cli.hints import about_this_run, error_text
from reamp.cli.model_args import Named
from reamp.cli.params import is_sound
from reamp.cli.table import Row, print_table, problem_of
from reamp.errors import OutputError, OutputExistsError, ReampError
from reamp.findings import Check, Finding, about
from reamp.plan.source import Source
from reamp.plan.words import input_words, output_words
from reamp.playing.render import RenderConfig, RenderResult
from reamp.playing.render_many import render_files
from reamp.rig.rig import Rig
from reamp.terminal.console import console
from reamp.terminal.progress import counted
from reamp.texts import minutes

__all__ = ["check_folder", "render_all"]


@dataclass(frozen=True, kw_only=True)
class _Done:
    """What became of one model or chain."""

    name: str
    chain: tuple[Path, ...]
    outcome: RenderResult | ReampError

    @property
    def is_kept(self) -> bool:
        """Whether there is such a file already, which was left alone."""
        return isinstance(self.outcome, OutputExistsError) and self.outcome.can_overwrite


def check_folder(folder: Path, *, count: int) -> None:
    """Refuse what cannot be the folder for the outputs of `count` models."""
    if is_sound(folder) and not folder.is_dir():
        raise click.UsageError(
            f"{count} models are rendered into a folder, as in -o out/; to play each into the next: --chain"
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
    names, outputs = named.names, [folder / f"{name}.wav" for name in named.file_names]
    places = {id(rig): place for place, rig in enumerate(rigs)}
    is_new = not folder.exists()
    done: dict[int, _Done] = {}
    rendering = render_files(zip(rigs, outputs, strict=True), di, source=source, config=config)
    folder.mkdir(exist_ok=True)
    try:
        for rig, outcome in counted(rendering, total=len(rigs), what="models", quiet=quiet):
            place = places[id(rig)]
            done[place] = _Done(name=names[place], chain=named.chains[place], outcome=outcome)
    finally:  # after Ctrl-C too: what is finished is there
        if is_new:
            with contextlib.suppress(OSError):
                folder.rmdir()  # unless there is something in it
        in_order = [done[place] for place in sorted(done)]
        _print_all(in_order, folder, total=len(rigs), elapsed_s=time.monotonic() - started_s, quiet=quiet)
    return int(any(isinstance(each.outcome, ReampError) and not each.is_kept for each in in_order))


def _print_all(done: Sequence[_Done], folder: Path, *, total: int, elapsed_s: float, quiet: bool) -> None:
    failed = [each for each in done if isinstance(each.outcome, ReampError) and not each.is_kept]
    if quiet:
        for each in failed:
            text = error_text(each.outcome) if isinstance(each.outcome, ReampError) else ""
            console(stderr=True).print(Text.assemble(("Error: ", "red"), text), soft_wrap=True)
    elif done:
        print_table(("Model", "Input gain dB", "Output gain dB", ">Peak dBFS"), [_row(each) for each in done])
        results = [each.outcome for each in done if isinstance(each.outcome, RenderResult)]
        _print_summary(results, folder, total=total, kept=sum(each.is_kept for each in done),
                       failed=len(failed), elapsed_s=elapsed_s)  # fmt: skip
    findings = [
        _named(about(finding, each.name, [path.stem for path in each.chain]), each.name)
        for each in done
        if isinstance(each.outcome, RenderResult)
        for finding in about_this_run(each.outcome.findings)
    ]
    print_folded(findings, stderr=True, quiet=quiet)


def _named(finding: Finding, name: str) -> Finding:
    """Return a finding about an output with the name of its file: there is more than one."""
    is_of_output = finding.check in (Check.OUTPUT_LIMITED, Check.OUTPUT_CLIPPING)
    return replace(finding, subject=name) if is_of_output else finding


def _row(done: _Done) -> Row:
    result = done.outcome
    if done.is_kept:
        return Row(name=done.name, cells=("kept: the file exists", "", ""))
    if isinstance(result, ReampError):
        return Row(name=done.name, problem=problem_of(result, done.chain))
    plan = result.plan
    into, output = (f"{gain.value_db:+.1f} " for gain in (plan.input_gain, plan.output_gain))
    peak = "silent" if result.peak_dbfs == -math.inf else f"{result.peak_dbfs:.1f}"
    return Row(
        name=done.name,
        cells=(
            Text.assemble(into, (input_words(plan), "" if plan.calibrated else "yellow")),
            f"{output}{output_words(plan)}",
            peak,
        ),
    )


def _print_summary(
    results: Sequence[RenderResult], folder: Path, *, total: int, kept: int, failed: int, elapsed_s: float
) -> None:
    out = console()
    speed = sum(result.duration_s for result in results) / max(elapsed_s, 1e-3)
    took = f" in {minutes(elapsed_s)}, {speed:.0f}x real time" if results else ""
    out.print(
        Text(f"\n{len(results)} of {total} models rendered into {folder}{took}", style="bold"), soft_wrap=True
    )
    if kept:
        out.print(Text(f"{kept} kept, as the files exist (--overwrite replaces them)"))
    if failed:
        out.print(Text(f"{failed} failed", style="red"))
    interrupted = total - len(results) - kept - failed
    if interrupted:
        out.print(Text(f"{interrupted} not rendered: repeat the command to go on", style="yellow"))
