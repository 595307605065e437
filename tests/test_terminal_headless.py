"""Headless: the protocol on a pipe, until its end."""

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from play_cases import still_session

from reamp.live.session import Session
from reamp.terminal.headless import serve


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def served(
    session: Session, capfd: pytest.CaptureFixture[str], *lines: str, wait_s: float = 0.0
) -> list[Any]:
    """Return what is printed for these lines from a pipe that is then closed."""
    source, sink = os.pipe()

    def write() -> None:
        for line in lines:
            os.write(sink, line.encode())
            time.sleep(wait_s)
        os.close(sink)

    writer = threading.Thread(target=write)
    writer.start()
    serve(session, source)
    writer.join()
    os.close(source)
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def test_lines_are_answered_until_the_end_of_the_input(capfd: pytest.CaptureFixture[str]) -> None:
    lines = ('{"set": {"ba', 'ss": 6}}\n\n{"status": true}\n{"se', '}\n{"set": {"bass": 7}}')
    answers = served(still_session(), capfd, *lines, wait_s=0.02)
    assert [next(iter(answer)) for answer in answers] == ["ok", "ok", "error", "ok"]


def test_quit_ends_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    assert served(still_session(), capfd, '{"quit": true}\n{"status": true}\n') == [{"ok": True}]


def test_watching_prints_the_meters_until_it_is_stopped(capfd: pytest.CaptureFixture[str]) -> None:
    lines = ('{"watch": 50}\n', '{"watch": 0}\n', '{"quit": true}\n')
    answers = served(still_session(), capfd, *lines, wait_s=0.3)
    watched = [answer["meters"] for answer in answers if "meters" in answer]
    assert 5 <= len(watched) <= 16
    assert watched[0]["xruns"] == 3
    assert answers[-2:] == [{"ok": True}] * 2
