"""Read and write WAV, FLAC and AIFF files, whole or as streams; channels are never mixed."""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import soundfile

from reamp.arguments import as_path
from reamp.atomic import atomic_write, check_output
from reamp.audio.channels import ChannelScan, choose_channel
from reamp.audio.signal import STREAM_BLOCK_FRAMES, Samples, Signal, first_non_finite
from reamp.errors import AudioError, AudioFileError, ChannelError, ConfigError, OutputError, StrPath
from reamp.findings import Finding
from reamp.near_names import no_such_file
from reamp.units import ratio_to_db

__all__ = [
    "MAX_FRAMES",
    "RATE_RANGE_HZ",
    "AudioInfo",
    "AudioReader",
    "AudioWriter",
    "Progress",
    "SampleFormat",
    "encoded",
    "probe",
    "read",
    "write",
]

RATE_RANGE_HZ = (8_000, 768_000)
"""From telephones to the fastest interfaces; a rate outside comes from a broken header."""

MAX_FRAMES = 2**40
"""17 days at 768 kHz; libsndfile reports a far larger number for a file of unknown length."""

Progress: TypeAlias = Callable[[int, int], None]
"""Called with the frames done and the total, for a progress bar."""


class SampleFormat(StrEnum):
    """How samples are stored: PCM clips at full scale, FLOAT does not."""

    PCM_16 = "PCM_16"
    PCM_24 = "PCM_24"
    FLOAT = "FLOAT"


@dataclass(frozen=True, kw_only=True)
class AudioInfo:
    """The header of an audio file; container and subtype as libsndfile names them (WAV, PCM_24)."""

    rate_hz: int
    channels: int
    frames: int
    container: str
    subtype: str

    @property
    def duration_s(self) -> float:
        """The length in seconds."""
        return self.frames / self.rate_hz


def probe(path: StrPath) -> AudioInfo:
    """Return the header of an audio file; raises `AudioFileError` where `AudioReader` would."""
    with _open_to_read(path) as file:
        return _info(file)


def read(path: StrPath, *, channel: int | None = None) -> Signal:
    """Return one channel of an audio file, counted from 1; raises `AudioFileError`.

    Without `channel` the choice must be certain: see `AudioReader`, which also has the findings.
    """
    with AudioReader(path, channel=channel) as reader:
        return reader.signal()


class AudioReader:
    """One channel of an audio file, streamed; a context manager.

    `channel` counts from 1. Without it, a file of several channels is measured in a first pass: the only
    channel with sound (or the first of identical ones) is read, and a finding says so. Raises
    `AudioFileError` unless the file is a complete sound file of at least one frame at a plausible rate, with
    no NaN or infinity in the channel; `ChannelError` when the caller must choose a channel. `role`, what the
    file is for, becomes an attribute of that error.
    """

    def __init__(self, path: StrPath, *, channel: int | None = None, role: str = "recording") -> None:
        self.path = path
        self.role = role
        self.findings: tuple[Finding, ...] = ()
        self._file = _open_to_read(path)
        try:
            self.info = _info(self._file)
            self.channel = self._chosen(channel)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "AudioReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def blocks(self, block_frames: int = STREAM_BLOCK_FRAMES) -> Iterator[Samples]:
        """Yield the channel from its start in blocks, shape (block_frames,), the last one shorter."""
        done_frames = 0
        for block in self._raw_blocks(block_frames):
            samples = np.ascontiguousarray(block[:, self.channel - 1])
            self._check_finite(samples, channel=self.channel, first_frame=done_frames)
            done_frames += len(samples)
            yield samples

    def signal(self) -> Signal:
        """Return the whole channel."""
        return Signal(np.concatenate(list(self.blocks())), self.info.rate_hz)

    def _chosen(self, channel: int | None) -> int:
        channels = self.info.channels
        if channel is not None:
            if not 1 <= channel <= channels:
                has = "one channel" if channels == 1 else f"channels 1 to {channels}"
                raise AudioFileError(self.path, f"has {has}; there is no channel {channel}")
            return channel
        if channels == 1:
            return 1
        scan = ChannelScan(channels)
        done_frames = 0
        for block in self._raw_blocks(STREAM_BLOCK_FRAMES):
            for number, samples in enumerate(block.T, start=1):
                self._check_finite(samples, channel=number, first_frame=done_frames)
            scan.add(block)
            done_frames += len(block)
        choice = choose_channel(scan.peaks.tolist(), identical=scan.identical)
        if choice is None:
            peaks = ", ".join(
                f"{n}: {ratio_to_db(p):.1f}" for n, p in enumerate(scan.peaks.tolist(), start=1)
            )
            problem = f"has {channels} channels (peaks in dBFS {peaks}); choose one"
            raise ChannelError(self.path, problem, role=self.role)
        self.findings = (choice[1],)
        return choice[0]

    def _raw_blocks(self, block_frames: int) -> Iterator[npt.NDArray[np.float32]]:
        """Yield all channels from the start, shape (block_frames, channels)."""
        total_frames = self.info.frames
        done_frames = 0
        try:
            self._file.seek(0)
            while done_frames < total_frames:
                block = self._file.read(block_frames, dtype="float32", always_2d=True)
                if len(block) == 0:
                    break
                done_frames += len(block)
                yield block
        except soundfile.LibsndfileError as error:
            problem = f"breaks off after frame {done_frames} of {total_frames}; the file is damaged"
            raise AudioFileError(self.path, problem) from error
        if done_frames < total_frames:
            raise AudioFileError(self.path, f"is cut off after frame {done_frames} of {total_frames}")

    def _check_finite(self, samples: npt.NDArray[Any], *, channel: int, first_frame: int) -> None:
        frame = first_non_finite(samples)
        if frame is not None:
            where = f"frame {first_frame + frame} of channel {channel}"
            raise AudioFileError(self.path, f"{where} is {samples[frame]}; export the file again")


class AudioWriter:
    """An audio file, streamed; a context manager that puts the file in place in one step when all went well.

    The extension (.wav, .flac, .aiff) chooses the container. PCM is rounded to the nearest step and clipped
    at full scale: `clipped_frames` counts the clipped frames, `peak` is the largest magnitude, as a ratio.
    WAV and AIFF hold 4 GB; `expected_frames` beyond that makes a WAV an RF64. Raises `ConfigError` for
    options that do not go together; `OutputError` and `OutputExistsError` as `check_output` does, when
    writing fails, and at once when an AIFF cannot hold `expected_frames`.
    """

    def __init__(
        self,
        path: StrPath,
        *,
        rate_hz: int,
        channels: int = 1,
        sample_format: SampleFormat = SampleFormat.PCM_24,
        expected_frames: int | None = None,
        overwrite: bool = False,
    ) -> None:
        check_output(path, overwrite=overwrite)
        if not isinstance(sample_format, SampleFormat):  # "FLOAT" would be rounded to whole numbers
            raise ConfigError(f"sample_format must be a SampleFormat, got {sample_format!r}")
        self.path = path
        self.rate_hz = rate_hz
        self.channels = channels
        self.sample_format = sample_format
        self.frames = 0
        self.clipped_frames = 0
        self.peak = 0.0
        self._container = _container(path, sample_format, channels, expected_frames)
        if not RATE_RANGE_HZ[0] <= rate_hz <= RATE_RANGE_HZ[1]:
            raise ConfigError(f"rate_hz must be {RATE_RANGE_HZ[0]} to {RATE_RANGE_HZ[1]}, got {rate_hz}")

    def __enter__(self) -> "AudioWriter":
        self._writing = self._write_atomically()
        self._writing.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writing.__exit__(kind, error, trace)

    def write(self, *sides: Samples) -> None:
        """Append a block, shape (frames,) for each channel; raises `AudioError` as `Signal` does."""
        if len(sides) != self.channels or len({len(side) for side in sides}) != 1:
            frames = ", ".join(str(len(side)) for side in sides)
            raise AudioError(f"{self.path} has {self.channels} channels; got blocks of {frames} frames")
        samples = np.stack(
            [Signal(side, self.rate_hz).samples for side in sides], axis=1
        )  # (frames, channels)
        self.frames += len(samples)
        if self.frames > _max_frames(self._container, self.sample_format, self.channels):
            raise OutputError(self.path, "would be larger than 4 GB; write a .flac, or state expected_frames")
        magnitudes = np.abs(samples)
        self.peak = max(self.peak, float(magnitudes.max(initial=0.0)))
        if self.sample_format is not SampleFormat.FLOAT:
            self.clipped_frames += int((magnitudes > 1.0).any(axis=1).sum())
        self._file.write(encoded(samples, self.sample_format))

    @contextlib.contextmanager
    def _write_atomically(self) -> Iterator[None]:
        try:
            with (
                atomic_write(self.path) as part,
                soundfile.SoundFile(
                    part.name,
                    "w",
                    self.rate_hz,
                    self.channels,
                    str(self.sample_format),
                    format=self._container,
                ) as self._file,
            ):
                yield
                if self.frames == 0:
                    raise OutputError(self.path, "there is nothing to write: the signal has no frames")
        except soundfile.LibsndfileError as error:
            raise OutputError(self.path, "cannot be written: is the disk full?") from error


def write(
    path: StrPath,
    signal: Signal,
    *,
    sample_format: SampleFormat = SampleFormat.PCM_24,
    overwrite: bool = False,
) -> None:
    """Write a signal to a file in one step; see `AudioWriter`, which also counts clipped frames."""
    with AudioWriter(
        path,
        rate_hz=signal.rate_hz,
        sample_format=sample_format,
        expected_frames=signal.frames,
        overwrite=overwrite,
    ) as writer:
        for start in range(0, signal.frames, STREAM_BLOCK_FRAMES):
            writer.write(signal.samples[start : start + STREAM_BLOCK_FRAMES])


def _open_to_read(path: StrPath) -> soundfile.SoundFile:
    """Return the open file; raises `AudioFileError` unless it is sound, complete and of a plausible rate."""
    source = as_path(path, of="a recording")
    try:
        if source.is_dir():
            raise AudioFileError(path, "is a folder, not an audio file; name one of the files in it")
        if not source.exists():
            raise AudioFileError(path, no_such_file(path))
        if not source.is_file():
            raise AudioFileError(path, "is not a regular file")
        with source.open("rb") as opened:
            if not opened.read(1):
                raise AudioFileError(path, "is empty")
        if source.suffix.lower() == ".raw":  # the one name soundfile takes for a format without a header
            raise AudioFileError(path, "a .raw file has no header; import it into an editor and save a .wav")
        file = soundfile.SoundFile(source)
    except OSError as error:
        raise AudioFileError(path, f"cannot be read: {error.strerror or error}") from error
    except soundfile.LibsndfileError as error:
        raise AudioFileError(
            path, "is not a sound file that can be read (WAV, FLAC, AIFF), or it is damaged"
        ) from error
    problem = _header_problem(file)
    if problem is not None:
        file.close()
        raise AudioFileError(path, problem)
    return file


def _header_problem(file: soundfile.SoundFile) -> str | None:
    low_hz, high_hz = RATE_RANGE_HZ
    if not low_hz <= file.samplerate <= high_hz:
        return f"its header says {file.samplerate} Hz; plausible are {low_hz} to {high_hz} Hz"
    if file.frames == 0:
        return "has no audio"
    if file.frames > MAX_FRAMES:
        return "does not say how long it is; convert it to .wav"
    return _cut_off_problem(file)


# What libsndfile logs about the sound data: the size that the header states, and the actual size.
_LOGGED_BYTES = re.compile(r"^ *(?:data|SSND) *: (\d+) \(should be (\d+)\)$", re.MULTILINE)  # WAV, AIFF
_LOGGED_FRAMES = re.compile(r"frame count (\d+) does not match value from 'ds64' chunk of (\d+)")  # RF64


def _cut_off_problem(file: soundfile.SoundFile) -> str | None:
    """Return how much of a WAV or AIFF file is missing; a cut-off FLAC shows only while it is read."""
    if match := _LOGGED_BYTES.search(file.extra_info):
        promised, there = int(match[1]), int(match[2])
        if promised >= 0x7FFFF000:  # a stream: its writer could not know the length
            return None
    elif match := _LOGGED_FRAMES.search(file.extra_info):
        there, promised = int(match[1]), int(match[2])
    else:
        return None
    there_frames, promised_frames = file.frames, file.frames * promised // there
    if promised_frames <= there_frames:
        return None
    percent = 100 * there_frames // promised_frames
    return f"is cut off: it holds {percent} % of the sound its header promises; copy or export it again"


def _info(file: soundfile.SoundFile) -> AudioInfo:
    return AudioInfo(
        rate_hz=file.samplerate,
        channels=file.channels,
        frames=file.frames,
        container=file.format,
        subtype=file.subtype,
    )


_BYTES_PER_SAMPLE = {SampleFormat.PCM_16: 2, SampleFormat.PCM_24: 3, SampleFormat.FLOAT: 4}


def _max_frames(container: str, sample_format: SampleFormat, channels: int) -> int:
    """Return how many frames fit: WAV and AIFF have a 32-bit size, of which a MiB is left for the header."""
    if container in ("WAV", "AIFF"):
        return (2**32 - 2**20) // (channels * _BYTES_PER_SAMPLE[sample_format])
    return MAX_FRAMES


def _container(path: StrPath, sample_format: SampleFormat, channels: int, expected_frames: int | None) -> str:
    suffix = Path(path).suffix.lower()
    container = {".wav": "WAV", ".flac": "FLAC", ".aiff": "AIFF", ".aif": "AIFF"}.get(suffix)
    if container is None:
        raise ConfigError(f"{path}: an output ends in .wav, .flac or .aiff{suffix and f', not {suffix}'}")
    if container == "FLAC" and sample_format is SampleFormat.FLOAT:
        raise ConfigError(f"{path}: a .flac cannot hold float samples; choose 24 bits, or write a .wav")
    if (expected_frames or 0) <= _max_frames(container, sample_format, channels):
        return container
    if container == "WAV":
        return "RF64"
    raise OutputError(path, f"would be larger than the 4 GB of an {suffix}; write a .wav or .flac")


def encoded(samples: npt.NDArray[np.float32], sample_format: SampleFormat) -> npt.NDArray[Any]:
    """Return samples as the file stores them, rounded to the nearest step, which libsndfile does not do.

    PCM_24 is left-justified in 32 bits, as libsndfile expects it.
    """
    if sample_format is SampleFormat.FLOAT:
        return samples
    bits = 8 * _BYTES_PER_SAMPLE[sample_format]
    full_scale = np.float32(2 ** (bits - 1))  # a power of two, so every product is exact
    steps: npt.NDArray[np.float32] = np.rint(np.clip(samples, -1.0, 1.0) * full_scale)
    np.minimum(steps, full_scale - 1, out=steps)
    return steps.astype(np.int16) if bits == 16 else steps.astype(np.int32) << 8
