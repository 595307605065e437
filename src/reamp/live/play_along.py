"""Files that play along in a loop: a recorded guitar in place of the inputs, and a backing track."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reamp._core import SoundLoop
from reamp.arguments import is_number
from reamp.audio.files import probe, read
from reamp.audio.resample import resample
from reamp.errors import AudioFileError, ConfigError, DeviceError
from reamp.live.stream import RecordableStream, Stream
from reamp.units import db_to_ratio

__all__ = ["BACKING_GAIN_DB", "LONGEST_S", "Loops", "PlayAlong"]

LONGEST_S = 1200.0
"""The longest file. Files play from memory, because the audio thread cannot wait for a disk; 20 minutes of
stereo take 460 MB."""

BACKING_GAIN_DB = -9.0
"""Default gain of a backing track: a mastered song is about this much louder than a normalized guitar."""

_GAIN_RANGE_DB = (-60.0, 20.0)


@dataclass(frozen=True, kw_only=True)
class Loops:
    """The files at the rate of a stream; None if there is none."""

    in_place: SoundLoop | None = None
    beside: SoundLoop | None = None

    def give_to(self, stream: Stream) -> None:
        """Play them on an open stream from its next callback on, from their present positions.

        Raises `DeviceError` for a stream that cannot play files.
        """
        if self == Loops():
            return
        if not isinstance(stream, RecordableStream):
            raise DeviceError(f"{stream.device.name} cannot play files", backend=stream.device.backend)
        if self.in_place is not None:
            stream.play_in_place(self.in_place)
        if self.beside is not None:
            stream.play_beside(self.beside)


@dataclass(frozen=True, kw_only=True)
class PlayAlong:
    """Files that play along: `input` is a recorded guitar in place of the inputs, `backing` a backing track.

    The input is mono, or has one channel with sound; it plays at its recorded level. The first two channels
    of the backing track are heard with `backing_gain_db`, but not recorded. Raises `ConfigError` for a gain
    out of range.
    """

    input: Path | None = None
    backing: Path | None = None
    backing_gain_db: float = BACKING_GAIN_DB

    def __post_init__(self) -> None:
        low_db, high_db = _GAIN_RANGE_DB
        if not is_number(self.backing_gain_db) or not low_db <= self.backing_gain_db <= high_db:
            raise ConfigError(
                f"backing_gain_db must be {low_db:g} to {high_db:g} dB, got {self.backing_gain_db}"
            )

    def loops(self, rate_hz: int) -> Loops:
        """Return the files at a rate; raises `AudioFileError` if one cannot be read or is too long."""
        guitar = None if self.input is None else _channels(self.input, rate_hz, count=1)
        song = None if self.backing is None else _channels(self.backing, rate_hz, count=2)
        return Loops(
            in_place=None if guitar is None else SoundLoop(guitar),
            beside=None if song is None else SoundLoop(song * np.float32(db_to_ratio(self.backing_gain_db))),
        )


def _channels(path: Path, rate_hz: int, *, count: int) -> npt.NDArray[np.float32]:
    """Return one channel, or the first ones, of shape (channels, frames)."""
    info = probe(path)
    if info.duration_s > LONGEST_S:
        raise AudioFileError(
            path,
            f"is {info.duration_s / 60:.0f} minutes long; a file that plays along has at most "
            f"{LONGEST_S / 60:.0f} minutes",
        )
    chosen = [None] if count == 1 else range(1, min(count, info.channels) + 1)
    signals = [resample(read(path, channel=channel), rate_hz) for channel in chosen]
    return np.stack([signal.samples for signal in signals])
