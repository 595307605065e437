"""A take on disk while it is recorded; after a crash what is there can be listed and used."""

import contextlib
import datetime
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np

from reamp._core import DiskRecorder
from reamp.audio.files import probe, write
from reamp.audio.signal import Samples, Signal
from reamp.errors import AudioFileError, ConfigError, OutputError, StrPath
from reamp.toml_file import as_toml, checked, read_toml, write_toml

__all__ = ["TakeFolder", "TakeNotes", "UnfinishedTake", "find_takes", "recorded_frames", "take_folder_of"]

_NOTES = "take.toml"
_RECORDING = re.compile(r"recording-(\d+)\.wav")


class TakeNotes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was to be recorded, and how far it got: `state` is `recording`, or why there is no capture."""

    created: datetime.datetime
    device: str
    send: int
    return_: int = msgspec.field(name="return")
    rate_hz: int
    total_frames: Annotated[int, msgspec.Meta(ge=1)]
    state: str = "recording"


class UnfinishedTake(msgspec.Struct, frozen=True, kw_only=True):
    """A take that never became a capture: its folder, its newest recording, and how much of it there is."""

    path: Path
    recording: Path | None
    frames: int
    notes: TakeNotes

    @property
    def recorded_s(self) -> float:
        """How much was recorded."""
        return self.frames / self.notes.rate_hz

    @property
    def total_s(self) -> float:
        """How much was to be recorded."""
        return self.notes.total_frames / self.notes.rate_hz


def take_folder_of(capture: StrPath) -> Path:
    """Return the folder for the takes of a capture: beside the capture.

    >>> take_folder_of("gear/mt15.capture").name
    'mt15.take'
    """
    return Path(capture).with_suffix(".take")


class TakeFolder:
    """The folder of the takes of one capture; older takes in it stay until the capture is written."""

    def __init__(self, path: StrPath, notes: TakeNotes, signal: Signal | None) -> None:
        self.path = Path(path)
        self._notes = notes
        try:
            self.path.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(path, f"cannot be created: {error.strerror or error}") from error
        self.signal_path = self.path / "signal.wav"
        if signal is not None:
            write(self.signal_path, signal, overwrite=True)
        self._number = max(_numbers(self.path), default=0)
        self.note("recording")

    def next_files(self, *names: str) -> list[Path]:
        """Return the files of the next attempt, one for each of these names."""
        self._number += 1
        return [self.path / f"{name}-{self._number}.wav" for name in names]

    @contextlib.contextmanager
    def unfinished(self) -> Iterator[None]:
        """Write to the notes that the take ended early, if the block raises an exception."""
        try:
            yield
        except BaseException as error:
            self.note(f"ended early: {str(error) or type(error).__name__}")
            raise

    def note(self, state: str) -> None:
        """Write the state to the notes."""
        self._notes = msgspec.structs.replace(self._notes, state=state)
        write_toml(self.path / _NOTES, as_toml(self._notes))

    def remove(self) -> None:
        """Delete the folder with all attempts, once the capture is written."""
        shutil.rmtree(self.path, ignore_errors=True)


def find_takes(folder: StrPath) -> tuple[UnfinishedTake, ...]:
    """Return the takes in a folder that never became captures, by name; broken ones are left out."""
    found = []
    for path in sorted(Path(folder).glob("*.take")):
        with contextlib.suppress(ConfigError):
            found.append(_read(path))
    return tuple(each for each in found if each is not None)


def _read(path: Path) -> UnfinishedTake | None:
    values = read_toml(path / _NOTES)
    if values is None:
        return None
    notes = checked(values, TakeNotes, path=path / _NOTES)
    numbers = _numbers(path)
    recording = path / f"recording-{max(numbers)}.wav" if numbers else None
    frames = 0
    if recording is not None:
        with contextlib.suppress(AudioFileError):  # it has no frame yet
            frames = probe(recording).frames
    return UnfinishedTake(path=path, recording=recording, frames=frames, notes=notes)


def _numbers(path: Path) -> list[int]:
    return [
        int(match[1]) for each in path.glob("recording-*.wav") if (match := _RECORDING.fullmatch(each.name))
    ]


def recorded_frames(path: Path, first: int, end: int) -> Samples:
    """Return frames of a mono file that a `DiskRecorder` still writes; all must be on disk."""
    offset = DiskRecorder.SAMPLES_AT + 4 * first
    samples: Samples = np.fromfile(path, "<f4", count=end - first, offset=offset)
    return samples
