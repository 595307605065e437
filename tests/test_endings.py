"""Commands end by signals at any moment; `benchmarks/endings.py` tries many more moments."""

import random
from pathlib import Path

import pytest
from ending_cases import COMMANDS, SIGNALS, end, prepare
from jack_server import jack_server

SEED = 11
EARLIEST_S = 0.2  # Python itself has begun; a Ctrl-C before that is its own matter
SPANS_S = {"play": 2.0, "stage": 2.0, "render": 2.0, "train": 5.0, "study": 6.0}
"""What each command does in so long: import, begin, and be at work."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    prepare(folder)
    return folder


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_ends_at_any_moment(
    command: str, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command in ("train", "study"):
        pytest.importorskip("torch")
        end_all(command, source, tmp_path, server="")
    elif command == "render":
        end_all(command, source, tmp_path, server="")
    else:
        with jack_server(monkeypatch, block_frames=256) as running:
            end_all(command, source, tmp_path, server=running.name)


def end_all(command: str, source: Path, folder: Path, *, server: str) -> None:
    chance = random.Random(f"{SEED} {command}")
    for number in SIGNALS:
        after_s = EARLIEST_S * (SPANS_S[command] / EARLIEST_S) ** chance.random()
        told = end(
            command, number, after_s=after_s, source=source, folder=folder / number.name, server=server
        )
        assert not told.faults, told
