"""What takes time in a study ends with it: its captures are made in threads, which Ctrl-C does not reach."""

import itertools
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from reamp.audio.signal import Signal
from reamp.interruption import check_stop
from reamp.sim.device import device_by_name
from reamp.study import models
from reamp.study.config import FAST
from reamp.study.models import StudyStep, capture_device, train_models
from reamp.train.events import StopReason
from reamp.train.job import Job

_FOREVER_S = 60.0


def test_ctrl_c_ends_the_captures_that_are_being_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers, is_at_work, went_on = itertools.count(), threading.Event(), threading.Event()

    def simulate_capture(*_: object, **__: object) -> tuple[None]:
        if next(numbers) == 0:
            assert is_at_work.wait(_FOREVER_S)
            return (None,)
        is_at_work.set()
        end_s = time.monotonic() + _FOREVER_S
        while time.monotonic() < end_s:
            check_stop()
            time.sleep(0.001)
        went_on.set()
        return (None,)

    def interrupted(_: StudyStep | object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(models, "available_threads", lambda: 2)
    monkeypatch.setattr(models, "_test_signal", lambda _: Signal(np.zeros(480, np.float32), 48_000))
    monkeypatch.setattr(models, "simulate_capture", simulate_capture)
    with pytest.raises(KeyboardInterrupt):
        capture_device(
            device_by_name("wire"), (5.0, 10.0, 15.0), tmp_path, signal_s=None, on_progress=interrupted
        )
    assert not went_on.is_set()


@pytest.mark.parametrize("has_epoch", [False, True])
def test_an_interrupted_model_is_not_taken_for_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_epoch: bool
) -> None:
    def run_job(job: Job, *_: object, **__: object) -> object:
        job.model.touch()
        if has_epoch:
            job.checkpoint.touch()
        return SimpleNamespace(report=SimpleNamespace(reason=StopReason.INTERRUPTED))

    monkeypatch.setattr(models, "run_job", run_job)
    capture = SimpleNamespace(path=tmp_path / "amp.capture")
    with pytest.raises(KeyboardInterrupt):
        train_models([capture], tmp_path, FAST, on_progress=lambda _: None)  # type: ignore[list-item]
    model = tmp_path / "amp.nam"
    assert model.exists() == has_epoch
