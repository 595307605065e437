"""A queue on a cluster: the same models as here, unfinished runs go on, a broken capture is a row."""

import shutil
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from capture_cases import small_capture
from cluster_cases import address, cluster, store_folder
from train_cases import TINY_A1, leave_out_pictures

from reamp.cluster.connection import Cluster
from reamp.errors import NotACaptureError, OutputError, OutputExistsError
from reamp.nam import NamDocument
from reamp.train import queue_cluster
from reamp.train.config import TrainConfig
from reamp.train.events import EpochDone, Event, OnProgress, Started, StopReason
from reamp.train.job import Job, JobResult
from reamp.train.queue import JobFailed, JobSkipped, Outcome, QueueSettings, job_beside, run_queue
from reamp.train.queue_cluster import run_queue_on

__all__ = ["address", "cluster", "store_folder"]

CONFIG = TrainConfig(epochs=2, device="cpu")


@pytest.fixture(scope="module")
def captures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("captures")
    small_capture(folder, "a")
    return folder


@pytest.fixture
def job(captures: Path, tmp_path: Path) -> Job:
    shutil.copytree(captures / "a.capture", tmp_path / "a.capture")
    return job_beside(tmp_path / "a.capture", with_report=False)


def settings(**given: object) -> QueueSettings:
    return QueueSettings(**{"architecture": TINY_A1, "config": CONFIG, "keep_failed": True, **given})


def outcomes(cluster: Cluster, *jobs: Job, **given: object) -> list[Outcome]:
    return list(run_queue_on(cluster, jobs, settings(**given), on_event=lambda *_: None))


def silent(_: Job) -> AbstractContextManager[OnProgress]:
    return nullcontext(lambda event: None)


def weights(path: Path) -> object:
    return NamDocument.read(path).content()["weights"]


def test_the_model_is_that_of_this_machine(cluster: Cluster, job: Job) -> None:
    heard: list[tuple[Job, Event]] = []
    (done,) = run_queue_on(
        cluster, [job], settings(start_from=None), on_event=lambda of, event: heard.append((of, event))
    )
    assert isinstance(done, JobResult)
    assert done.report.reason is StopReason.FINISHED
    assert not done.can_resume
    assert [type(event) for _, event in heard] == [Started, EpochDone, EpochDone]
    assert {of for of, _ in heard} == {job}
    assert sorted(each.name for each in job.model.parent.iterdir()) == ["a.capture", "a.nam"]
    there = weights(job.model)
    (here,) = run_queue([job], settings(overwrite=True), progress=silent)
    assert isinstance(here, JobResult)
    assert weights(job.model) == there
    assert [each.esr for each in here.report.networks] == [each.esr for each in done.report.networks]


def test_a_broken_capture_is_a_row_and_a_finished_one_is_skipped(
    cluster: Cluster, job: Job, tmp_path: Path
) -> None:
    nowhere = job_beside(tmp_path / "nowhere.capture", with_report=False)
    by_type = {type(each): each for each in outcomes(cluster, nowhere, job)}
    assert isinstance(by_type[JobFailed].error, NotACaptureError)
    assert by_type[JobResult].job == job
    assert [type(each) for each in outcomes(cluster, job, resume=True)] == [JobSkipped]
    (refused,) = outcomes(cluster, job)
    assert isinstance(refused, JobFailed)
    assert isinstance(refused.error, OutputExistsError)


def test_a_run_goes_on_from_here_to_there_and_back(cluster: Cluster, job: Job, tmp_path: Path) -> None:
    whole = Job(capture=job.capture, model=tmp_path / "whole.nam")
    assert len(outcomes(cluster, whole)) == 1
    limited = settings(config=TrainConfig(epochs=2, device="cpu", time_limit_s=1e-6), resume=True)
    (begun,) = run_queue([job], limited, progress=silent)
    assert isinstance(begun, JobResult)
    assert begun.can_resume
    assert job.checkpoint.exists()
    (stopped,) = run_queue_on(cluster, [job], limited, on_event=lambda *_: None)
    assert isinstance(stopped, JobResult)
    assert stopped.can_resume
    (done,) = outcomes(cluster, job, resume=True)
    assert isinstance(done, JobResult)
    assert len(done.report.history) == 2
    assert not job.checkpoint.exists()


def test_a_model_that_could_not_be_written_is_not_trained_again(
    cluster: Cluster, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OutputError(job.model, "cannot be written: No space left on device")

    with monkeypatch.context() as full_disk:
        full_disk.setattr(queue_cluster, "atomic_write", refuse)
        (failed,) = outcomes(cluster, job)
    assert isinstance(failed, JobFailed)
    assert "No space left" in str(failed.error)
    heard: list[Event] = []
    (done,) = run_queue_on(cluster, [job], settings(), on_event=lambda _, event: heard.append(event))
    assert isinstance(done, JobResult)
    assert heard == []  # no training
    assert job.model.exists()


def test_a_similar_model_is_sent_along(cluster: Cluster, job: Job, tmp_path: Path) -> None:
    first = Job(capture=job.capture, model=tmp_path / "first.nam")
    outcomes(cluster, first)
    outcomes(cluster, job, start_from=NamDocument.read(first.model))
    assert weights(job.model) != weights(first.model)


def test_a_report_without_its_model_is_replaced_on_resuming_only(
    cluster: Cluster, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("matplotlib", reason="the extra 'plots' is not installed")
    leave_out_pictures(monkeypatch)
    with_report = job_beside(job.capture)
    assert with_report.report is not None
    with_report.report.write_text("of a client that was killed")
    (refused,) = outcomes(cluster, with_report)
    assert isinstance(refused, JobFailed)
    (done,) = outcomes(cluster, with_report, resume=True)
    assert isinstance(done, JobResult)
    assert with_report.report.read_text().startswith("<!doctype html>")
    assert "a.capture" in with_report.report.read_text()


def test_a_live_report_is_refused(cluster: Cluster, job: Job) -> None:
    (refused,) = outcomes(cluster, job, listen=True)
    assert isinstance(refused, JobFailed)
    assert "on this machine" in str(refused.error)
