"""`--cluster`: the outcomes of the command on one machine, and what is wrong in one line."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from capture_cases import small_capture
from cli_runner import error_of, run
from cluster_cases import address, cluster, store_folder, tell
from library_cases import models
from train_cases import TINY_A1, leave_out_pictures

from reamp.capture.capture import Capture, Levels
from reamp.cli import train as module
from reamp.cli.cluster import opened_cluster
from reamp.cluster.connection import Cluster
from reamp.cluster.work import Work
from reamp.engine import load
from reamp.errors import ClusterError, NotACaptureError
from reamp.study.config import FAST
from reamp.study.events import StudyStep
from reamp.study.models import train_models
from reamp.train.architectures import ARCHITECTURES
from reamp.train.events import EpochDone, Started

__all__ = ["address", "cluster", "store_folder"]

QUICK = ("--epochs", "1", "--device", "cpu", "--keep-failed", "--architecture", "a1-nano")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ARCHITECTURES", {**ARCHITECTURES, "a1-nano": TINY_A1})
    leave_out_pictures(monkeypatch)


@pytest.fixture
def captures(tmp_path: Path) -> list[Path]:
    first = small_capture(tmp_path, "a", levels=Levels(input_level_dbu=11.76, output_level_dbu=12.3)).path
    return [first, Path(shutil.copytree(first, tmp_path / "b.capture"))]


def test_captures_are_rows_and_the_rest_is_resumed(
    captures: list[Path], tmp_path: Path, address: str
) -> None:
    broken = tmp_path / "broken.capture"
    broken.mkdir()
    result = run("train", *captures, broken, "--cluster", address, *QUICK)
    assert result.exit_code == 1
    assert f"{address}: 2 workers" in result.stderr
    assert "broken.capture: is not a capture" in result.stderr
    assert "2 of 3 captures have a model" in result.stdout
    for path in captures:
        load(path.with_suffix(".nam"))
        assert path.with_suffix(".html").exists()
    captures[0].with_suffix(".nam").unlink()
    lines = run(
        "train", *captures, "--cluster", address, *QUICK, "--resume", "--no-report", "--json"
    ).stdout.splitlines()
    events = [(each["event"], Path(each["capture"]).name) for each in map(json.loads, lines)]
    assert ("skipped", "b.capture") in events
    assert [event for event, name in events if name == "a.capture"] == ["started", "epoch", "done"]


def test_the_index_is_filled(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    models(tmp_path / "amps", 2)
    result = run("library", "add", tmp_path / "amps", "--cluster", address)
    assert result.stdout.splitlines() == ["2 models in the library: 2 added"]
    assert run("library", "update", "--cluster", address).exit_code == 0


def test_a_study_trains_on_workers(captures: list[Path], tmp_path: Path, cluster: Cluster) -> None:
    heard: list[object] = []
    config = replace(FAST, architecture=TINY_A1, epochs=1)
    opened = [Capture.open(path) for path in captures]
    folder = tmp_path / "models"
    folder.mkdir()
    studied = train_models(opened, folder, config, on_progress=heard.append, cluster=cluster)
    assert [each.path.name for each in studied] == ["a.nam", "b.nam"]
    assert sorted(each.what for each in heard if isinstance(each, StudyStep)) == ["trained a", "trained b"]
    assert sum(isinstance(each, Started) for each in heard) == sum(
        isinstance(each, EpochDone) for each in heard
    )
    (captures[0] / "capture.toml").unlink()
    with pytest.raises(NotACaptureError):
        train_models([opened[0]], tmp_path, config, on_progress=heard.append, cluster=cluster)


def test_what_is_wrong_is_one_line(captures: list[Path]) -> None:
    wrong = error_of("train", *captures, "--cluster", "localhost:8786", *QUICK)
    assert wrong == (
        "'localhost:8786' is no address of a cluster; write tcp://HOST:PORT, tls://HOST:PORT or local"
    )
    assert "leave out --cluster" in error_of(
        "train", *captures, "--listen", "--cluster", "local", exit_code=2
    )
    assert "names no certificates" in error_of("train", *captures, "--cluster", "tls://127.0.0.1:9", *QUICK)


def test_a_worker_that_is_left_out_is_a_line(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with opened_cluster(address, quiet=True) as opened:
        opened._roster._on_left_out(ClusterError("tcp://10.0.0.2:1", "numpy is 1.0 there, here it is 2.0"))
        assert len(list(opened.run([Work(key="one", function=tell, arguments=(1,))]))) == 1
    assert capsys.readouterr().err == "left out: tcp://10.0.0.2:1: numpy is 1.0 there, here it is 2.0\n"
