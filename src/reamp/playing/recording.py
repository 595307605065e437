"""A recorded guitar and its levels: a file read as a stream, or a signal in memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reamp.audio.files import AudioReader
from reamp.audio.levels import LevelMeter
from reamp.audio.signal import Samples, Signal
from reamp.errors import StrPath
from reamp.findings import Finding
from reamp.plan.inputs import RecordingLevels

__all__ = ["Recording", "read_recording", "recording_of", "streamed"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Recording:
    """A recorded guitar. `blocks(frames)` yields its samples from the start, in blocks of `frames` frames.

    `path` is None for a signal without a file. `findings` are about the file.
    """

    path: Path | None
    rate_hz: int
    frames: int
    levels: RecordingLevels
    blocks: Callable[[int], Iterator[Samples]]
    findings: tuple[Finding, ...] = ()


def streamed(reader: AudioReader) -> Recording:
    """Return the recording in an open file. One pass measures it; each call of `blocks` reads it again."""
    meter = LevelMeter()
    for block in reader.blocks():
        meter.add(block)
    return Recording(
        path=Path(reader.path),
        rate_hz=reader.info.rate_hz,
        frames=reader.info.frames,
        levels=_levels(meter),
        blocks=reader.blocks,
        findings=reader.findings,
    )


def recording_of(signal: Signal) -> Recording:
    """Return a signal in memory as a recording."""
    meter = LevelMeter()
    meter.add(signal.samples)

    def blocks(frames: int) -> Iterator[Samples]:
        return (signal.samples[start : start + frames] for start in range(0, signal.frames, frames))

    return Recording(
        path=None, rate_hz=signal.rate_hz, frames=signal.frames, levels=_levels(meter), blocks=blocks
    )


def read_recording(di: StrPath | Signal, *, channel: int | None = None) -> Recording:
    """Return a recording that is read and measured once and held in memory: 11 MiB a minute at 48 kHz.

    channel: counts from 1; None for a file with one channel of sound. Raises `AudioFileError`.
    """
    if isinstance(di, Signal):
        return recording_of(di)
    with AudioReader(di, channel=channel) as reader:
        read = recording_of(reader.signal())
        return Recording(
            path=Path(di),
            rate_hz=read.rate_hz,
            frames=read.frames,
            levels=read.levels,
            blocks=read.blocks,
            findings=reader.findings,
        )


def _levels(meter: LevelMeter) -> RecordingLevels:
    return RecordingLevels(peak_dbfs=meter.peak_dbfs, clipped_frames=meter.clipped_frames)
