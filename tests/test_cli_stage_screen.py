"""The assistant in a terminal and in a pipe: what it says, what can be typed, when it ends."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runner import MODEL, error_of
from jack_server import JackServer, jack_server
from play_cases import StillStream
from test_live_listening import StrummedStream, hear_all

from reamp.cli import stage_screen
from reamp.cli.meters import ASCII_BLOCKS
from reamp.cli.stage_screen import Talk, keep_and_print, listen_plainly, stage_rows
from reamp.cli.stdin_lines import lines_of
from reamp.errors import DeviceError
from reamp.interfaces.gain import LOWEST_GAIN
from reamp.interfaces.remembered import RememberedInterface, load_remembered, remember
from reamp.interfaces.table import level_as_interface
from reamp.live.listening import Listening
from reamp.plan.source import Source

pytest.importorskip("pyte")
from terminal import terminal

pytestmark = pytest.mark.alone  # plays in real time


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def shown(talk: Talk, *, width: int = 80, height: int = 24) -> str:
    return "\n".join(row.plain for row in stage_rows(talk, width=width, height=height))


def test_the_gain_is_asked_for_and_then_strums() -> None:
    talk = Talk(Listening(StillStream(), source=Source.named("Apollo Twin X")))
    assert "Which gain does the interface show?" in shown(talk)
    assert "Enter alone: it is at its lowest, 10 dB." in shown(talk)
    for key in ("2", "x", "9", "backspace", "0"):
        talk.press(key)
    assert "gain: 20_" in shown(talk)
    talk.press("enter")
    assert (talk.listening.assistant.gain_db, talk.listening.is_gain_known) == (20.0, True)
    assert "Play 5 strums" in shown(talk)
    assert "○ ○ ○ ○ ○   gain at 20 dB" in shown(talk)


def test_enter_alone_is_the_lowest_gain() -> None:
    talk = Talk(Listening(StillStream(), source=Source.named("Apollo Twin X")))
    talk.press("enter")
    assert (talk.listening.assistant.gain_db, talk.listening.is_gain_known) == (10.0, True)
    unknown = Talk(Listening(StrummedStream()))
    unknown.press("enter")
    assert (unknown.asks_gain, unknown.listening.assistant.gain) == (False, LOWEST_GAIN)


def test_a_gain_that_cannot_be_is_said() -> None:
    talk = Talk(Listening(StillStream(), source=Source.named("Apollo Twin X")))
    for key in ("5", "enter"):
        talk.press(key)
    assert talk.asks_gain
    assert "gain 5 dB is below the 10 dB" in shown(talk)
    for key in ("-", "-", "enter"):
        talk.press(key)
    assert "'--'" in shown(talk)


def test_strums_are_counted_and_the_step_is_said() -> None:
    talk = Talk(Listening(StrummedStream(), source=Source.remembered(gain=0.0, channel=2)))
    talk.press("enter")
    hear_all(talk.listening, 31)
    assert "● ● ● ○ ○" in shown(talk)
    hear_all(talk.listening, 20)
    assert "Turn the gain up by about 10 dB, to about 10 dB above its lowest." in shown(talk)
    assert ">input 2" in shown(talk)
    assert "-16.2 dBFS" in shown(talk)  # while the knob is turned, the last strum


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (40, 12), (20, 6)])
def test_every_size(width: int, height: int) -> None:
    talk = Talk(Listening(StrummedStream()))
    hear_all(talk.listening)
    rows = stage_rows(talk, width=width, height=height, blocks=ASCII_BLOCKS)
    assert len(rows) == height
    assert max(row.cell_len for row in rows) <= width
    assert width < 80 or all(row.plain.isascii() for row in rows)


def plainly(
    listening: Listening, typed: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    source, sink = os.pipe()
    os.write(sink, typed)
    os.close(sink)
    monkeypatch.setattr(stage_screen, "lines_of", lambda: lines_of(source))
    listen_plainly(listening)
    os.close(source)
    return capsys.readouterr().out.splitlines()


def test_in_a_pipe_it_says_the_step_and_ends(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listening = Listening(StrummedStream(step_frames=24_000), source=Source.remembered(channel=2))
    said = plainly(listening, b"", monkeypatch, capsys)
    assert said[0].startswith("Play 5 strums")
    assert "strum 3 of 5, peak -16.9 dBFS" in said
    assert "Type the gain if you know it: 15 where it shows that, +0 where it is fully down." in said
    assert "Turn the gain up by about 10 dB." in said


def test_in_a_pipe_it_says_which_strums_count(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = StrummedStream(step_frames=24_000)
    stream.scale(seconds=1.2, by=0.1)
    said = plainly(Listening(stream, source=Source.remembered(channel=2)), b"", monkeypatch, capsys)
    strums = [line for line in said if line.startswith("strum")]
    assert [line[: len("strum 1 of 5")] for line in strums[:3]] == [
        "strum 1 of 5",
        "strum 1 of 5",
        "strum 2 of 5",
    ]
    assert strums[1].endswith("; earlier, softer strums no longer count")


def test_in_a_pipe_that_has_ended_it_waits_for_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stage_screen, "ALONE_S", 0.2)
    with pytest.raises(DeviceError, match="no strum for"):
        plainly(Listening(StillStream()), b"", monkeypatch, capsys)


def test_in_a_pipe_a_gain_can_be_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listening = Listening(
        StrummedStream(shown_db=10.0, step_frames=24_000), source=Source.remembered(channel=2)
    )
    said = plainly(listening, b"loud\n10\n", monkeypatch, capsys)
    assert any("'loud'" in line for line in said)
    assert "the gain is 10 dB now" in said
    assert not any(line.startswith("Turn") for line in said)


def kept(listening: Listening, capsys: pytest.CaptureFixture[str]) -> str:
    keep_and_print(listening)
    return " ".join(capsys.readouterr().out.split())


def test_a_gain_that_is_remembered_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    remember(RememberedInterface(name="Apollo Twin X"))
    assert kept(Listening(StillStream()), capsys) == ""  # nobody said which gain it is
    said = kept(Listening(StillStream(), source=Source.remembered(gain=25.0)), capsys)
    assert "What the gain adds, 15 dB, is taken off the model's input." in said
    assert "Apollo Twin X, gain at 25 dB; remembered in" in said


def test_what_was_typed_is_not_remembered_but_how_to_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    named = Listening(StrummedStream(), source=Source.named("Apollo Twin X", gain=25.0))
    assert 'reamp interface set "Universal Audio Apollo Twin X" --gain 25' in kept(named, capsys)
    assert load_remembered() is None
    level = Listening(StrummedStream(), source=Source.named(level_as_interface(12.2), gain=25.0))
    assert "reamp interface set NAME --gain 25" in kept(level, capsys)


@pytest.fixture(scope="module")
def server() -> Iterator[JackServer]:
    with pytest.MonkeyPatch.context() as patch, jack_server(patch) as running:
        yield running


@pytest.mark.usefixtures("server")
def test_the_real_command_hears_nothing_and_leaves_the_terminal_as_it_was() -> None:
    with contextlib.ExitStack() as stack:
        args = ("stage", "--backend", "jack", "--interface-gain", "20", "--interface", "Apollo Twin X")
        quit_, stopped = (stack.enter_context(terminal(*args)) for _ in range(2))
        quit_.wait_for("hard strums ○ ○ ○ ○ ○   gain at 20 dB")
        quit_.wait_for("nothing is heard. Check the cable")
        quit_.press("q")
        assert quit_.wait_for_end() == 0
        stopped.press("\x03")
        assert stopped.wait_for_end() == 130
        assert quit_.is_as_before
        assert stopped.is_as_before


def test_options_that_do_not_go_together() -> None:
    assert "--block is for listening live" in error_of("stage", "t.wav", "--block", "64", exit_code=2)
    assert "--input-channel" in error_of("stage", "--channel", "2", exit_code=2)
    assert "gone.nam" in error_of("stage", "--model", "gone.nam")
    assert "is in no" in error_of("stage", MODEL) or MODEL in error_of("stage", MODEL)
