"""`reamp app` as a user runs it: one line with the address, and an end by Ctrl-C."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_runner import run
from rig_files import gain_model

from reamp.errors import MissingExtraError

pytestmark = pytest.mark.alone


def started(*args: str, folder: Path) -> "subprocess.Popen[str]":
    environment = {
        **os.environ,
        "REAMP_CONFIG_DIR": str(folder),
        "JACK_DEFAULT_SERVER": f"none-{folder.name}",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "reamp", "app", "--no-browser", "--port", str(_free_port()), *args],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_it_prints_its_address_and_ends_when_it_is_asked_to(tmp_path: Path) -> None:
    process = started(folder=tmp_path)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert re.fullmatch(r"Reamp is at http://127\.0\.0\.1:\d+/\?token=[\w-]{20,}\n", line)
    began_s = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert time.monotonic() - began_s < 2.0
    assert (process.returncode, out, err) == (0, "", "")


def test_a_broken_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "broken.nam").write_text("{}")
    process = started(str(tmp_path / "broken.nam"), folder=tmp_path)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (1, "")
    assert err.count("\n") == 1
    assert "broken.nam" in err


def test_a_device_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "amp.nam")
    process = started(str(model), "--backend", "jack", folder=tmp_path)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "no JACK server runs" in err


def test_without_its_libraries_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "reamp.app.server", None)
    result = run("app", "--no-browser")
    assert result.exit_code == 1
    assert str(MissingExtraError("the application", library="Starlette", extra="app")) in result.stderr
