"""A study in a process of its own: what it is told, how far it is, and that it goes on."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import reamp.study.run as run_module
from reamp.errors import ConfigError
from reamp.study.apart import StudyOrder, StudyProgress, StudyRun, StudyState
from reamp.study.events import StudyStep

ORDER = StudyOrder(device="wire", epochs=1, signal_s=25.0)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StudyRun:
    """A study whose process the test is."""
    monkeypatch.setattr(StudyRun, "go_on", lambda _: None)
    run = StudyRun(tmp_path / "wire")
    run.begin(ORDER)
    return run


def studying(monkeypatch: pytest.MonkeyPatch, work: Callable[..., object]) -> list[Any]:
    asked: list[Any] = []

    def run_study(subject: Any, config: Any, folder: Path, **how: Any) -> None:
        asked.append((subject.name, config.epochs, config.signal_s, folder, how["resume"]))
        work(how["on_progress"])

    monkeypatch.setattr(run_module, "run_study", run_study)
    return asked


def test_the_order_is_carried_out_and_its_steps_are_told(
    run: StudyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def work(on_progress: Callable[[StudyStep], None]) -> None:
        on_progress(StudyStep(what="training", number=2, count=4))
        told.append(StudyRun(run.folder).progress())  # another program looks

    asked = studying(monkeypatch, work)
    assert run.progress().state is StudyState.STOPPED
    run.run()
    assert asked == [("wire", 1, 25.0, run.folder, True)]
    assert told == [StudyProgress(state=StudyState.RUNNING, step="training", number=2, count=4)]
    assert run.progress().state is StudyState.DONE


def test_what_fails_and_what_is_stopped_is_told(run: StudyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ConfigError("no space")

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    studying(monkeypatch, fail)
    run.run()
    assert (run.progress().state, run.progress().error) == (StudyState.FAILED, "no space")
    studying(monkeypatch, stop)
    run.run()
    assert run.progress().state is StudyState.STOPPED
    with pytest.raises(ConfigError, match="already"):
        run.begin(ORDER)


def test_stop_asks_the_process_that_studies_and_no_other(
    run: StudyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(_: object) -> None:
        StudyRun(run.folder).stop()  # another program, which knows no process
        time.sleep(60.0)

    studying(monkeypatch, work)
    run.run()
    assert run.progress().state is StudyState.STOPPED
    run.stop()  # nothing runs: no process is looked for
    monkeypatch.undo()
    started = []
    monkeypatch.setattr("reamp.study.apart.start_detached", lambda *args, **_: started.append(args))
    run.go_on()
    assert started
    assert not run._beside("stop").exists()  # or it would end at once


def test_a_killed_study_is_one_that_can_go_on(run: StudyRun) -> None:
    killed = f"""
import os
from pathlib import Path
from reamp.study import apart
run = apart.StudyRun(Path({str(run.folder)!r}))
run._note(apart.StudyProgress(state=apart.StudyState.RUNNING, step="training"))
with apart.only_one(run._beside("lock")):
    os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", killed], check=False)
    assert run.progress().state is StudyState.STOPPED


def test_a_broken_order_is_named(tmp_path: Path) -> None:
    run = StudyRun(tmp_path / "x")
    with pytest.raises(ConfigError, match="cannot be read"):
        _ = run.order
