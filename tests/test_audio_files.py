import tracemalloc
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from reamp.audio import files
from reamp.audio.files import AudioReader, AudioWriter, SampleFormat, probe, read, write
from reamp.audio.signal import Samples, Signal
from reamp.errors import AudioError, AudioFileError, ChannelError, ConfigError, OutputError, OutputExistsError

RATE_HZ = 48_000
FULL_SCALE_24 = 2**23


def noise(frames: int, *, peak: float = 0.5, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).uniform(-peak, peak, frames).astype(np.float32)


def noise_file(path: Path, *, frames: int = 1_000) -> Path:
    write(path, Signal(noise(frames), RATE_HZ))
    return path


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


# ---- round trips


@pytest.mark.parametrize("extension", ["wav", "flac", "aiff", "aif", "WAV"])
def test_24_bit_values_survive_exactly(tmp_path: Path, extension: str) -> None:
    steps = np.array([0, 1, -1, 12_345, -54_321, FULL_SCALE_24 - 1, -FULL_SCALE_24])
    samples = (steps / FULL_SCALE_24).astype(np.float32)
    path = tmp_path / f"steps.{extension}"
    write(path, Signal(samples, 44_100))
    assert np.array_equal(read(path).samples, samples)
    assert read(path).rate_hz == 44_100


@pytest.mark.parametrize("extension", ["wav", "flac", "aiff"])
def test_16_bit_values_survive_exactly(tmp_path: Path, extension: str) -> None:
    samples = (np.array([0, 1, -1, 32_767, -32_768]) / 2**15).astype(np.float32)
    path = tmp_path / f"steps.{extension}"
    write(path, Signal(samples, RATE_HZ), sample_format=SampleFormat.PCM_16)
    assert np.array_equal(read(path).samples, samples)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    samples=hnp.arrays(
        np.float32, st.integers(1, 64), elements=st.floats(width=32, allow_nan=False, allow_infinity=False)
    )
)
def test_float_is_kept_bit_for_bit_and_pcm_is_the_nearest_step(tmp_path: Path, samples: Samples) -> None:
    path = tmp_path / "any.wav"
    write(path, Signal(samples, RATE_HZ), sample_format=SampleFormat.FLOAT, overwrite=True)
    assert np.array_equal(read(path).samples, samples)
    write(path, Signal(samples, RATE_HZ), overwrite=True)
    exact = np.clip(samples.astype(np.float64), -1.0, 1.0 - 1.0 / FULL_SCALE_24)
    assert np.abs(read(path).samples - exact).max() <= 0.5 / FULL_SCALE_24


def test_pcm_rounds_to_nearest_and_full_scale_is_the_largest_step(tmp_path: Path) -> None:
    samples = np.array([0.4, 0.6, -0.4, -0.6, FULL_SCALE_24, -FULL_SCALE_24], np.float32) / FULL_SCALE_24
    path = tmp_path / "round.wav"
    write(path, Signal(samples.astype(np.float32), RATE_HZ))
    steps = read(path).samples * FULL_SCALE_24
    assert steps.tolist() == [0, 1, 0, -1, FULL_SCALE_24 - 1, -FULL_SCALE_24]


def test_probe_says_what_the_header_says(tmp_path: Path) -> None:
    path = tmp_path / "half.flac"
    write(path, Signal(noise(24_000), RATE_HZ), sample_format=SampleFormat.PCM_16)
    info = probe(path)
    assert (info.rate_hz, info.channels, info.frames) == (RATE_HZ, 1, 24_000)
    assert (info.container, info.subtype, info.duration_s) == ("FLAC", "PCM_16", 0.5)


# ---- channels


def test_a_given_channel_counts_from_1(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    left, right = noise(100, seed=1), noise(100, seed=2)
    soundfile.write(path, np.stack([left, right], axis=1), RATE_HZ, subtype="FLOAT")
    assert np.array_equal(read(path, channel=1).samples, left)
    assert np.array_equal(read(path, channel=2).samples, right)
    for channel in (0, 3, -1):
        with pytest.raises(AudioFileError, match=rf"has channels 1 to 2; there is no channel {channel}"):
            read(path, channel=channel)


def test_a_mono_file_has_channel_1_only(tmp_path: Path) -> None:
    path = noise_file(tmp_path / "mono.wav")
    assert read(path, channel=1).frames == 1_000
    with pytest.raises(AudioFileError, match="has one channel; there is no channel 2"):
        read(path, channel=2)


def test_two_loud_channels_are_never_mixed_but_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    soundfile.write(path, np.array([[0.5, 0.1], [-0.2, 1.0]], np.float32), RATE_HZ, subtype="FLOAT")
    problem = r"2 channels \(peaks in dBFS 1: -6\.0, 2: 0\.0\); choose one$"
    with pytest.raises(ChannelError, match=problem) as caught:
        read(path)
    assert caught.value.role == "recording"


def test_the_only_channel_with_sound_is_read_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    guitar = noise(200_000)  # longer than a block: the first pass goes to the end
    guitar[:190_000] = 0.0
    soundfile.write(path, np.stack([guitar * np.float32(1e-4), guitar], axis=1), RATE_HZ, subtype="FLOAT")
    with AudioReader(path) as reader:
        assert reader.channel == 2
        assert np.array_equal(reader.signal().samples, guitar)
        assert [finding.check for finding in reader.findings] == ["one-channel-has-sound"]


def test_dual_mono_is_read_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    soundfile.write(path, np.repeat(noise(100)[:, np.newaxis], 2, axis=1), RATE_HZ, subtype="FLOAT")
    with AudioReader(path) as reader:
        assert np.array_equal(reader.signal().samples, noise(100))
        assert [finding.check for finding in reader.findings] == ["dual-mono"]


# ---- streams


@pytest.mark.parametrize("block_frames", [1, 7, 512, 1_000, 4_096])
def test_any_block_size_gives_the_same_samples_again_and_again(tmp_path: Path, block_frames: int) -> None:
    path = noise_file(tmp_path / "noise.wav")
    with AudioReader(path) as reader:
        for _ in range(2):
            blocks = list(reader.blocks(block_frames))
            assert all(len(block) == block_frames for block in blocks[:-1])
            assert all(block.flags.c_contiguous and block.dtype == np.float32 for block in blocks)
            assert np.array_equal(np.concatenate(blocks), read(path).samples)


@pytest.mark.parametrize("extension", ["wav", "flac"])
def test_streaming_needs_constant_memory(tmp_path: Path, extension: str) -> None:
    path, block = tmp_path / f"long.{extension}", noise(65_536)
    tracemalloc.start()
    try:
        with AudioWriter(path, rate_hz=RATE_HZ) as writer:
            for _ in range(30):
                writer.write(block)
        with AudioReader(path) as reader:
            frames = sum(len(block) for block in reader.blocks())
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert frames == 30 * 65_536
    assert peak_bytes < 8 * block.nbytes  # the file is 30 blocks


def test_a_stream_written_in_blocks_equals_one_written_whole(tmp_path: Path) -> None:
    with AudioWriter(tmp_path / "blocks.wav", rate_hz=RATE_HZ) as writer:
        for block in np.array_split(noise(1_000), 13):
            writer.write(block)
    noise_file(tmp_path / "whole.wav")
    assert (tmp_path / "blocks.wav").read_bytes() == (tmp_path / "whole.wav").read_bytes()


# ---- the writer


def test_clipped_frames_and_peak_are_counted(tmp_path: Path) -> None:
    with AudioWriter(tmp_path / "hot.wav", rate_hz=RATE_HZ) as writer:
        writer.write(np.array([0.0, 1.0, 1.001, -1.0], np.float32))
        writer.write(np.array([-2.0, 0.5], np.float32))
        assert (writer.frames, writer.clipped_frames, writer.peak) == (6, 2, 2.0)
    top = 1.0 - 1.0 / FULL_SCALE_24
    assert read(tmp_path / "hot.wav").samples.tolist() == [0.0, top, top, -1.0, -1.0, 0.5]


def test_a_24_bit_wav_is_plain_pcm_that_the_official_trainer_reads(tmp_path: Path) -> None:
    """It reads with Python's `wave`, which refuses the extensible header before Python 3.12."""
    with wave.open(str(noise_file(tmp_path / "plain.wav")), "rb") as file:
        assert file.getparams()[:4] == (1, 3, RATE_HZ, 1_000)  # channels, bytes, rate, frames


def test_float_keeps_what_is_beyond_full_scale(tmp_path: Path) -> None:
    path = tmp_path / "hot.wav"
    with AudioWriter(path, rate_hz=RATE_HZ, sample_format=SampleFormat.FLOAT) as writer:
        writer.write(np.array([2.0, -3.0], np.float32))
        assert (writer.clipped_frames, writer.peak) == (0, 3.0)
    assert read(path).samples.tolist() == [2.0, -3.0]


@pytest.mark.parametrize("crash", [RuntimeError, KeyboardInterrupt])
def test_a_crash_leaves_nothing(tmp_path: Path, crash: type[BaseException]) -> None:
    def write_half() -> None:
        with AudioWriter(tmp_path / "half.wav", rate_hz=RATE_HZ) as writer:
            writer.write(noise(100_000))
            raise crash

    with pytest.raises(crash):
        write_half()
    assert names(tmp_path) == []


def test_a_crash_keeps_the_old_file(tmp_path: Path) -> None:
    path = noise_file(tmp_path / "old.wav")
    old = path.read_bytes()

    def write_half() -> None:
        with AudioWriter(path, rate_hz=RATE_HZ, overwrite=True) as writer:
            writer.write(noise(7))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert path.read_bytes() == old
    assert names(tmp_path) == ["old.wav"]


def test_nan_is_not_written(tmp_path: Path) -> None:
    with (
        pytest.raises(AudioError, match="1 NaN"),
        AudioWriter(tmp_path / "nan.wav", rate_hz=RATE_HZ) as writer,
    ):
        writer.write(np.array([np.nan], np.float32))
    assert names(tmp_path) == []


def test_an_existing_file_needs_overwrite(tmp_path: Path) -> None:
    path = noise_file(tmp_path / "out.wav")
    with pytest.raises(OutputExistsError, match="exists; overwrite it or choose another name"):
        noise_file(path)
    write(path, Signal(noise(5), RATE_HZ), overwrite=True)
    assert probe(path).frames == 5


def test_a_signal_without_frames_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nothing to write"):
        noise_file(tmp_path / "none.wav", frames=0)
    assert names(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk")
def test_a_full_disk_is_an_output_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = soundfile.SoundFile
    monkeypatch.setattr(
        soundfile, "SoundFile", lambda _, *rest, **options: opened("/dev/full", *rest, **options)
    )
    with pytest.raises(OutputError, match=r"out\.wav: cannot be written"):
        noise_file(tmp_path / "out.wav")
    assert names(tmp_path) == []


def test_options_that_do_not_go_together(tmp_path: Path) -> None:
    signal = Signal(noise(5), RATE_HZ)
    with pytest.raises(ConfigError, match=r"ends in \.wav, \.flac or \.aiff, not \.mp3"):
        write(tmp_path / "a.mp3", signal)
    with pytest.raises(ConfigError, match=r"or \.aiff$"):
        write(tmp_path / "a", signal)
    with pytest.raises(ConfigError, match=r"\.flac cannot hold float"):
        write(tmp_path / "a.flac", signal, sample_format=SampleFormat.FLOAT)
    with pytest.raises(ConfigError, match="rate_hz must be 8000 to 768000, got 1"):
        write(tmp_path / "a.wav", Signal(noise(5), 1))
    with pytest.raises(ConfigError, match="sample_format must be a SampleFormat, got 'FLOAT'"):
        write(tmp_path / "a.wav", signal, sample_format="FLOAT")  # type: ignore[arg-type]


def test_a_rate_the_container_cannot_hold_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "a.flac", Signal(noise(5), 768_000))
    assert names(tmp_path) == []


def test_more_than_4_gb_is_an_rf64_when_expected(tmp_path: Path) -> None:
    path = tmp_path / "day.wav"
    with AudioWriter(path, rate_hz=RATE_HZ, expected_frames=24 * 3_600 * RATE_HZ) as writer:
        writer.write(noise(10))
    assert path.read_bytes()[:4] == b"RF64"
    assert np.abs(read(path).samples - noise(10)).max() <= 0.5 / FULL_SCALE_24


def test_more_than_4_gb_is_refused_when_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_max_frames", lambda *_: 1_000)
    with (
        pytest.raises(OutputError, match=r"larger than 4 GB; write a \.flac, or state expected_frames"),
        AudioWriter(tmp_path / "long.wav", rate_hz=RATE_HZ) as writer,
    ):
        writer.write(noise(1_001))
    assert names(tmp_path) == []


def test_an_aiff_that_cannot_hold_what_is_expected_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"day\.aiff: would be larger than the 4 GB of an \.aiff; write a"):
        AudioWriter(tmp_path / "day.aiff", rate_hz=RATE_HZ, expected_frames=24 * 3_600 * RATE_HZ)
    AudioWriter(tmp_path / "day.flac", rate_hz=RATE_HZ, expected_frames=24 * 3_600 * RATE_HZ)
