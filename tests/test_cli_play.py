"""`reamp play` in a terminal and on a JACK server: its screen, its keys, and its clean end."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import soundfile
from cli_runner import DI, MODEL, error_of, run
from jack_server import JackServer, jack_server
from play_cases import still_session
from rig_files import gain_model, sine

pytest.importorskip("pyte")
from terminal import Terminal, terminal

from reamp.cli import play as play_module
from reamp.interfaces.remembered import RememberedInterface, load_remembered, remember
from reamp.live.session import Session
from reamp.rig.rig import Rig

pytestmark = pytest.mark.alone  # plays in real time


@pytest.fixture(scope="module")
def server() -> Iterator[JackServer]:
    with pytest.MonkeyPatch.context() as patch, jack_server(patch) as running:
        yield running


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


@contextmanager
def playing(*args: str, **environment: str) -> Iterator[Terminal]:
    with terminal("play", *args, "--backend", "jack", **environment) as shown:  # type: ignore[arg-type]
        shown.wait_for("q quit")
        yield shown


@pytest.mark.usefixtures("server")
def test_keys_change_what_plays_and_q_leaves_everything_as_it_was(tmp_path: Path) -> None:
    first, _ = (gain_model(tmp_path / name, loudness_db=-20.0) for name in ("clean.nam", "lead.nam"))
    with playing(str(first), "--max-input", "12.2") as shown:
        assert "system (jack)  48 kHz  64 frames" in shown.read()
        shown.press("\x1b[C\x1b[A")
        shown.wait_for("bass 5.5")
        shown.press("n")
        shown.wait_for("lead.nam")
        shown.press("?")
        shown.wait_for("findings and formulas")
        shown.press(" ")
        shown.wait_for("converter")
        shown.resize(60, 16)
        assert "converter" in shown.wait_for("\n? help  q quit")
        shown.press("q")
        assert shown.wait_for_end() == 0
        assert shown.is_as_before


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(("how", "exit_code"), [("ctrl-c", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_however_it_ends_the_terminal_is_as_before(how: str, exit_code: int) -> None:
    with playing(MODEL) as shown:
        if how == "ctrl-c":
            shown.press("\x03")
        else:
            shown.process.send_signal(getattr(signal, how))
        assert shown.wait_for_end() == exit_code
        assert shown.is_as_before


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("how", ["q", "ctrl-c", "SIGTERM", "SIGHUP"])
def test_however_it_ends_the_gain_that_was_turned_is_kept(how: str) -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=15.0))
    with playing(MODEL) as shown:
        shown.press("\x1b[D\x1b[A")
        shown.wait_for("interface gain 16 dB, kept for the next session")
        if how.startswith("SIG"):
            shown.process.send_signal(getattr(signal, how))
        else:
            shown.press({"q": "q", "ctrl-c": "\x03"}[how])
        assert shown.wait_for_end() == {"q": 0, "ctrl-c": 130, "SIGTERM": 143, "SIGHUP": 129}[how]
        end = shown.read(0.2)
        assert "Universal Audio Apollo Twin X: gain at 16 dB, remembered for the next session." in end
        assert "To undo: reamp interface set 'Apollo Twin X' --gain 15" in end
        assert shown.is_as_before
    kept = load_remembered()
    assert kept is not None
    assert kept.gain_db == 16.0


@pytest.mark.usefixtures("server")
def test_a_level_is_pasted_and_colours_can_be_switched_off() -> None:
    with playing(MODEL, NO_COLOR="1") as shown:
        shown.press("a")
        shown.wait_for("interface or its level")
        shown.press("\x1b[200~12,2 dBu\x1b[201~")
        shown.wait_for("12,2 dBu_")
        shown.press("\r")
        shown.wait_for("your interface, 12.2 dBu, for this session")
        assert "calibrated, gain +0.44 dB" in shown.read()
        shown.press("q")
        assert shown.wait_for_end() == 0
        assert shown.is_as_before
        codes = {code for found in re.findall(rb"\x1b\[([0-9;]*)m", shown.sent) for code in found.split(b";")}
        assert codes <= {b"", b"0", b"1", b"2", b"4", b"7"}  # bold, dim, underlined, reversed


@pytest.mark.usefixtures("server")
def test_ctrl_z_does_not_stop_the_sound() -> None:
    with playing(MODEL) as shown:
        shown.press("\x1ag")
        shown.wait_for("gate at -70 dBFS")
        shown.press("q")
        assert shown.wait_for_end() == 0


def test_a_server_that_is_gone_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with jack_server(monkeypatch) as own, playing(MODEL) as shown:
        own.stop()
        shown.wait_for("system is gone: waiting for it")
        shown.press("\x1b[A")
        shown.wait_for("+0.5 dB")
        shown.press("q")
        assert shown.wait_for_end() == 0
        assert shown.is_as_before


@pytest.mark.usefixtures("server")
def test_what_cannot_begin_is_one_line_on_a_terminal_as_it_was() -> None:
    with terminal("play", MODEL, "--backend", "jack", "--device", "Apollo") as shown:
        assert shown.wait_for_end() == 1
        assert "jack has no device 'Apollo', only 'system'" in shown.read()
        assert shown.is_as_before


@pytest.mark.usefixtures("server")
def test_headless_is_a_pipe(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from reamp.cli.main import main; main()", "play", MODEL, "--headless"]
    lines = b'{"set": {"bass": 6}}\nnonsense\n{"status": true}\n'
    result = subprocess.run(command, input=lines, capture_output=True, check=True, timeout=120)
    done, wrong, status = map(json.loads, result.stdout.splitlines())
    assert (done, list(wrong)) == ({"ok": True}, ["error"])
    assert status["ok"]["device"]["name"] == "system"
    assert result.stderr == b""


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        ((MODEL,), "the screen needs a terminal; --headless plays without one"),
        (("--headless",), "name a model, a folder of models or a --preset"),
        ((MODEL, DI, "--headless"), "an impulse response is --ir FILE"),
        ((MODEL, "--preset", "lead", "--headless"), "--preset is a whole rig"),
        ((*[MODEL] * 9, "--chain", "--headless"), "9 models would be one chain, of at most 8"),
        ((MODEL, ">", "b.nam", "c.nam", "--headless"), "name several models or one chain"),
    ],
)
def test_what_is_typed_wrongly_is_said(args: tuple[str, ...], problem: str) -> None:
    assert problem in error_of("play", *args, exit_code=2)


def test_missing_files_are_said(tmp_path: Path) -> None:
    assert "gone.nam" in error_of("play", "gone.nam", "--headless")
    assert "there is no .nam file in this folder" in error_of("play", tmp_path, "--headless")


def begun(monkeypatch: pytest.MonkeyPatch, *args: str | Path) -> tuple[Rig, tuple[Path, ...]]:
    """Return the rig that `reamp play ARGS` begins with, and the models to step through."""
    seen: list[tuple[Rig, tuple[Path, ...]]] = []

    def session(rig: Rig, **_: object) -> Session:
        return still_session(rig)

    def shown(session: Session, *, named: Sequence[Path], **_: object) -> None:
        seen.append((session.rig, tuple(named)))

    monkeypatch.setattr(play_module, "Session", session)
    monkeypatch.setattr(play_module, "has_terminal", lambda: True)
    monkeypatch.setattr(play_module, "play_on_screen", shown)
    assert run("play", *args).exit_code == 0
    return seen[0]


def test_which_models_play_and_which_are_stepped_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pedal = gain_model(tmp_path / "pedal.nam")
    (tmp_path / "amps").mkdir()
    first, second = (gain_model(tmp_path / "amps" / name) for name in ("amp 2.nam", "amp 10.nam"))
    cases = [
        ((pedal,), [pedal], ()),  # n and p: its folder
        ((tmp_path / "amps",), [first], ()),
        ((second, pedal), [second], (second, pedal)),
        ((pedal, tmp_path / "amps"), [pedal], (pedal, first, second)),
        ((pedal, second, "--chain"), [pedal, second], ()),
        ((pedal, ">", tmp_path / "amps"), [pedal, first], ()),
    ]
    for args, playing_first, named in cases:
        rig, stepped = begun(monkeypatch, *args)
        assert ([model.path for model in rig.models], stepped) == (playing_first, named)


def test_a_folder_of_cabinets_is_its_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cab 10.wav", "cab 2.flac", "._cab 1.wav", "readme.txt"):
        (tmp_path / name).write_text("")
    soundfile.write(tmp_path / "cab 2.flac", sine(1e3, peak=0.5, seconds=0.1), 48_000)
    rig, _ = begun(monkeypatch, MODEL, "--ir", tmp_path)
    assert [cabinet.path.name for cabinet in rig.cabinets] == ["cab 2.flac"]
    (tmp_path / "none").mkdir()
    assert "there is no impulse response (.wav, .flac, .aiff) in the folder" in error_of(
        "play", MODEL, "--ir", tmp_path / "none", "--headless", exit_code=2
    )
    for command in (("render", MODEL, DI, "-o", "x.wav"), ("compare", MODEL, MODEL, "--di", DI, "-o", "x")):
        assert error_of(*command, "--ir", tmp_path, exit_code=2) == (
            f"{tmp_path} is a folder; name one impulse response in it: --ir {tmp_path / 'cab 2.flac'}"
        )
