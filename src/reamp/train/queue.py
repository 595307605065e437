"""A queue of training jobs, each done, skipped or failed; a failure does not stop the others."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from reamp.errors import ReampError
from reamp.nam import NamDocument
from reamp.train.architectures import A2, Architecture
from reamp.train.config import TrainConfig
from reamp.train.events import OnProgress, StopReason
from reamp.train.job import Job, JobResult, run_job

__all__ = [
    "JobFailed",
    "JobSkipped",
    "Outcome",
    "QueueSettings",
    "is_finished",
    "job_beside",
    "outcome_fields",
    "outcome_words",
    "run_queue",
]


@dataclass(frozen=True, kw_only=True)
class QueueSettings:
    """The settings of all jobs of a queue; see `run_job`."""

    architecture: Architecture = A2
    config: TrainConfig = TrainConfig()  # noqa: RUF009 - frozen
    start_from: NamDocument | None = None
    resume: bool = False
    overwrite: bool = False
    despite_blockers: bool = False
    keep_failed: bool = False
    listen: bool = False


@dataclass(frozen=True, kw_only=True)
class JobSkipped:
    """A job that was skipped because its model is already finished."""

    job: Job


@dataclass(frozen=True, kw_only=True)
class JobFailed:
    """A job that wrote no model, with the error."""

    job: Job
    error: ReampError


Outcome = JobResult | JobSkipped | JobFailed


def job_beside(
    capture: Path, *, model: Path | None = None, report: Path | None = None, with_report: bool = True
) -> Job:
    """Return the job of a capture; by default the model is beside the capture, the report beside the model.

    Raises `ConfigError` as `Job` does.
    """
    model = capture.with_suffix(".nam") if model is None else model
    report = model.with_suffix(".html") if report is None else report
    return Job(capture=capture, model=model, report=report if with_report else None)


def run_queue(
    jobs: Iterable[Job],
    settings: QueueSettings,
    *,
    progress: Callable[[Job], AbstractContextManager[OnProgress]],
) -> Iterator[Outcome]:
    """Train one job after the other, and yield the outcome of each as soon as it ends.

    `progress` returns a context manager, entered while a job runs, that gives the receiver of its events.
    With `resume`, jobs whose model is finished are skipped. After Ctrl-C the queue ends with the best model
    so far, or raises `KeyboardInterrupt` where nothing was learned yet.
    """
    for job in jobs:
        if is_finished(job, settings):
            yield JobSkipped(job=job)
            continue
        outcome = _run(job, settings, progress)
        yield outcome
        if isinstance(outcome, JobResult) and outcome.report.reason is StopReason.INTERRUPTED:
            return


def outcome_words(outcome: Outcome, *, error_words: Callable[[ReampError], str] = str) -> str:
    """Return the outcome of a job in a few words; `error_words` makes the sentence of an error."""
    if isinstance(outcome, JobSkipped):
        return f"{outcome.job.model.name} is there already"
    if isinstance(outcome, JobFailed):
        return f"failed: {error_words(outcome.error)}"
    return f"ESR {outcome.report.networks[-1].esr:.3g}"


def outcome_fields(outcome: Outcome, *, error_words: Callable[[ReampError], str] = str) -> dict[str, object]:
    """Return the outcome of a job as an event with its fields, for JSON."""
    job = outcome.job
    if isinstance(outcome, JobSkipped):
        return {"event": "skipped", "capture": str(job.capture), "model": str(job.model)}
    if isinstance(outcome, JobFailed):
        return {"event": "failed", "capture": str(job.capture), "error": error_words(outcome.error)}
    report = outcome.report
    return {
        "event": "done",
        "capture": str(job.capture),
        "model": str(job.model),
        "report": None if job.report is None else str(job.report),
        "reason": str(report.reason),
        "epochs": len(report.history),
        "elapsed_s": report.elapsed_s,
        "networks": [
            {"name": each.name, "esr": each.esr, "epoch": each.epoch, "grade": str(each.grade)}
            for each in report.networks
        ],
        "can_resume": outcome.can_resume,
        "findings": report.findings,
    }


def is_finished(job: Job, settings: QueueSettings) -> bool:
    """Return whether a resumed queue leaves a job alone: its model is there, and no unfinished run."""
    is_left_alone = settings.resume and not settings.overwrite
    return is_left_alone and job.model.exists() and not job.checkpoint.exists()


def _run(
    job: Job, settings: QueueSettings, progress: Callable[[Job], AbstractContextManager[OnProgress]]
) -> JobResult | JobFailed:
    try:
        with progress(job) as on_progress:
            return run_job(
                job,
                settings.architecture,
                settings.config,
                on_progress=on_progress,
                start_from=settings.start_from,
                resume=settings.resume,
                overwrite=settings.overwrite,
                despite_blockers=settings.despite_blockers,
                keep_failed=settings.keep_failed,
                listen=settings.listen,
            )
    except ReampError as error:
        return JobFailed(job=job, error=error)
