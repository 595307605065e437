"""The assistant in a pipe: what it says, what can be typed, when it ends, and what is remembered."""

import os
from pathlib import Path

import pytest
from play_cases import StillStream
from test_live_listening import StrummedStream

from reamp.cli import stage_lines
from reamp.cli.stage_lines import keep_and_print, listen_plainly
from reamp.errors import DeviceError
from reamp.interfaces.remembered import RememberedInterface, load_remembered, remember
from reamp.interfaces.table import level_as_interface
from reamp.live.listening import Listening
from reamp.plan.source import Source
from reamp.terminal.stdin_lines import lines_of

pytestmark = pytest.mark.alone  # plays in real time


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def plainly(
    listening: Listening, typed: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    source, sink = os.pipe()
    os.write(sink, typed)
    os.close(sink)
    monkeypatch.setattr(stage_lines, "lines_of", lambda: lines_of(source))
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
    monkeypatch.setattr(stage_lines, "ALONE_S", 0.2)
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
