"""One capture to one model: nothing is lost, nothing is replaced by accident, a crash costs an epoch."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from capture_cases import RATE_HZ, small_capture, wavs
from train_cases import TINY_A1, TINY_PAIR, leave_out_pictures

from reamp.capture.capture import Capture, Gear, Levels
from reamp.errors import AudioError, CaptureError, OutputExistsError
from reamp.nam import NamDocument
from reamp.train import job as module
from reamp.train.config import TrainConfig
from reamp.train.events import EpochDone, Event, StepDone, StopReason
from reamp.train.job import Job, JobResult, run_job
from reamp.train.report import Report

QUICK = TrainConfig(epochs=2, device="cpu")


@pytest.fixture(autouse=True)
def _without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out_pictures(monkeypatch)


def job_of(capture: Capture, *, report: bool = False) -> Job:
    model = capture.path.with_suffix(".nam")
    return Job(capture=capture.path, model=model, report=model.with_suffix(".html") if report else None)


def run(job: Job, config: TrainConfig = QUICK, **options: object) -> JobResult:
    return run_job(job, TINY_A1, config, **{"on_progress": lambda _: None, "keep_failed": True, **options})  # type: ignore[arg-type]


def stop_after(epoch: int) -> object:
    def on_progress(event: Event) -> None:
        if isinstance(event, EpochDone) and event.epoch == epoch:
            raise KeyboardInterrupt

    return on_progress


def test_the_model_knows_the_gear_and_the_report_lies_beside_it(tmp_path: Path) -> None:
    capture = small_capture(
        tmp_path,
        levels=Levels(input_level_dbu=11.76, output_level_dbu=12.3),
        gear=Gear(name="My <amp>", gear_make="PRS"),
    )
    result = run(job_of(capture, report=True))
    metadata = NamDocument.read(tmp_path / "mt15.nam").metadata
    assert (metadata.input_level_dbu, metadata.output_level_dbu) == (11.76, 12.3)
    assert (metadata.gear_make, metadata.name) == ("PRS", "My <amp>")
    page = (tmp_path / "mt15.html").read_text()
    assert "<h1>My &lt;amp&gt;</h1>" in page
    assert "<td>11.76 dBu at full scale" in page
    assert (result.report.reason, result.can_resume) == (StopReason.FINISHED, False)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"signal.wav", "amp.wav", "mt15.capture", "mt15.nam", "mt15.html"}


def test_ctrl_c_before_anything_is_learned_is_no_failure(tmp_path: Path) -> None:
    def stop(event: Event) -> None:
        if isinstance(event, StepDone):
            raise KeyboardInterrupt

    job = job_of(small_capture(tmp_path))
    with pytest.raises(KeyboardInterrupt, match=r"mt15\.nam was not written, it had learned nothing yet"):
        run(job, on_progress=stop, keep_failed=False)
    assert not job.model.exists()


def test_unknown_levels_are_reported(tmp_path: Path) -> None:
    run(job_of(small_capture(tmp_path), report=True))
    assert "unknown: the model cannot be calibrated" in (tmp_path / "mt15.html").read_text()


def test_ctrl_c_keeps_the_best_and_the_run_goes_on(tmp_path: Path) -> None:
    job = job_of(small_capture(tmp_path), report=True)
    config = replace(QUICK, epochs=4)
    stopped = run(job, config, on_progress=stop_after(2))
    assert (stopped.report.reason, stopped.can_resume) == (StopReason.INTERRUPTED, True)
    assert NamDocument.read(job.model).metadata.training is not None
    assert job.checkpoint.exists()
    with pytest.raises(OutputExistsError, match=r"mt15\.nam: exists"):
        run(job, config)
    resumed = run(job, config, resume=True)
    assert [epoch.epoch for epoch in resumed.report.history] == [1, 2, 3, 4]
    assert not job.checkpoint.exists()
    straight = run(replace(job, model=tmp_path / "straight.nam", report=None), config)
    assert resumed.report.networks[0].esr == straight.report.networks[0].esr


def test_a_crash_leaves_a_run_that_can_be_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = job_of(small_capture(tmp_path))

    def crash(*_: object, **__: object) -> None:
        raise SystemError

    with monkeypatch.context() as broken:
        broken.setattr(module, "write_model", crash)
        with pytest.raises(SystemError):
            run(job)
    assert not job.model.exists()
    with pytest.raises(OutputExistsError, match="is an unfinished run; resume it, or overwrite it"):
        run(job)
    finished = run(job, resume=True)
    assert len(finished.report.history) == QUICK.epochs
    assert job.model.exists()


def test_overwrite_begins_again(tmp_path: Path) -> None:
    job = job_of(small_capture(tmp_path))
    run(job, on_progress=stop_after(1))
    again = run(job, overwrite=True)
    assert [epoch.epoch for epoch in again.report.history] == [1, 2]


def test_a_run_at_its_time_limit_can_be_resumed(tmp_path: Path) -> None:
    job = job_of(small_capture(tmp_path))
    result = run(job, replace(QUICK, epochs=50, time_limit_s=0.01))
    assert (result.report.reason, result.can_resume) == (StopReason.TIME_UP, True)


def test_a_blocker_stops_it_unless_it_is_told_to_go_on(tmp_path: Path) -> None:
    hand = np.random.default_rng(5)
    signal, recording = wavs(tmp_path, y=hand.normal(scale=0.1, size=13 * RATE_HZ).astype(np.float32))
    capture = Capture.create(tmp_path / "mt15.capture", signal_path=signal, recording_path=recording)
    job = job_of(capture)
    with pytest.raises(CaptureError, match="training makes no sense: the signal was not found"):
        run(job)
    assert not job.model.exists()
    assert run(job, despite_blockers=True).report.networks[0].esr > 0.5


def test_silence_cannot_be_trained_on_at_all(tmp_path: Path) -> None:
    signal, recording = wavs(tmp_path, y=np.zeros(13 * RATE_HZ, np.float32))
    capture = Capture.create(tmp_path / "mt15.capture", signal_path=signal, recording_path=recording)
    with pytest.raises((CaptureError, AudioError), match="silent"):
        run(job_of(capture), despite_blockers=True)


def test_a_similar_model_is_a_better_start(tmp_path: Path) -> None:
    job = job_of(small_capture(tmp_path))
    first = run(job, replace(QUICK, epochs=6)).report
    similar = NamDocument.read(job.model)
    again = run(replace(job, model=tmp_path / "again.nam"), start_from=similar).report
    assert score(again) < score(first)


def score(report: Report) -> float:
    """Return the ESR after the first epoch."""
    return report.history[0].scores[-1].esr


def test_two_networks_are_one_file(tmp_path: Path) -> None:
    job = job_of(small_capture(tmp_path))
    run_job(job, TINY_PAIR, QUICK, on_progress=lambda _: None, keep_failed=True)
    assert NamDocument.read(job.model).architecture == "SlimmableContainer"
