"""A recording in memory equals the one in the file: samples, levels and findings."""

from pathlib import Path

import numpy as np
from rig_files import float_wav, sine

from reamp.audio import Signal
from reamp.audio.files import AudioReader
from reamp.playing.recording import read_recording, streamed

RATE_HZ = 44_100


def test_a_file_is_the_same_streamed_and_in_memory(tmp_path: Path) -> None:
    clipped = np.clip(sine(100.0, peak=2.0, rate_hz=RATE_HZ), -1.0, 1.0)
    path = float_wav(tmp_path / "di.wav", np.column_stack((clipped, 0.0 * clipped)), RATE_HZ)
    held = read_recording(str(path))
    with AudioReader(path) as reader:
        stream = streamed(reader)
        for recording in (held, stream):
            assert (recording.path, recording.rate_hz, recording.frames) == (path, RATE_HZ, RATE_HZ)
            assert [finding.check for finding in recording.findings] == ["one-channel-has-sound"]
            assert recording.levels == stream.levels
            for _ in range(2):  # as often as it is asked for
                blocks = list(recording.blocks(10_000))
                assert [len(block) for block in blocks] == [10_000] * 4 + [4_100]
                np.testing.assert_array_equal(np.concatenate(blocks), clipped)
    assert stream.levels.peak_dbfs == 0.0
    assert stream.levels.clipped_frames > 1_000
    assert read_recording(path, channel=2).levels.peak_dbfs == -np.inf


def test_a_signal_is_a_recording_without_a_file() -> None:
    signal = Signal(sine(100.0, peak=0.5), 48_000)
    recording = read_recording(signal)
    assert (recording.path, recording.frames, recording.findings) == (None, 48_000, ())
    assert abs(recording.levels.peak_dbfs + 6.02) < 0.01
    np.testing.assert_array_equal(np.concatenate(list(recording.blocks(7))), signal.samples)
