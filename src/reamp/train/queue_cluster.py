"""A queue of training jobs on a cluster: captures go out, models and reports come back as they are done."""

import dataclasses
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from reamp.atomic import atomic_write, check_output
from reamp.cluster.connection import Cluster
from reamp.cluster.work import Done, SentFile, Work, WorkFolder, work_key
from reamp.errors import MissingExtraError, OutputError, ReampError
from reamp.nam import NamDocument
from reamp.train.architectures import Architecture
from reamp.train.config import TrainConfig
from reamp.train.events import Event, StepDone, event_fields, event_of
from reamp.train.job import Job, JobResult, check_job, run_job
from reamp.train.queue import JobFailed, JobSkipped, Outcome, QueueSettings, is_finished
from reamp.train.report import Report

__all__ = ["LIBRARIES", "run_queue_on"]

LIBRARIES = ("torch",)
"""What the workers of a queue must have in the same version, beside Reamp."""

_START = "start.nam"


@dataclass(frozen=True, kw_only=True)
class _Order:
    """What a worker trains: the names of its files, and the settings."""

    capture: str
    model: str
    report: str | None
    architecture: Architecture
    config: TrainConfig
    starts_from_file: bool
    despite_blockers: bool
    keep_failed: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class _Trained:
    """What a worker sends back; `report` has no audio, `checkpoint` is of a run that can go on."""

    model: bytes
    page: bytes | None
    checkpoint: bytes | None
    report: Report


def run_queue_on(
    cluster: Cluster,
    jobs: Iterable[Job],
    settings: QueueSettings,
    *,
    on_event: Callable[[Job, Event], None],
) -> Generator[Outcome, None, None]:
    """Train the jobs on a cluster, as many at a time as it has threads; yield each outcome as it comes.

    As `run_queue`, which trains here, one after the other: with `resume`, jobs whose model is finished are
    skipped, and unfinished runs continue, those that lie beside their model here and those that a worker
    keeps. `on_event` gets no event of single steps. Every file is written here, in one step, the model last.
    A worker keeps a model that could not be written here, and the same job gets it later.
    The cluster needs `libraries=LIBRARIES`. Raises `ClusterError` when the scheduler is lost for good.
    """
    early: deque[Outcome] = deque()
    done: Done

    def works() -> Iterator[Work]:
        for job in jobs:
            if is_finished(job, settings):
                early.append(JobSkipped(job=job))
                continue
            try:
                yield _work(job, settings)
            except ReampError as error:
                early.append(JobFailed(job=job, error=error))

    def hear(work: Work, event: dict[str, Any]) -> None:
        on_event(work.tag, event_of(event))

    for done in cluster.run(works(), on_event=hear):
        while early:
            yield early.popleft()
        outcome = _outcome(done, settings)
        if isinstance(outcome, JobFailed):
            cluster.keep_on_worker(done)
        yield outcome
    yield from early


def _work(job: Job, settings: QueueSettings) -> Work:
    """Return the work of a job; raises `ReampError` if it cannot begin."""
    capture = check_job(
        job, overwrite=_may_overwrite(job, settings), despite_blockers=settings.despite_blockers
    )
    if settings.listen:
        raise ReampError("a report to listen to while it trains is for training on this machine")
    try:
        files = {
            f"{job.capture.name}/{path.name}": SentFile.of(path, is_shared=path == capture.signal_path)
            for path in sorted(job.capture.iterdir())
            if path.is_file()
        }
        if settings.resume and job.checkpoint.exists():
            files[job.checkpoint.name] = SentFile.of(job.checkpoint)
    except OSError as error:
        raise OutputError(job.capture, f"cannot be read: {error.strerror or error}") from error
    if settings.start_from is not None:
        files[_START] = SentFile.holding(settings.start_from.text.encode(), is_shared=True)
    order = _Order(
        capture=job.capture.name,
        model=job.model.name,
        report=None if job.report is None else job.report.name,
        architecture=settings.architecture,
        config=settings.config,
        starts_from_file=settings.start_from is not None,
        despite_blockers=settings.despite_blockers,
        keep_failed=settings.keep_failed,
    )
    digests = {name: file.digest for name, file in files.items()}
    return Work(
        key=work_key("train", order, digests, job.model.resolve()),
        function=_train,
        arguments=(order,),
        files=files,
        is_kept=True,
        tag=job,
    )


def _may_overwrite(job: Job, settings: QueueSettings) -> bool:
    """Return whether files in the way may be replaced: as asked, or those of a run that goes on.

    A report without its model is one of a client that was killed between writing the two.
    """
    goes_on = settings.resume and (job.checkpoint.exists() or not job.model.exists())
    return settings.overwrite or goes_on


def _outcome(done: Done, settings: QueueSettings) -> JobResult | JobFailed:
    job: Job = done.work.tag
    if done.error is not None:
        return JobFailed(job=job, error=done.error)
    trained: _Trained = done.value
    try:
        _write(job, trained, overwrite=_may_overwrite(job, settings))
    except ReampError as error:
        return JobFailed(job=job, error=error)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        return JobFailed(job=job, error=OutputError(error.filename or job.model, problem))
    return JobResult(job=job, report=trained.report, can_resume=trained.checkpoint is not None)


def _write(job: Job, trained: _Trained, *, overwrite: bool) -> None:
    wanted = [(job.checkpoint, trained.checkpoint), (job.report, trained.page), (job.model, trained.model)]
    for path, _ in wanted[1:]:
        if path is not None:
            check_output(path, overwrite=overwrite)
    for path, data in wanted:
        if path is not None and data is not None:
            with atomic_write(path) as file:
                file.write(data)
    if trained.checkpoint is None:
        job.checkpoint.unlink(missing_ok=True)


def _train(work_folder: WorkFolder, order: _Order) -> _Trained:
    """Train a capture on a worker."""
    for library, name, extra in (("torch", "PyTorch", "train"), ("matplotlib", "Matplotlib", "plots")):
        if find_spec(library) is None and (library == "torch" or order.report is not None):
            raise MissingExtraError("training on a worker", library=name, extra=extra)
    job = Job(
        capture=work_folder.path / order.capture,
        model=work_folder.path / order.model,
        report=None if order.report is None else work_folder.path / order.report,
    )

    def hear(event: Event) -> None:
        if isinstance(event, StepDone):
            work_folder.check_stop()
        else:
            work_folder.report(event_fields(event, capture=order.capture))

    result = run_job(
        job,
        order.architecture,
        order.config,
        on_progress=hear,
        start_from=NamDocument.read(work_folder.path / _START) if order.starts_from_file else None,
        resume=True,  # a run that was killed on this machine
        overwrite=True,
        despite_blockers=order.despite_blockers,
        keep_failed=order.keep_failed,
        keep_interrupted=False,
    )
    return _Trained(
        model=job.model.read_bytes(),
        page=None if job.report is None else job.report.read_bytes(),
        checkpoint=job.checkpoint.read_bytes() if result.can_resume else None,
        report=_without_audio(result.report),
    )


def _without_audio(report: Report) -> Report:
    silent = np.empty(0, np.float32)
    networks = tuple(dataclasses.replace(each, estimate=silent, error=silent) for each in report.networks)
    return dataclasses.replace(report, target=silent, networks=networks)
