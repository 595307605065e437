"""Runs that are killed and go on: bit for bit what they would have been."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from train_cases import QUICK, TINY_LSTM, TINY_PAIR, linear_pair

from reamp.errors import TrainingError
from reamp.train.architectures import Architecture
from reamp.train.config import TrainConfig
from reamp.train.events import EpochDone, Event, Started, StopReason
from reamp.train.recipes import OptimizerMethod
from reamp.train.trainer import TrainResult, train

RUN = TrainConfig(epochs=4)
MUON_PAIR = replace(TINY_PAIR, name="muon-pair", recipe=replace(QUICK, method=OptimizerMethod.MUON))


def weights(result: TrainResult) -> list[torch.Tensor]:
    return [p.detach() for trained in result.networks for p in trained.network.parameters()]


def esrs(result: TrainResult) -> list[float]:
    return [score.esr for epoch in result.history for score in epoch.scores]


def stop_after(epochs: int) -> object:
    def on_progress(event: Event) -> None:
        if isinstance(event, EpochDone) and event.epoch == epochs:
            raise KeyboardInterrupt

    return on_progress


@pytest.mark.parametrize("architecture", [TINY_PAIR, MUON_PAIR, TINY_LSTM], ids=lambda case: case.name)
def test_a_resumed_run_is_the_uninterrupted_one(architecture: Architecture, tmp_path: Path) -> None:
    path = tmp_path / "run.checkpoint"
    whole = train(linear_pair(), architecture, RUN)
    part = train(linear_pair(), architecture, RUN, checkpoint=path, on_progress=stop_after(2))  # type: ignore[arg-type]
    assert (part.reason, len(part.history)) == (StopReason.INTERRUPTED, 2)
    events: list[Event] = []
    rest = train(linear_pair(), architecture, RUN, checkpoint=path, resume=True, on_progress=events.append)
    assert isinstance(events[0], Started)
    assert events[0].first_epoch == 3
    assert esrs(rest) == esrs(whole)
    assert all(torch.equal(a, b) for a, b in zip(weights(rest), weights(whole), strict=True))


def test_without_a_checkpoint_to_resume_it_starts(tmp_path: Path) -> None:
    result = train(linear_pair(), TINY_PAIR, RUN, checkpoint=tmp_path / "none", resume=True)
    assert len(result.history) == 4


def test_a_finished_run_resumes_to_its_result(tmp_path: Path) -> None:
    path = tmp_path / "run.checkpoint"
    first = train(linear_pair(), TINY_PAIR, RUN, checkpoint=path)
    again = train(linear_pair(), TINY_PAIR, RUN, checkpoint=path, resume=True)
    assert (again.reason, esrs(again)) == (StopReason.FINISHED, esrs(first))
    assert all(torch.equal(a, b) for a, b in zip(weights(first), weights(again), strict=True))


def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.checkpoint"
    train(linear_pair(), TINY_PAIR, TrainConfig(epochs=1), checkpoint=path)
    others = [
        (linear_pair(gain=0.4), TINY_PAIR, RUN),
        (linear_pair(), TINY_LSTM, RUN),
        (linear_pair(), TINY_PAIR, replace(RUN, seed=1)),
        (linear_pair(), TINY_PAIR, replace(RUN, recipe=replace(QUICK, batch=2))),
    ]
    for pair, architecture, config in others:
        with pytest.raises(TrainingError, match="other audio, architecture, seed, recipe or start"):
            train(pair, architecture, config, checkpoint=path, resume=True)


@pytest.mark.parametrize("damage", ["cut", "text", "empty"])
def test_a_damaged_checkpoint_is_one_clear_line(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "run.checkpoint"
    train(linear_pair(), TINY_PAIR, TrainConfig(epochs=1), checkpoint=path)
    content = path.read_bytes()
    path.write_bytes({"cut": content[: len(content) // 2], "text": b"no checkpoint", "empty": b""}[damage])
    with pytest.raises(TrainingError, match=r"run\.checkpoint: is (not|a damaged) checkpoint|is not a check"):
        train(linear_pair(), TINY_PAIR, RUN, checkpoint=path, resume=True)


def test_code_in_a_checkpoint_is_not_run(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "sprung"),)

    path = tmp_path / "run.checkpoint"
    torch.save({"format": 1, "fingerprint": Trap()}, path)
    with pytest.raises(TrainingError, match="damaged checkpoint"):
        train(linear_pair(), TINY_PAIR, RUN, checkpoint=path, resume=True)
    assert not (tmp_path / "sprung").exists()


ENDLESS = """
import sys
sys.path.insert(0, sys.argv[1])
from train_cases import TINY_PAIR, linear_pair
from reamp.train.config import TrainConfig
from reamp.train.trainer import train
train(linear_pair(), TINY_PAIR, TrainConfig(epochs=100_000), checkpoint=sys.argv[2])
"""


@pytest.mark.slow
def test_sigkill_loses_at_most_an_epoch(tmp_path: Path) -> None:
    path = tmp_path / "run.checkpoint"
    command = [sys.executable, "-c", ENDLESS, str(Path(__file__).parent), str(path)]
    process = subprocess.Popen(command)
    try:
        deadline = time.monotonic() + 120.0
        while not path.exists() and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
        time.sleep(0.3)  # into some later epoch
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    started: list[Event] = []
    config = TrainConfig(epochs=100_000, time_limit_s=1e6, until_esr=0.999)
    result = train(linear_pair(), TINY_PAIR, config, checkpoint=path, resume=True, on_progress=started.append)
    assert isinstance(started[0], Started)
    assert started[0].first_epoch >= 2
    assert len(result.history) >= started[0].first_epoch - 1
    assert [child.name for child in tmp_path.iterdir() if child.suffix not in (".part",)] == [path.name]
