"""The assistant in a terminal: its screen, what can be typed, and its end."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from jack_server import JackServer, jack_server
from play_cases import StillStream
from test_live_listening import StrummedStream, hear_all

from reamp.interfaces.gain import LOWEST_GAIN
from reamp.live.listening import Listening
from reamp.plan.source import Source
from reamp.terminal.meters import ASCII_BLOCKS
from reamp.terminal.stage_screen import Talk, stage_rows

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
    assert "If it is at its lowest, 10 dB: just press enter." in shown(talk)
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
