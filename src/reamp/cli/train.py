"""`reamp train`: captures into models, one after the other."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from reamp.cli.console import print_findings
from reamp.cli.ending import interrupted_exit_code
from reamp.cli.hints import error_text
from reamp.cli.numbers import Number, Whole
from reamp.cli.params import Command
from reamp.cli.pytorch import need_torch
from reamp.cli.train_progress import epochs_text, json_progress, plain_progress, screen_progress
from reamp.engine.model import INSTRUCTION_SETS
from reamp.errors import MissingExtraError
from reamp.json_values import json_line
from reamp.nam import NamDocument
from reamp.terminal.console import console
from reamp.texts import minutes, wrapped
from reamp.train.architectures import ARCHITECTURES
from reamp.train.config import TrainConfig
from reamp.train.events import Event, OnProgress, StopReason

if TYPE_CHECKING:
    from reamp.train.job import Job, JobResult
    from reamp.train.queue import JobFailed, JobSkipped, Outcome, QueueSettings
    from reamp.train.report import NetworkReport

__all__ = ["train"]

_STYLES = {"good": "green", "fair": "cyan", "poor": "yellow", "failed": "bold red"}


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """How the progress and the outcomes are shown."""

    quiet: bool
    as_json: bool
    is_queue: bool


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
    config = TrainConfig(
        epochs=epochs,
        time_limit_s=None if limit_minutes is None else 60.0 * limit_minutes,
        until_esr=until_esr,
        patience_epochs=patience,
        seed=seed,
        device=device,
        instruction_set=instruction_set,
    )
    similar = None if start_from is None else NamDocument.read(start_from)
    need_torch("training")
    from reamp.train.queue import QueueSettings, job_beside

    settings = QueueSettings(
        architecture=ARCHITECTURES[architecture],
        config=config,
        start_from=similar,
        resume=resume,
        overwrite=overwrite,
        despite_blockers=anyway,
        keep_failed=keep_failed,
    )
    with_report = not no_report and _can_draw(is_wanted=report is not None)
    jobs = [job_beside(each, model=model, report=report, with_report=with_report) for each in captures]
    ctx.exit(_run_queue(jobs, settings, _Shown(quiet=quiet, as_json=as_json, is_queue=len(jobs) > 1)))


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


def _run_queue(jobs: Sequence["Job"], settings: "QueueSettings", shown: _Shown) -> int:
    """Train one after the other and return the exit code."""
    from reamp.train.job import JobResult
    from reamp.train.queue import JobFailed, run_queue

    outcomes: list[Outcome] = []
    for outcome in run_queue(jobs, settings, progress=lambda job: _progress(job, shown)):
        if isinstance(outcome, JobFailed) and not shown.is_queue and not shown.as_json:
            raise outcome.error
        outcomes.append(outcome)
        _show_outcome(outcome, shown)
        if isinstance(outcome, JobResult) and outcome.report.reason is StopReason.INTERRUPTED:
            return interrupted_exit_code(click.get_current_context())
    if shown.is_queue and not shown.quiet and not shown.as_json:
        _print_summary(outcomes)
    return int(any(isinstance(outcome, JobFailed) for outcome in outcomes))


@contextlib.contextmanager
def _progress(job: "Job", shown: _Shown) -> Iterator[OnProgress]:
    if shown.as_json:
        yield json_progress(str(job.capture))
    elif shown.quiet:
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


def _show_outcome(outcome: "Outcome", shown: _Shown) -> None:
    from reamp.train.queue import JobFailed, JobSkipped, outcome_fields

    if shown.as_json:
        fields = outcome_fields(outcome)
        if isinstance(outcome, JobFailed):
            fields["error"] = error_text(outcome.error)  # with the option that helps
        click.echo(json_line(fields))
    elif isinstance(outcome, JobFailed):
        line = Text.assemble(("Error: ", "red"), error_text(outcome.error))
        console(stderr=True).print(line, soft_wrap=True)
    elif shown.quiet:
        return
    elif isinstance(outcome, JobSkipped):
        line = Text.assemble((str(outcome.job.capture), "bold"), f"  {_outcome_words(outcome)}")
        console().print(line, soft_wrap=True)
    else:
        _print_result(outcome)


def _outcome_words(outcome: "JobResult | JobSkipped | JobFailed") -> str:
    from reamp.train.queue import JobFailed, JobSkipped

    if isinstance(outcome, JobSkipped):
        return f"{outcome.job.model.name} is there already"
    if isinstance(outcome, JobFailed):
        return f"failed: {error_text(outcome.error)}"
    return f"ESR {outcome.report.networks[-1].esr:.3g}"


def _print_result(result: "JobResult") -> None:
    report, job = result.report, result.job
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


def _print_summary(outcomes: Sequence["Outcome"]) -> None:
    from reamp.train.queue import JobFailed

    out = console()
    width = max(len(outcome.job.capture.name) for outcome in outcomes)
    trained = sum(not isinstance(outcome, JobFailed) for outcome in outcomes)
    out.print(Text(f"\n{trained} of {len(outcomes)} captures have a model", style="bold"))
    for outcome in outcomes:
        name = outcome.job.capture.name
        out.print(Text(f"  {name:{width}}  {_outcome_words(outcome)}"), soft_wrap=True)
