"""What a page and a stereo file hold is the sound, to half a step of its bits."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from rig_files import sine

from reamp.audio import Signal
from reamp.audio.encode import flac_bytes, write_stereo
from reamp.errors import AudioError, OutputError

RATE_HZ = 48_000
LEFT = Signal(sine(440.0, peak=0.5), RATE_HZ)
RIGHT = Signal(sine(1_000.0, peak=0.25), RATE_HZ)


def test_a_flac_holds_16_bits_of_the_sound() -> None:
    flac = flac_bytes(LEFT)
    with soundfile.SoundFile(io.BytesIO(flac)) as file:
        assert (file.format, file.subtype, file.samplerate, file.channels) == ("FLAC", "PCM_16", RATE_HZ, 1)
        samples = file.read()
    assert np.abs(samples - LEFT.samples).max() <= 0.5 / 2**15


def test_beyond_full_scale_a_flac_clips() -> None:
    samples, _ = soundfile.read(io.BytesIO(flac_bytes(Signal(np.float32([2.0, -2.0]), RATE_HZ))))
    assert samples.tolist() == [1.0 - 2.0**-15, -1.0]


def test_the_left_signal_is_the_left_channel(tmp_path: Path) -> None:
    path = tmp_path / "both.wav"
    path.write_text("old")
    write_stereo(path, left=LEFT, right=RIGHT)
    assert soundfile.info(path).subtype == "PCM_24"
    samples, rate_hz = soundfile.read(path)
    assert rate_hz == RATE_HZ
    assert np.abs(samples - np.column_stack([LEFT.samples, RIGHT.samples])).max() <= 0.5 / 2**23


def test_the_sides_must_be_alike(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="48000 frames at 48000 Hz and 10 frames at 48000 Hz"):
        write_stereo(tmp_path / "a.wav", left=LEFT, right=Signal(RIGHT.samples[:10], RATE_HZ))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist; create it first"):
        write_stereo(tmp_path / "no" / "a.wav", left=LEFT, right=RIGHT)
