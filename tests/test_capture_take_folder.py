"""A take on disk: whatever ends it, what was recorded is readable, and listed as incomplete."""

import datetime
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from reamp._core import DiskRecorder, Take
from reamp.audio.files import read
from reamp.audio.signal import Signal
from reamp.capture.take_folder import TakeFolder, TakeNotes, find_takes, recorded_frames, take_folder_of

NOTES = TakeNotes(
    created=datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC),
    device="x",
    send=1,
    return_=2,
    rate_hz=48_000,
    total_frames=480_000,
)

_RECORDER = """if True:
    import sys, time
    import numpy as np
    from reamp._core import DiskRecorder
    from reamp.audio.signal import Signal
    from test_capture_take_folder import NOTES
    from reamp.capture.take_folder import TakeFolder
    folder = TakeFolder(sys.argv[1], NOTES, Signal(np.ones(48, np.float32), 48_000))
    (path,) = folder.next_files("recording")
    recorder = DiskRecorder([(str(path), 1)], 48_000)
    print("ready", flush=True)
    from reamp._core import PortAudioCallback, Take
    import ctypes
    callback = PortAudioCallback(48_000, 1, 1)
    take = Take(np.zeros(0, np.float32), [0], [0], tail_frames=480_000, recorder=recorder)
    callback.play_take(take)
    call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p,
                            ctypes.c_ulong, ctypes.c_void_p)(callback.function)
    block, out = np.full(480, 0.25, np.float32), np.zeros(480, np.float32)
    while True:
        call(block.ctypes.data, out.ctypes.data, 480, None, 0, callback.user_data)
        time.sleep(0.01)
"""


def test_a_take_that_is_killed_is_readable_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "amp.take"
    child = subprocess.Popen(
        [sys.executable, "-c", _RECORDER, str(path)], cwd=Path(__file__).parent, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    end_s = time.monotonic() + 120.0
    while sum(take.frames for take in find_takes(tmp_path)) < 480 and time.monotonic() < end_s:
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    (take,) = find_takes(tmp_path)
    assert take.path == path
    assert take.notes == NOTES
    assert take.recording == path / "recording-1.wav"
    assert 480 <= take.frames < 480_000
    samples = read(take.recording).samples
    assert len(samples) == take.frames
    assert np.all(samples == np.float32(0.25))


def test_attempts_are_numbered_and_nothing_is_written_over(tmp_path: Path) -> None:
    signal_ = Signal(np.ones(48, np.float32), 48_000)
    folder = TakeFolder(take_folder_of(tmp_path / "amp.capture"), NOTES, signal_)
    assert [path.name for path in folder.next_files("recording", "di")] == ["recording-1.wav", "di-1.wav"]
    (tmp_path / "amp.take" / "recording-1.wav").write_bytes(b"")
    again = TakeFolder(tmp_path / "amp.take", NOTES, signal_)
    assert [path.name for path in again.next_files("recording")] == ["recording-2.wav"]
    (take,) = find_takes(tmp_path)
    assert (take.frames, take.notes.state) == (0, "recording")
    with pytest.raises(ValueError, match="unplugged"), again.unfinished():
        raise ValueError("unplugged")
    assert find_takes(tmp_path)[0].notes.state == "ended early: unplugged"
    again.remove()
    assert find_takes(tmp_path) == ()


def test_a_folder_that_is_no_take_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.take").mkdir()
    (tmp_path / "b.take").mkdir()
    (tmp_path / "b.take" / "take.toml").write_text("format = ")
    assert find_takes(tmp_path) == ()


def test_frames_are_read_while_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    recorder = DiskRecorder([(str(path), 1)], 48_000)
    recorder.close()
    assert recorder.frames_on_disk == 0
    assert len(recorded_frames(path, 0, 0)) == 0
    with pytest.raises(ValueError, match="a channel for each input"):
        Take(np.zeros(10, np.float32), [0], [0, 1], recorder=recorder)
