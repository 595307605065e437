"""`reamp train`: captures into models, one after the other."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from reamp.cli.console import console, minutes, print_findings, wrapped
from reamp.cli.ending import interrupted_exit_code
from reamp.cli.hints import error_text
from reamp.cli.numbers import Number, Whole
from reamp.cli.params import Command
from reamp.cli.pytorch import need_torch
from reamp.cli.train_progress import (
    epochs_text,
    json_line,
    json_progress,
    plain_progress,
    screen_progress,
)
from reamp.engine.model import INSTRUCTION_SETS
from reamp.errors import MissingExtraError, ReampError
from reamp.nam import NamDocument
from reamp.train.architectures import ARCHITECTURES, Architecture
from reamp.train.config import TrainConfig
from reamp.train.events import Event, OnProgress, StopReason

if TYPE_CHECKING:
    from reamp.train.job import Job, JobResult
    from reamp.train.report import NetworkReport

__all__ = ["train"]

_STYLES = {"good": "green", "fair": "cyan", "poor": "yellow", "failed": "bold red"}


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What was typed about every capture alike."""

    architecture: Architecture
    config: TrainConfig
    start_from: NamDocument | None
    resume: bool
    overwrite: bool
    anyway: bool
    keep_failed: bool
    quiet: bool
    as_json: bool


@click.command(cls=Command)
@click.argument("captures", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CAPTURE...")
@click.option(
    "-o", "model", type=click.Path(path_type=Path), help="The model.  [default: CAPTURE.nam beside it]"
)
@click.option(
    "--architecture",
    type=click.Choice(list(ARCHITECTURES)),
    default=next(iter(ARCHITECTURES)),
    show_default=True,
    help="a2: two sizes in one file; a1: what every player plays.",
)
@click.option("--epochs", type=Whole(1), default=TrainConfig().epochs, show_default=True,
              metavar="N", help="Passes over the recording.")  # fmt: skip
@click.option("--minutes", "limit_minutes", type=Number(0.0, inside=True), metavar="N",
              help="Time limit.")  # fmt: skip
@click.option("--until-esr", type=Number(0.0, 1.0, inside=True),
              metavar="ESR", help="Stop at this ESR: 0.005.")  # fmt: skip
@click.option("--patience", type=Whole(1), metavar="N", help="Stop after N epochs without improvement.")
@click.option("--seed", type=Whole(0), default=0, show_default=True, metavar="N",
              help="Random seed.")  # fmt: skip
@click.option("--device", metavar="NAME", help="cpu, cuda, mps.  [default: the fastest]")
@click.option("--resume", is_flag=True, help="Go on with unfinished runs; leave finished models alone.")
@click.option(
    "--from",
    "start_from",
    type=click.Path(path_type=Path),
    metavar="MODEL",
    help="Begin with the weights of a similar model.",
)
@click.option("--keep-failed", is_flag=True, help="Write a model even if it learned nothing.")
@click.option("--instruction-set", type=click.Choice(INSTRUCTION_SETS),
              help="Kernels to learn with on the CPU.  [default: the fastest]")  # fmt: skip
@click.option("--anyway", is_flag=True, help="Train even where a finding is a blocker.")
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE.html",
              help="The report.  [default: beside the model]")  # fmt: skip
@click.option("--no-report", is_flag=True, help="Write no report.")
@click.option("--overwrite", is_flag=True, help="Replace existing models and reports.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print every event as a line of JSON, for scripts.")
@click.pass_context
def train(
    ctx: click.Context,
    /,
    *,
    captures: tuple[Path, ...],
    model: Path | None,
    architecture: str,
    epochs: int,
    limit_minutes: float | None,
    until_esr: float | None,
    patience: int | None,
    seed: int,
    device: str | None,
    resume: bool,
    start_from: Path | None,
    keep_failed: bool,
    instruction_set: str | None,
    anyway: bool,
    report: Path | None,
    no_report: bool,
    overwrite: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Train models of captured gear.

    Several captures are a queue; one that cannot be trained does not stop the others. Ctrl-C writes the best
    model so far. After each epoch the run is kept beside the model, so that nothing is lost when the machine
    stops: --resume goes on.

    Examples:
      reamp train amp.capture -o amp.nam
      reamp train *.capture --minutes 30
    """
    captures = tuple({path.resolve(): path for path in captures}.values())  # each once
    if len(captures) > 1 and (model is not None or report is not None):
        raise click.UsageError("-o and --report name one file; leave them out for several captures")
    if no_report and report is not None:
        raise click.UsageError("--report and --no-report exclude each other")
    asked = _Asked(
        architecture=ARCHITECTURES[architecture],
        config=TrainConfig(
            epochs=epochs,
            time_limit_s=None if limit_minutes is None else 60.0 * limit_minutes,
            until_esr=until_esr,
            patience_epochs=patience,
            seed=seed,
            device=device,
            instruction_set=instruction_set,
        ),
        start_from=None if start_from is None else NamDocument.read(start_from),
        resume=resume,
        overwrite=overwrite,
        anyway=anyway,
        keep_failed=keep_failed,
        quiet=quiet,
        as_json=as_json,
    )
    need_torch("training")
    with_report = not no_report and _can_draw(is_wanted=report is not None)
    ctx.exit(_run_queue([_job(each, model, report, with_report=with_report) for each in captures], asked))


def _can_draw(*, is_wanted: bool) -> bool:
    """Return whether there can be a report; said before hours of training, not after."""
    with contextlib.suppress(ImportError):
        import_module("matplotlib.figure")  # now, so that Ctrl-C does not wait for it later
        return True
    missing = MissingExtraError("a report", library="Matplotlib", extra="plots")
    if is_wanted:
        raise missing
    console(stderr=True).print(Text(f"no report: {missing}"), soft_wrap=True)
    return False


def _job(capture: Path, model: Path | None, report: Path | None, *, with_report: bool) -> "Job":
    from reamp.train.job import Job

    model = capture.with_suffix(".nam") if model is None else model
    report = model.with_suffix(".html") if report is None else report
    return Job(capture=capture, model=model, report=report if with_report else None)


def _run_queue(jobs: Sequence["Job"], asked: _Asked) -> int:
    """Train one after the other and return the exit code."""
    outcomes: dict[Path, str] = {}
    failures = 0
    for job in jobs:
        if asked.resume and job.model.exists() and not job.checkpoint.exists() and not asked.overwrite:
            outcomes[job.capture] = _skip(job, asked)
            continue
        try:
            result = _run(job, asked)
        except ReampError as error:
            if len(jobs) == 1 and not asked.as_json:
                raise
            failures += 1
            outcomes[job.capture] = _fail(job, error, asked)
            continue
        outcomes[job.capture] = f"ESR {result.report.networks[-1].esr:.3g}"
        _show_result(result, asked)
        if result.report.reason is StopReason.INTERRUPTED:
            return interrupted_exit_code(click.get_current_context())
    if len(jobs) > 1 and not asked.quiet and not asked.as_json:
        _print_summary(outcomes, failures)
    return int(failures > 0)


def _run(job: "Job", asked: _Asked) -> "JobResult":
    from reamp.train.job import run_job

    with _progress(job, asked) as on_progress:
        return run_job(
            job,
            asked.architecture,
            asked.config,
            on_progress=on_progress,
            start_from=asked.start_from,
            resume=asked.resume,
            overwrite=asked.overwrite,
            despite_blockers=asked.anyway,
            keep_failed=asked.keep_failed,
        )


@contextlib.contextmanager
def _progress(job: "Job", asked: _Asked) -> Iterator[OnProgress]:
    if asked.as_json:
        yield json_progress(str(job.capture))
    elif asked.quiet:
        yield _ignore
    else:
        title = Text(str(job.capture), style="bold")
        if console().is_terminal:
            with screen_progress(job.capture.stem, title) as on_progress:
                yield on_progress
        else:
            yield plain_progress(title)


def _ignore(_: Event) -> None:
    pass


def _skip(job: "Job", asked: _Asked) -> str:
    outcome = f"{job.model.name} is there already"
    if asked.as_json:
        json_line("skipped", capture=str(job.capture), model=str(job.model))
    elif not asked.quiet:
        console().print(Text.assemble((str(job.capture), "bold"), f"  {outcome}"), soft_wrap=True)
    return outcome


def _fail(job: "Job", error: ReampError, asked: _Asked) -> str:
    if asked.as_json:
        json_line("failed", capture=str(job.capture), error=error_text(error))
    else:
        console(stderr=True).print(Text.assemble(("Error: ", "red"), error_text(error)), soft_wrap=True)
    return f"failed: {error_text(error)}"


def _show_result(result: "JobResult", asked: _Asked) -> None:
    report, job = result.report, result.job
    if asked.as_json:
        json_line(
            "done",
            capture=str(job.capture),
            model=str(job.model),
            report=None if job.report is None else str(job.report),
            reason=str(report.reason),
            epochs=len(report.history),
            elapsed_s=report.elapsed_s,
            networks=[
                {"name": each.name, "esr": each.esr, "epoch": each.epoch, "grade": str(each.grade)}
                for each in report.networks
            ],
            can_resume=result.can_resume,
            findings=report.findings,
        )
        return
    if asked.quiet:
        return
    out = console()
    line = f"  {epochs_text(len(report.history))} in {minutes(report.elapsed_s)} on {report.device}"
    out.print(Text.assemble((str(job.model), "bold"), line, _why(report.reason)), soft_wrap=True)
    for network in report.networks:
        _print_network(network)
    if job.report is not None:
        out.print(Text(f"  report: {job.report}"), soft_wrap=True)
    if result.can_resume:
        out.print(Text("  the run can go on: repeat the command with --resume", style="cyan"), soft_wrap=True)
    print_findings(report.findings, stderr=True)


def _why(reason: StopReason) -> str:
    return {
        StopReason.FINISHED: "",
        StopReason.GOOD_ENOUGH: ", good enough",
        StopReason.TIME_UP: ", its time was up",
        StopReason.NO_PROGRESS: ", no longer getting better",
        StopReason.INTERRUPTED: ", interrupted: this is the best model so far",
        StopReason.ASKED: ", stopped",
    }[reason]


def _print_network(network: "NetworkReport") -> None:
    text = Text.assemble(
        f"  {network.name}: ESR {network.esr:.3g}, ",
        (str(network.grade), _STYLES[network.grade]),
        f": {network.grade.words}",
    )
    out = console()
    out.print(text, soft_wrap=True)
    for advice in network.advice:
        lines = "\n".join(wrapped(f"    {advice}", max(40, out.width), indent="    "))
        out.print(Text(lines, style="dim"), soft_wrap=True)


def _print_summary(outcomes: dict[Path, str], failures: int) -> None:
    out = console()
    width = max(len(path.name) for path in outcomes)
    out.print(Text(f"\n{len(outcomes) - failures} of {len(outcomes)} captures have a model", style="bold"))
    for path, outcome in outcomes.items():
        out.print(Text(f"  {path.name:{width}}  {outcome}"), soft_wrap=True)
