"""One job of a training queue: train a capture, write the model file and its report."""

from dataclasses import dataclass
from pathlib import Path

from reamp.atomic import check_output
from reamp.capture.capture import Capture
from reamp.capture.picture import describe_latency
from reamp.errors import CaptureBlockedError, ConfigError, NothingLearnedError, UnfinishedRunError
from reamp.findings import Finding, Severity
from reamp.nam import NamDocument
from reamp.train.architectures import A2, Architecture
from reamp.train.config import TrainConfig
from reamp.train.events import OnProgress, StopReason
from reamp.train.export import write_model
from reamp.train.live_report import LiveReport
from reamp.train.page import write_report
from reamp.train.report import Report, make_report
from reamp.train.trainer import OnBest, TrainResult, train

__all__ = ["Job", "JobResult", "check_job", "run_job"]

_CAN_GO_ON = (StopReason.INTERRUPTED, StopReason.TIME_UP)


@dataclass(frozen=True, kw_only=True)
class Job:
    """A capture, the model to make of it, and the report about it (None: no report).

    Raises `ConfigError` for a model that is not named NAME.nam and a report that is not NAME.html: a
    recording named by mistake could be overwritten.
    """

    capture: Path
    model: Path
    report: Path | None = None

    def __post_init__(self) -> None:
        for path, suffix, what in ((self.model, ".nam", "model"), (self.report, ".html", "report")):
            if path is not None and path.suffix.lower() != suffix:
                raise ConfigError(f"{path}: a {what} is a file whose name ends in {suffix}")

    @property
    def checkpoint(self) -> Path:
        """The file of the unfinished run, beside the model; deleted when the run is finished."""
        return self.model.with_name(f"{self.model.name}.checkpoint")


@dataclass(frozen=True, kw_only=True)
class JobResult:
    """A written model; `can_resume` when its run was stopped before its end and can be resumed."""

    job: Job
    report: Report
    can_resume: bool


def run_job(
    job: Job,
    architecture: Architecture = A2,
    config: TrainConfig = TrainConfig(),  # noqa: B008 - frozen
    *,
    on_progress: OnProgress,
    start_from: NamDocument | None = None,
    resume: bool = False,
    overwrite: bool = False,
    despite_blockers: bool = False,
    keep_failed: bool = False,
    keep_interrupted: bool = True,
    listen: bool = False,
    on_best: OnBest | None = None,
) -> JobResult:
    """Train a model of a capture, write it, and write the report.

    With `listen` the report is also written during the run, with the best networks so far. `on_best` as in
    `train`.

    Ctrl-C writes the best model so far, and the run can be resumed later. With `resume` an unfinished run
    continues, and its model and report are replaced. A run that learned nothing stays in its checkpoint,
    unless `keep_failed` is set. Without `keep_interrupted`, Ctrl-C keeps the checkpoint of the last epoch,
    writes no model and raises `KeyboardInterrupt`. Raises as `train` and
    `write_model`; `KeyboardInterrupt` when Ctrl-C comes before anything was learned; `OutputExistsError` for
    an existing model, `UnfinishedRunError` for an unfinished run, and `CaptureBlockedError` for a finding
    that is a blocker.
    """
    goes_on = resume and job.checkpoint.exists()
    capture = check_job(job, overwrite=overwrite or goes_on, despite_blockers=despite_blockers)
    facts, findings = _facts(capture), _worth_saying(capture.findings)
    title = capture.gear.name or job.model.stem
    live = None
    if listen and job.report is not None:
        live = LiveReport(job.report, title=title, facts=facts, findings=findings, on_progress=on_progress)
    try:
        result = train(
            capture,
            architecture,
            config,
            on_progress=on_progress,
            checkpoint=job.checkpoint,
            resume=resume,
            start_from=start_from,
            on_best=on_best if live is None else _both(live.on_best, on_best),
        )
        if result.reason is StopReason.INTERRUPTED and not keep_interrupted:
            raise KeyboardInterrupt
        _write(result, job, overwrite=overwrite or goes_on, keep_failed=keep_failed)
    except BaseException:
        if live is not None:
            live.remove()
        raise
    report = make_report(result, findings=findings)
    if job.report is not None:
        write_report(report, job.report, title=title, facts=facts)
    can_resume = result.reason in _CAN_GO_ON
    if not can_resume:
        job.checkpoint.unlink(missing_ok=True)
    return JobResult(job=job, report=report, can_resume=can_resume)


def check_job(job: Job, *, overwrite: bool, despite_blockers: bool) -> Capture:
    """Return the capture of a job that can begin; raises as `run_job` does before the training."""
    capture = Capture.open(job.capture)  # first, so that a model named as capture is not overwritten
    _check_outputs(job, overwrite=overwrite)
    if not despite_blockers:
        _check_findings(capture)
    return capture


def _write(result: TrainResult, job: Job, *, overwrite: bool, keep_failed: bool) -> None:
    try:
        write_model(result, job.model, overwrite=overwrite, keep_failed=keep_failed)
    except NothingLearnedError as error:
        if result.reason is StopReason.INTERRUPTED:  # too early for a result, not a failed run
            raise KeyboardInterrupt(f"{job.model} was not written, it had learned nothing yet") from error
        raise


def _check_outputs(job: Job, *, overwrite: bool) -> None:
    for output in (job.model, job.report):
        if output is not None:
            check_output(output, overwrite=overwrite)
    if job.checkpoint.exists() and not overwrite:
        problem = "is an unfinished run; resume it, or overwrite it"
        raise UnfinishedRunError(job.checkpoint, problem, can_overwrite=True)


def _check_findings(capture: Capture) -> None:
    blockers = [finding for finding in capture.findings if finding.severity is Severity.BLOCKER]
    if blockers:
        problem = f"training makes no sense: {blockers[0].text}"
        raise CaptureBlockedError(capture.path, problem)


def _both(first: OnBest, second: OnBest | None) -> OnBest:
    """Return a callback that calls both."""

    def on_best(result: TrainResult) -> None:
        first(result)
        if second is not None:
            second(result)

    return on_best


def _worth_saying(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is not Severity.NOTE]


def _facts(capture: Capture) -> list[tuple[str, str]]:
    gear, levels = capture.gear, capture.levels
    latency = capture.latency
    rows = {
        "Gear": " ".join(part for part in (gear.gear_make, gear.gear_model) if part),
        "Modeled by": gear.modeled_by,
        "Capture": f"{capture.path.name}, {capture.created:%Y-%m-%d}",
        "Recordings": f"{capture.source.signal} ({capture.layout.name}), {capture.source.recording}",
        "Latency": None if latency is None else describe_latency(latency, capture.rate_hz),
        "Input level": _level(levels.input_level_dbu),
        "Output level": _level(levels.output_level_dbu),
    }
    return [(name, value) for name, value in rows.items() if value]


def _level(level_dbu: float | None) -> str:
    return (
        "unknown: the model cannot be calibrated"
        if level_dbu is None
        else f"{level_dbu:.4g} dBu at full scale"
    )
