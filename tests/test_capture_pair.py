"""Two files become a pair at one rate, or one clear sentence."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from reamp.audio.signal import Signal
from reamp.capture.pair import read_pair
from reamp.errors import AudioFileError

RATE_HZ = 48_000


def sine(*, rate_hz: int = RATE_HZ, seconds: float = 1.0) -> npt.NDArray[np.float64]:
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate_hz)) / rate_hz)


def written(path: Path, samples: npt.NDArray[np.float64], *, rate_hz: int = RATE_HZ) -> Path:
    soundfile.write(path, samples, rate_hz, subtype="FLOAT")
    return path


@pytest.fixture
def played(tmp_path: Path) -> Path:
    return written(tmp_path / "signal.wav", sine())


def test_a_plain_pair_has_no_findings(tmp_path: Path, played: Path) -> None:
    pair = read_pair(played, written(tmp_path / "amp.wav", sine() * 0.5))
    assert pair.findings == ()
    assert np.array_equal(pair.recording.samples, pair.signal.samples * np.float32(0.5))


def test_a_recording_at_another_rate_is_resampled(tmp_path: Path, played: Path) -> None:
    pair = read_pair(played, written(tmp_path / "amp.wav", sine(rate_hz=44_100), rate_hz=44_100))
    (finding,) = pair.findings
    assert (finding.check, finding.measured) == ("recording-rate", 44_100.0)
    assert finding.message.startswith("the recording is at 44100 Hz and the signal at 48000 Hz;")
    assert (pair.recording.rate_hz, pair.recording.frames) == (48_000, 48_000)
    middle = slice(4_800, 43_200)
    assert pair.recording.samples[middle] == pytest.approx(pair.signal.samples[middle], abs=1e-3)


def test_a_stereo_file_with_one_channel_of_sound_needs_no_choice(tmp_path: Path, played: Path) -> None:
    both = np.stack([np.zeros(RATE_HZ), sine()], axis=1)
    pair = read_pair(played, written(tmp_path / "amp.wav", both))
    assert [finding.check for finding in pair.findings] == ["one-channel-has-sound"]
    assert pair.recording.samples == pytest.approx(sine(), abs=1e-6)


def test_a_stereo_file_with_two_sounds_needs_a_choice(tmp_path: Path, played: Path) -> None:
    stereo = written(tmp_path / "amp.wav", np.stack([0.2 * sine(), sine()], axis=1))
    with pytest.raises(AudioFileError, match=r"2 channels .* choose one$"):
        read_pair(played, stereo)
    pair = read_pair(played, stereo, recording_channel=2)
    assert isinstance(pair.recording, Signal)
    assert pair.recording.samples == pytest.approx(sine(), abs=1e-6)
    assert read_pair(stereo, played, signal_channel=1).signal.samples.max() == pytest.approx(0.1, abs=1e-3)


def test_nan_is_refused_with_its_place(tmp_path: Path, played: Path) -> None:
    samples = sine()
    samples[123] = np.nan
    with pytest.raises(AudioFileError, match="frame 123 of channel 1 is nan"):
        read_pair(played, written(tmp_path / "amp.wav", samples))


def test_what_is_not_audio_is_named(tmp_path: Path, played: Path) -> None:
    (tmp_path / "amp.wav").write_text("not a sound")
    with pytest.raises(AudioFileError, match=r"amp\.wav: is not a sound file"):
        read_pair(played, tmp_path / "amp.wav")
    with pytest.raises(AudioFileError, match=r"none\.wav: does not exist"):
        read_pair(played, tmp_path / "none.wav")
