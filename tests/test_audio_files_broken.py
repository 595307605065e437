"""What is wrong with an audio file is said in one line, and never crashes."""

import contextlib
import os
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reamp.audio.files import AudioWriter, probe, read, write
from reamp.audio.signal import Samples, Signal
from reamp.errors import AudioFileError

RATE_HZ = 48_000


def noise(frames: int, *, peak: float = 0.5, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).uniform(-peak, peak, frames).astype(np.float32)


def noise_file(path: Path, *, frames: int = 1_000) -> Path:
    write(path, Signal(noise(frames), RATE_HZ))
    return path


def test_what_is_not_an_audio_file(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.wav").write_text("a guitar " * 100)
    (tmp_path / "samples.raw").write_bytes(bytes(100))
    os.mkfifo(tmp_path / "pipe.wav")
    for name, problem in {
        "missing.wav": "does not exist",
        ".": "is a folder",
        "pipe.wav": "is not a regular file",
        "empty.wav": "is empty",
        "text.wav": "is not a sound file",
        "samples.raw": "has no header",
    }.items():
        for function in (probe, read):
            with pytest.raises(AudioFileError, match=problem) as caught:
                function(tmp_path / name)
            assert "\n" not in str(caught.value)
            assert caught.value.path == tmp_path / name


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read anything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    path = noise_file(tmp_path / "secret.wav")
    path.chmod(0)
    with pytest.raises(AudioFileError, match="cannot be read: Permission denied"):
        read(path)


def with_bytes(path: Path, offset: int, data: bytes) -> Path:
    """Change bytes in a file: a WAV has its rate at 24, the size of its sound at 40."""
    content = bytearray(path.read_bytes())
    content[offset : offset + len(data)] = data
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("rate_hz", "problem"),
    [(0, "is not a sound file"), (1, "header says 1 Hz"), (7_999, "8000 to 768000"), (800_000, "800000 Hz")],
)
def test_absurd_rates(tmp_path: Path, rate_hz: int, problem: str) -> None:
    path = with_bytes(noise_file(tmp_path / "rate.wav"), 24, struct.pack("<I", rate_hz))
    with pytest.raises(AudioFileError, match=problem):
        probe(path)


@pytest.mark.parametrize("size", [0, 1])
def test_no_sound(tmp_path: Path, size: int) -> None:
    path = with_bytes(noise_file(tmp_path / "none.wav"), 40, struct.pack("<I", size))
    with pytest.raises(AudioFileError, match="has no audio"):
        read(path)


def test_a_header_alone_has_no_audio(tmp_path: Path) -> None:
    path = noise_file(tmp_path / "header.wav")
    path.write_bytes(path.read_bytes()[:44])
    with pytest.raises(AudioFileError, match="has no audio"):
        read(path)


@pytest.mark.parametrize("extension", ["wav", "aiff", "flac"])
def test_a_cut_off_file_is_refused(tmp_path: Path, extension: str) -> None:
    path = noise_file(tmp_path / f"cut.{extension}", frames=50_000)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    problem = "breaks off after frame" if extension == "flac" else "is cut off: it holds 49 %"
    with pytest.raises(AudioFileError, match=problem):
        read(path)


def test_a_cut_off_rf64_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    with AudioWriter(path, rate_hz=RATE_HZ, expected_frames=2**33) as writer:
        writer.write(noise(50_000))
    path.write_bytes(path.read_bytes()[:75_000])
    with pytest.raises(AudioFileError, match="is cut off: it holds 49 %"):
        read(path)


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF])
def test_a_stream_of_unstated_length_is_read_to_its_end(tmp_path: Path, size: int) -> None:
    path = noise_file(tmp_path / "stream.wav")
    samples = read(path).samples
    with_bytes(path, 40, struct.pack("<I", size))
    assert np.array_equal(read(path).samples, samples)


def test_a_file_cut_inside_its_last_frame_or_padding_is_whole(tmp_path: Path) -> None:
    path = noise_file(tmp_path / "odd.wav", frames=1_001)  # 3003 bytes and one of padding
    path.write_bytes(path.read_bytes()[:-1])
    assert read(path).frames == 1_001


def test_a_flac_of_unstated_length_is_refused(tmp_path: Path) -> None:
    path = noise_file(tmp_path / "stream.flac")
    info = path.read_bytes()[21] & 0xF0  # STREAMINFO: 36 bits of frame count end at byte 26
    with_bytes(path, 21, bytes([info, 0, 0, 0, 0]))
    with pytest.raises(AudioFileError, match="does not say how long it is"):
        read(path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_located(tmp_path: Path, value: float) -> None:
    path = tmp_path / "nan.wav"
    stereo = np.stack([noise(70_000, seed=1), noise(70_000, seed=2)], axis=1)
    stereo[[65_600, 65_700], 1] = value
    soundfile.write(path, stereo, RATE_HZ, subtype="FLOAT")
    assert read(path, channel=1).frames == 70_000
    for channel in (2, None):
        with pytest.raises(AudioFileError, match=f"frame 65600 of channel 2 is {value}"):
            read(path, channel=channel)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), extension=st.sampled_from(["wav", "flac", "aiff"]))
def test_damaged_bytes_never_crash(tmp_path: Path, data: st.DataObject, extension: str) -> None:
    path = tmp_path / f"damaged.{extension}"
    write(path, Signal(noise(300), RATE_HZ), overwrite=True)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, 100))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with contextlib.suppress(AudioFileError):
        assert read(path).frames > 0
