"""`reamp train`: trains models of captures, one after the other."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from reamp.capture.setting_captures import is_setting_captures
from reamp.cli.cluster import cluster_option, opened_cluster
from reamp.cli.console import print_error, print_findings
from reamp.cli.ending import interrupted_exit_code
from reamp.cli.hints import error_text
from reamp.cli.numbers import Number, Whole
from reamp.cli.params import FILE, Command, OneOf, overwrite_option, packed, typed_options
from reamp.cli.pytorch import need_torch
from reamp.cli.train_knobs import train_with_knobs
from reamp.engine.model import INSTRUCTION_SETS
from reamp.errors import MissingExtraError
from reamp.json_values import json_line
from reamp.nam import NamDocument
from reamp.terminal.console import console, line_width, say
from reamp.terminal.progress import clear_bar, progress_bar
from reamp.terminal.training import plain_progress, screen_progress
from reamp.texts import minutes, wrapped
from reamp.train.architectures import ARCHITECTURES
from reamp.train.config import TrainConfig
from reamp.train.events import EpochDone, Event, OnProgress, StopReason, event_fields
from reamp.train.words import epochs_words, stop_words

if TYPE_CHECKING:
    from reamp.train.job import Job, JobResult
    from reamp.train.queue import Outcome, QueueSettings
    from reamp.train.report import NetworkReport

__all__ = ["train"]

_STYLES = {"good": "green", "fair": "cyan", "poor": "yellow", "failed": "bold red"}


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """How the progress and the outcomes are shown."""

    quiet: bool
    as_json: bool
    is_queue: bool


def _settings(*, minutes: float | None, start_from: Path | None, **typed: Any) -> dict[str, Any]:
    """Return the typed options as fields of `QueueSettings`, whose import needs PyTorch."""
    names = [each.name for each in fields(TrainConfig) if each.name in typed]
    limit_s = None if minutes is None else 60.0 * minutes
    config = TrainConfig(time_limit_s=limit_s, **{name: typed.pop(name) for name in names})
    similar = None if start_from is None else NamDocument.read(start_from)
    return {"config": config, "start_from": similar, **typed}


_settings_options = packed(
    "settings",
    _settings,
    click.option(
        "--architecture",
        type=OneOf(ARCHITECTURES),
        default=next(iter(ARCHITECTURES)),
        show_default=True,
        help="a2: two sizes in one file; a1: every player can play it.",
    ),
    click.option("--epochs", type=Whole(1), default=TrainConfig().epochs, show_default=True,
                 metavar="N", help="Passes over the recording."),
    click.option("--minutes", type=Number(0.0, inside=True), metavar="N", help="Time limit."),
    click.option("--until-esr", type=Number(0.0, 1.0, inside=True),
                 metavar="ESR", help="Stop at this ESR: 0.005."),
    click.option("--patience", "patience_epochs", type=Whole(1), metavar="N",
                 help="Stop after N epochs without improvement."),
    click.option("--seed", type=Whole(0), default=0, show_default=True, metavar="N", help="Random seed."),
    click.option("--device", metavar="NAME", help="cpu, cuda, mps.  [default: the fastest]"),
    click.option("--resume", is_flag=True, help="Continue unfinished runs; keep finished models."),
    click.option("--from", "start_from", type=FILE, metavar="MODEL",
                 help="Begin with the weights of a similar model."),
    click.option("--keep-failed", is_flag=True, help="Write a model even if it learned nothing."),
    click.option("--instruction-set", type=click.Choice(INSTRUCTION_SETS),
                 help="The code that trains on the CPU.  [default: the fastest]"),
    click.option("--anyway", "despite_blockers", is_flag=True,
                 help="Train even if a finding is a blocker."),
)  # fmt: skip


@click.command(cls=Command)
@click.argument("captures", nargs=-1, required=True, type=FILE, metavar="CAPTURE...")
@click.option("-o", "model", type=FILE, help="The model.  [default: CAPTURE.nam beside it]")
@_settings_options
@click.option("--report", type=FILE, metavar="FILE.html", help="The report.  [default: beside the model]")
@click.option("--no-report", is_flag=True, help="Write no report.")
@click.option(
    "--listen", is_flag=True, help="Write the report while it trains, to hear the best model so far."
)
@overwrite_option("existing models and reports")
@cluster_option
@click.option("--quiet", is_flag=True, help="Print only errors.")
@click.option("--json", "as_json", is_flag=True, help="Print every event as a line of JSON, for scripts.")
@click.pass_context
def train(
    ctx: click.Context,
    /,
    *,
    captures: tuple[Path, ...],
    model: Path | None,
    settings: Mapping[str, Any],
    report: Path | None,
    no_report: bool,
    listen: bool,
    overwrite: bool,
    cluster: str | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Train models of captured gear.

    A folder NAME.captures, the same gear at many settings, becomes one model with knobs.

    Several captures are trained one after the other; one that cannot be trained does not stop the others.
    Ctrl-C writes the best model so far. After each epoch the run is saved beside the model. If the machine
    stops, --resume continues after the last epoch.

    With --cluster, workers train several captures at a time. Ctrl-C stops them; --resume continues.

    Examples:
      reamp train amp.capture -o amp.nam
      reamp train amp.capture --listen
      reamp train *.capture --minutes 30
      reamp train *.capture --cluster tcp://10.0.0.5:8786
      reamp train lead.captures -o lead.nam
    """
    captures = tuple({path.resolve(): path for path in captures}.values())  # each once
    if len(captures) > 1 and (model is not None or report is not None):
        raise click.UsageError("-o and --report name one file; leave them out for several captures")
    if no_report and report is not None:
        raise click.UsageError("--report and --no-report exclude each other")
    if no_report and listen:
        raise click.UsageError("--listen plays in the report: leave out --no-report")
    if cluster is not None and listen:
        raise click.UsageError("--listen is for training on this machine: leave out --cluster")
    if any(map(is_setting_captures, captures)):
        ctx.exit(_train_knobs(ctx, captures, model, settings, overwrite=overwrite, quiet=quiet))
    need_torch("training")
    from reamp.train.queue import QueueSettings, job_beside

    with_report = not no_report and _can_draw(is_wanted=listen or report is not None)
    jobs = [job_beside(each, model=model, report=report, with_report=with_report) for each in captures]
    wanted = QueueSettings(overwrite=overwrite, listen=listen, **settings)
    shown = _Shown(quiet=quiet, as_json=as_json, is_queue=len(jobs) > 1)
    try:
        with contextlib.ExitStack() as stack:
            ctx.exit(_show_all(_outcomes(jobs, wanted, shown, cluster=cluster, stack=stack), shown))
    except KeyboardInterrupt as interruption:
        if cluster is not None:
            interruption.args = ("the workers keep what they began; repeat the command with --resume",)
        raise


_FOR_KNOBS = (
    "captures",
    "model",
    "architecture",
    "epochs",
    "minutes",
    "seed",
    "resume",
    "overwrite",
    "quiet",
)


def _train_knobs(
    ctx: click.Context,
    captures: tuple[Path, ...],
    model: Path | None,
    settings: Mapping[str, Any],
    *,
    overwrite: bool,
    quiet: bool,
) -> int:
    """Train a model with knobs, and return the exit code."""
    if len(captures) > 1:
        raise click.UsageError(
            "a folder NAME.captures makes one model with knobs: train one folder at a time"
        )
    others = [param.name or "" for param in ctx.command.params if param.name not in _FOR_KNOBS]
    unused = typed_options(others)
    if unused:
        raise click.UsageError(f"{unused[0]} does not apply to a model with knobs")
    return train_with_knobs(
        captures[0],
        model or captures[0].with_suffix(".nam"),
        settings["architecture"],
        settings["config"],
        has_epochs=bool(typed_options(["epochs"])),
        resume=settings["resume"],
        overwrite=overwrite,
        quiet=quiet,
    )


def _can_draw(*, is_wanted: bool) -> bool:
    """Return whether a report can be drawn; if not, tell the user before the training, not after it."""
    with contextlib.suppress(ImportError):
        import_module("matplotlib.figure")  # now, so that Ctrl-C does not wait for it later
        return True
    missing = MissingExtraError("a report", library="Matplotlib", extra="plots")
    if is_wanted:
        raise missing
    say(f"no report: {missing}", stderr=True)
    return False


def _outcomes(
    jobs: Sequence["Job"],
    settings: "QueueSettings",
    shown: _Shown,
    *,
    cluster: str | None,
    stack: contextlib.ExitStack,
) -> Iterator["Outcome"]:
    """Return the outcomes of the captures, trained here one after the other, or on a cluster."""
    if cluster is None:
        from reamp.train.queue import run_queue

        return run_queue(jobs, settings, progress=lambda job: _progress(job, shown))
    from reamp.train.queue_cluster import LIBRARIES, run_queue_on

    is_silent = shown.quiet or shown.as_json
    opened = stack.enter_context(opened_cluster(cluster, libraries=LIBRARIES, quiet=is_silent))
    bar = stack.enter_context(progress_bar(f"Training {len(jobs)} captures", quiet=is_silent))
    on_event = _cluster_progress(len(jobs), bar, shown)
    return stack.enter_context(contextlib.closing(run_queue_on(opened, jobs, settings, on_event=on_event)))


def _cluster_progress(
    count: int, bar: Callable[[int, int], None] | None, shown: _Shown
) -> Callable[["Job", Event], None]:
    """Return what shows the events of many captures at a time: a line of JSON each, or one bar of all."""
    shares: dict[Path, float] = {}

    def hear(job: "Job", event: Event) -> None:
        if shown.as_json:
            click.echo(json_line(event_fields(event, capture=str(job.capture))))
        elif bar is not None and isinstance(event, EpochDone):
            shares[job.capture] = event.epoch / event.epochs
            bar(round(1000 * sum(shares.values())), 1000 * count)

    return hear


def _show_all(coming: Iterator["Outcome"], shown: _Shown) -> int:
    """Show the outcomes as they come, and return the exit code."""
    from reamp.train.job import JobResult
    from reamp.train.queue import JobFailed

    outcomes: list[Outcome] = []
    for outcome in coming:
        clear_bar()
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
    title = Text(str(job.capture), style="bold")
    if shown.as_json:
        yield lambda event: click.echo(json_line(event_fields(event, capture=str(job.capture))))
    elif shown.quiet:
        yield _ignore
    elif console().is_terminal:
        with screen_progress(job.capture.stem, title) as on_progress:
            yield on_progress
    else:
        yield plain_progress(title)


def _ignore(_: Event) -> None:
    pass


def _show_outcome(outcome: "Outcome", shown: _Shown) -> None:
    from reamp.train.queue import JobFailed, JobSkipped, outcome_fields, outcome_words

    if shown.as_json:
        click.echo(json_line(outcome_fields(outcome, error_words=error_text)))
    elif isinstance(outcome, JobFailed):
        print_error(outcome.error)
    elif shown.quiet:
        return
    elif isinstance(outcome, JobSkipped):
        say((str(outcome.job.capture), "bold"), f"  {outcome_words(outcome)}")
    else:
        _print_result(outcome)


def _print_result(result: "JobResult") -> None:
    report, job = result.report, result.job
    took = f"  {epochs_words(len(report.history))} in {minutes(report.elapsed_s)} on {report.device}"
    why = stop_words(report.reason)
    say((str(job.model), "bold"), took, f", {why}" if why else "")
    for network in report.networks:
        _print_network(network)
    if job.report is not None:
        say(f"  report: {job.report}")
    if result.can_resume:
        say("  the run can continue: repeat the command with --resume", style="cyan")
    print_findings(report.findings, stderr=True)


def _print_network(network: "NetworkReport") -> None:
    grade = (str(network.grade), _STYLES[network.grade])
    say(f"  {network.name}: ESR {network.esr:.3g}, ", grade, f": {network.grade.words}")
    for advice in network.advice:
        say("\n".join(wrapped(f"    {advice}", line_width(), indent="    ")), style="dim")


def _print_summary(outcomes: Sequence["Outcome"]) -> None:
    from reamp.train.queue import JobFailed, outcome_words

    width = max(len(outcome.job.capture.name) for outcome in outcomes)
    trained = sum(not isinstance(outcome, JobFailed) for outcome in outcomes)
    say(f"\n{trained} of {len(outcomes)} captures have a model", style="bold")
    for outcome in outcomes:
        words = outcome_words(outcome, error_words=error_text)
        say(f"  {outcome.job.capture.name:{width}}  {words}")
