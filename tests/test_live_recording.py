"""Recording while playing: both files frame for frame, named by the time, and never overwritten."""

import datetime
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from jack_server import jack_server
from live_fakes import VOLT, FakeSystem, wait_until
from play_cases import rig_of, still_session
from rig_files import float_wav, gain_model, null_depth_db, sine

from reamp.audio.files import probe
from reamp.errors import DeviceError, OutputError
from reamp.findings import Check
from reamp.live.play_along import PlayAlong
from reamp.live.recording import LiveRecorder, Recordings, take_paths
from reamp.live.session import Session
from reamp.rig.rig import Rig, RigModel

NOW = datetime.datetime(2026, 11, 30, 14, 5, 9)


class RecordedStream:
    """A stream that plays a block into its recorder."""

    rate_hz = 48_000

    def __init__(self) -> None:
        self.recorders: list[object] = []

    def record(self, recorder: object, *, input: int = 0) -> None:
        self.recorders.append((recorder, input))


def test_names_are_the_time_and_new(tmp_path: Path) -> None:
    first = take_paths(tmp_path, NOW)
    assert [path.name for path in first] == ["2026-11-30_14-05-09_di.wav", "2026-11-30_14-05-09_rig.wav"]
    first[1].write_bytes(b"")
    assert [path.name for path in take_paths(tmp_path, NOW)] == [
        "2026-11-30_14-05-09_2_di.wav",
        "2026-11-30_14-05-09_2_rig.wav",
    ]


def test_files_are_made_and_ended(tmp_path: Path) -> None:
    stream = RecordedStream()
    recorder = LiveRecorder(stream, channel=2, folder=tmp_path, now=NOW)  # type: ignore[arg-type]
    assert [entry[1] for entry in stream.recorders] == [1]  # type: ignore[index]
    take = recorder.stop()
    assert recorder.stop() == take
    assert [entry[0] for entry in stream.recorders[1:]] == [None, None]  # type: ignore[index]
    assert (take.frames, take.lost_frames, take.problem, take.duration_s) == (0, 0, "", 0.0)
    assert take.di.is_file()
    with pytest.raises(OutputError, match="is not a folder"):
        LiveRecorder(stream, channel=1, folder=tmp_path / "none")  # type: ignore[arg-type]


def test_a_recording_that_ends_with_its_device_is_a_finding(tmp_path: Path) -> None:
    recordings = Recordings()
    recordings.end_with_device()
    assert list(recordings.findings()) == []
    recordings.start(RecordedStream(), channel=1, folder=tmp_path)  # type: ignore[arg-type]
    recordings.end_with_device()
    (finding,) = recordings.findings()
    assert finding.check is Check.RECORDING_ENDED
    assert "the device was lost; the recording ended after 0.0 s" in finding.text
    recordings.start(RecordedStream(), channel=1, folder=tmp_path)  # type: ignore[arg-type]
    assert list(recordings.findings()) == []
    assert recordings.stop() is not None
    assert recordings.stop() is None


def test_a_session_without_a_recording_says_so() -> None:
    session = still_session()
    assert session.recording is None
    assert session.status().recording is None
    assert session.stop_recording() is None


def test_a_device_that_goes_ends_the_recording_and_comes_back_with_its_files(tmp_path: Path) -> None:
    song = float_wav(tmp_path / "song.wav", sine(220.0, peak=0.1))
    system, along = FakeSystem(), PlayAlong(input=song, backing=song)
    with Session(rig_of(), opener=system.opener, along=along) as session:
        first = system.streams[-1]
        assert first.in_place is not None
        take = session.start_recording(tmp_path)
        assert first.recorder is not None
        system.unplug()
        assert wait_until(lambda: session.recording is None)
        checks = {finding.check for finding in session.status().findings}
        assert Check.RECORDING_ENDED in checks
        assert take.di.is_file()
        with pytest.raises(DeviceError, match="is not connected"):
            session.start_recording(tmp_path)
        system.device = VOLT
        assert wait_until(lambda: session.status().is_connected)
        assert system.streams[-1] is not first
        assert system.streams[-1].in_place is first.in_place
        assert system.streams[-1].beside is first.beside
        assert session.start_recording(tmp_path).di != take.di


@pytest.mark.alone
def test_guitar_and_sound_are_recorded_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    loop = sine(220.0, peak=0.1, seconds=0.5) + sine(1331.0, peak=0.1, seconds=0.5)
    guitar = float_wav(tmp_path / "guitar.wav", loop)
    song = float_wav(tmp_path / "song.wav", np.full((100, 2), 0.2, np.float32))
    model = gain_model(tmp_path / "half.nam", 0.5)
    rig = Rig(models=(RigModel(path=model),), output_trim_db=0.0)
    along = PlayAlong(input=guitar, backing=song)
    with jack_server(monkeypatch), Session(rig, along=along) as session:
        time.sleep(0.5)
        begun = session.start_recording(tmp_path)
        time.sleep(1.2)
        assert session.status().recording is not None
        take = session.stop_recording()
        assert session.status().recording is None
    assert take is not None
    assert (take.di, take.sound) == (begun.di, begun.sound)
    assert (take.lost_frames, take.problem) == (0, "")
    di, _ = soundfile.read(take.di, dtype="float32")
    sound, _ = soundfile.read(take.sound, dtype="float32")
    assert len(di) == len(sound) == take.frames > 48_000
    assert (probe(take.di).subtype, probe(take.sound).channels) == ("FLOAT", 2)
    # the input is the file, over and over, sample for sample
    start = next(s for s in range(len(loop)) if np.array_equal(np.roll(loop, -s)[:2000], di[:2000]))
    repeats = np.resize(np.roll(loop, -start), len(di))
    assert np.array_equal(di, repeats)
    # the sound is the model's, at the same frame, without the song
    assert np.array_equal(sound[:, 0], sound[:, 1])
    gain = float(di @ sound[:, 0]) / float(di @ di)
    assert null_depth_db(gain * di[9600:], sound[9600:, 0]) < -30.0  # the DC blocker turns the phase a little
    for shift in (-1, 1):  # a frame early or late would be seen
        moved = np.roll(sound[:, 0], shift)[9600:-1]
        assert null_depth_db(gain * di[9600:-1], moved) > -25.0
