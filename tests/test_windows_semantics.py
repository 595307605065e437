"""Reamp's modules do without what only POSIX has, and do on Windows what they do here."""

import subprocess
import sys
from pathlib import Path

import pytest
from cli_runner import DI, MODEL, run

from reamp.atomic import atomic_write
from reamp.errors import OutputError

PRETENCE = Path(__file__).with_name("windows_pretence.py")


def on_windows(*arguments: str | Path) -> str:
    """Return what a task prints."""
    command = [sys.executable, "-X", "warn_default_encoding", PRETENCE, *arguments]
    done = subprocess.run([str(each) for each in command], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_every_module_can_be_imported() -> None:
    for extra in ("torch", "starlette", "httpx2", "matplotlib", "sounddevice", "pedalboard", "distributed"):
        pytest.importorskip(extra)
    assert int(on_windows("import")) > 200


def test_commands_do_what_they_do_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "settings"))
    (tmp_path / "amps").mkdir()
    (tmp_path / "amps" / "é.nam").write_bytes(Path(MODEL).read_bytes())
    printed = on_windows(
        "run",
        "interface|set|Scarlett 2i2 4th|--gain|20",
        f"render|{MODEL}|{DI}|-o|{tmp_path / 'there.wav'}",
        f"gain|{MODEL}",
        f"info|{MODEL}",
        f"library|add|{tmp_path / 'amps'}",
        "library|search|é",
    )
    assert "é.nam" in printed
    assert run("render", MODEL, DI, "-o", tmp_path / "here.wav").exit_code == 0
    assert (tmp_path / "there.wav").read_bytes() == (tmp_path / "here.wav").read_bytes()


def test_a_lock_is_held_once_and_writes_nothing(tmp_path: Path) -> None:
    assert on_windows("lock", tmp_path).split() == ["True", "False", "False", "True", "0"]


def test_keys_of_a_console() -> None:
    keys = ["q", "enter", "escape", "up", "delete", "é", "🎸", "backspace", "à"]
    assert on_windows("keys").splitlines() == [" ".join([*map(ascii, keys), "[]"]), "interrupted"]


def open_elsewhere(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next `count` renames fail as those of Windows do over a file that a program has open."""
    rename, left = Path.replace, [count]

    def replace(self: Path, target: Path) -> Path:
        if left[0]:
            left[0] -= 1
            error = PermissionError(13, "Access is denied")
            error.winerror = 5  # type: ignore[attr-defined]
            raise error
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", replace)


def test_a_file_that_is_open_elsewhere_is_replaced_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_elsewhere(3, monkeypatch)
    with atomic_write(tmp_path / "a.nam") as file:
        file.write(b"new")
    assert (tmp_path / "a.nam").read_bytes() == b"new"


def test_a_file_that_stays_open_elsewhere_keeps_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.nam").write_bytes(b"old")
    monkeypatch.setattr("reamp.atomic._OPEN_ELSEWHERE_S", 0.02)
    open_elsewhere(1_000_000, monkeypatch)
    refused = pytest.raises(OutputError, match=r"a\.nam: cannot be written: Access is denied")
    with refused, atomic_write(tmp_path / "a.nam") as file:
        file.write(b"new")
    assert (tmp_path / "a.nam").read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.nam"]
