"""A queue of training jobs: what becomes of each, in order, and where it ends."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from capture_cases import small_capture
from train_cases import TINY_A1

from reamp.errors import ConfigError, NotACaptureError
from reamp.json_values import json_line
from reamp.train import job as job_module
from reamp.train.config import TrainConfig
from reamp.train.events import EpochDone, OnProgress, StopReason
from reamp.train.job import Job, JobResult
from reamp.train.queue import (
    JobFailed,
    JobSkipped,
    Outcome,
    QueueSettings,
    job_beside,
    outcome_fields,
    run_queue,
)

CONFIG = TrainConfig(epochs=1, device="cpu")


@contextlib.contextmanager
def silent(job: Job) -> Iterator[OnProgress]:
    yield lambda event: None


def queue(*jobs: Job, **settings: bool) -> list[Outcome]:
    wanted = QueueSettings(architecture=TINY_A1, config=CONFIG, keep_failed=True, **settings)
    return list(run_queue(jobs, wanted, progress=silent))


def job_of(capture: Path) -> Job:
    return job_beside(capture, with_report=False)


def test_a_model_is_beside_its_capture_and_a_report_beside_the_model() -> None:
    amp = Path("takes/amp.capture")
    job = job_beside(amp)
    assert (job.model, job.report) == (Path("takes/amp.nam"), Path("takes/amp.html"))
    assert job_beside(amp, model=Path("a.nam")).report == Path("a.html")
    assert job_beside(amp, report=Path("b.html"), with_report=False).report is None
    with pytest.raises(ConfigError, match=r"ends in \.nam"):
        job_beside(amp, model=Path("amp.wav"))


def test_a_failure_does_not_stop_the_others(tmp_path: Path) -> None:
    nowhere, capture = tmp_path / "nowhere.capture", small_capture(tmp_path).path
    failed, done = queue(job_of(nowhere), job_of(capture))
    assert isinstance(failed, JobFailed)
    assert isinstance(failed.error, NotACaptureError)
    assert isinstance(done, JobResult)
    assert done.job.model.exists()


def test_progress_is_entered_for_each_job_that_runs(tmp_path: Path) -> None:
    entered: list[str] = []

    @contextlib.contextmanager
    def progress(job: Job) -> Iterator[OnProgress]:
        entered.append(job.capture.stem)
        yield lambda event: None
        entered.append("left")

    job = job_of(small_capture(tmp_path).path)
    settings = QueueSettings(architecture=TINY_A1, config=CONFIG, keep_failed=True)
    list(run_queue([job], settings, progress=progress))
    assert entered == ["mt15", "left"]


def test_resuming_skips_what_is_finished(tmp_path: Path) -> None:
    job = job_of(small_capture(tmp_path).path)
    queue(job)
    assert queue(job, resume=True) == [JobSkipped(job=job)]
    assert isinstance(queue(job, resume=True, overwrite=True)[0], JobResult)
    job.checkpoint.write_bytes(b"")
    assert isinstance(queue(job, resume=True)[0], JobFailed)  # it runs, and that is no run to resume


def test_an_interruption_ends_the_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = job_module.train

    def interrupted(*args: object, **options: object) -> object:
        def on_progress(event: object) -> None:
            if isinstance(event, EpochDone):
                raise KeyboardInterrupt

        return original(*args, **{**options, "on_progress": on_progress})  # type: ignore[arg-type]

    monkeypatch.setattr(job_module, "train", interrupted)
    first, other = small_capture(tmp_path).path, small_capture(tmp_path, "other").path
    (result,) = queue(job_of(first), job_of(other))
    assert isinstance(result, JobResult)
    assert (result.report.reason, result.can_resume) == (StopReason.INTERRUPTED, True)


def test_outcomes_are_events_in_json(tmp_path: Path) -> None:
    job, nowhere = job_of(small_capture(tmp_path).path), job_of(tmp_path / "nowhere.capture")
    done, failed = queue(job, nowhere)
    fields = json.loads(json_line(outcome_fields(done)))
    assert (fields["event"], fields["reason"], fields["epochs"]) == ("done", "finished", 1)
    assert fields["networks"][0].keys() == {"name", "esr", "epoch", "grade"}
    error = f"{nowhere.capture}: is not a capture: it does not exist"
    assert outcome_fields(failed) == {"event": "failed", "capture": str(nowhere.capture), "error": error}
    skipped = {"event": "skipped", "capture": str(job.capture), "model": str(job.model)}
    assert outcome_fields(JobSkipped(job=job)) == skipped
