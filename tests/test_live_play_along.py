"""Files that play along are read at the rate of the stream; unplayable files are refused."""

from pathlib import Path

import numpy as np
import pytest
from play_cases import StillStream, rig_of
from rig_files import float_wav, sine

from reamp._core import SoundLoop
from reamp.errors import AudioFileError, ConfigError
from reamp.live import play_along
from reamp.live.play_along import Loops, PlayAlong
from reamp.live.session import Session
from reamp.plan.source import Source


class LoopedStream(StillStream):
    def __init__(self) -> None:
        self.given: dict[str, SoundLoop] = {}

    def play_in_place(self, loop: SoundLoop) -> None:
        self.given["in place"] = loop

    def play_beside(self, loop: SoundLoop) -> None:
        self.given["beside"] = loop


def test_files_come_at_the_rate_of_the_stream(tmp_path: Path) -> None:
    guitar = float_wav(tmp_path / "guitar.wav", sine(220.0, peak=0.3, rate_hz=44_100), 44_100)
    song = float_wav(tmp_path / "song.wav", np.zeros((4800, 2), np.float32))
    loops = PlayAlong(input=guitar, backing=song).loops(48_000)
    assert loops.in_place is not None
    assert loops.beside is not None
    assert (loops.in_place.frames, loops.in_place.position) == (48_000, 0)
    assert loops.beside.frames == 4800
    assert PlayAlong().loops(48_000) == Loops()


def test_a_session_gives_them_to_its_stream(tmp_path: Path) -> None:
    guitar = float_wav(tmp_path / "guitar.wav", sine(220.0, peak=0.3))
    stream = LoopedStream()
    with Session(rig_of(), along=PlayAlong(input=guitar), opener=lambda _: stream, source=Source.unknown()):
        assert list(stream.given) == ["in place"]


def test_what_cannot_be_played_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AudioFileError, match="does not exist"):
        PlayAlong(input=tmp_path / "none.wav").loops(48_000)
    stereo = float_wav(tmp_path / "stereo.wav", np.random.default_rng(0).normal(0, 0.1, (4800, 2)))
    with pytest.raises(AudioFileError, match="has 2 channels"):
        PlayAlong(input=stereo).loops(48_000)
    monkeypatch.setattr(play_along, "LONGEST_S", 0.05)
    with pytest.raises(AudioFileError, match="is 0 minutes long; a file that plays along has at most 0"):
        PlayAlong(backing=stereo).loops(48_000)
    with pytest.raises(ConfigError, match="backing_gain_db must be -60 to 20 dB, got 40"):
        PlayAlong(backing_gain_db=40.0)
    with pytest.raises(ValueError, match="at least one frame"):
        SoundLoop(np.zeros((1, 0), np.float32))
