"""The assistant in a pipe: its lines, what can be typed, and its end."""

import os
from pathlib import Path

import pytest
from play_cases import StillStream
from test_live_listening import StrummedStream

from reamp.errors import DeviceError
from reamp.live.listening import Listening
from reamp.plan.source import Source
from reamp.terminal import stage_lines
from reamp.terminal.stage_lines import listen_plainly
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


def test_in_a_pipe_that_has_ended_it_does_not_wait(
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
    assert "the gain is now 10 dB" in said
    assert not any(line.startswith("Turn") for line in said)
