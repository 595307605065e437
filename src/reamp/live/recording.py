"""Records the guitar and the sound of the rig while playing, into two files named by the time."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reamp._core import DiskRecorder
from reamp.errors import OutputError
from reamp.findings import Check, Finding, Severity
from reamp.live.stream import RecordableStream

__all__ = ["LiveRecorder", "LiveTake", "Recordings", "take_paths"]

_SIDES = 2
_MOST_OF_A_SECOND = 100


@dataclass(frozen=True, kw_only=True)
class LiveTake:
    """A recording: the input as the converter wrote it, and both sides of the rig, frame for frame.

    `lost_frames` are silent in both because the disk was too slow. `problem` says why the files end early;
    it is empty if they do not.
    """

    di: Path
    sound: Path
    rate_hz: int
    frames: int
    lost_frames: int = 0
    problem: str = ""

    @property
    def duration_s(self) -> float:
        """The length in seconds."""
        return self.frames / self.rate_hz


class LiveRecorder:
    """Records an input of a stream, counted from 1, and the sound of the rig, until it is stopped.

    A thread of the core writes float WAV files meanwhile, so that the audio thread never waits for a disk.
    Raises `OutputError` if the files cannot be made; existing files are never replaced.
    """

    def __init__(
        self, stream: RecordableStream, *, channel: int, folder: Path, now: datetime.datetime | None = None
    ) -> None:
        self.di, self.sound = take_paths(folder, now or datetime.datetime.now().astimezone())
        self._stream = stream
        self._rate_hz = stream.rate_hz
        if not folder.is_dir():
            raise OutputError(folder, "is not a folder; create it first")
        self._core = DiskRecorder([(str(self.di), 1), (str(self.sound), _SIDES)], stream.rate_hz)
        stream.record(self._core, input=channel - 1)

    @property
    def take(self) -> LiveTake:
        """The recording as it is on disk now."""
        return LiveTake(
            di=self.di,
            sound=self.sound,
            rate_hz=self._rate_hz,
            frames=self._core.frames_on_disk,
            lost_frames=self._core.lost_frames,
            problem=self._core.problem,
        )

    def stop(self) -> LiveTake:
        """Finish the files and return the recording. Stopping twice does no harm."""
        self._stream.record(None)
        self._core.close()
        return self.take


class Recordings:
    """The recordings of a session, one after another; for one thread at a time."""

    def __init__(self) -> None:
        self._recorder: LiveRecorder | None = None
        self._cut_short: LiveTake | None = None

    @property
    def running(self) -> LiveTake | None:
        """The running recording as it is on disk, None if there is none."""
        recorder = self._recorder  # another thread may end it meanwhile
        return None if recorder is None else recorder.take

    def start(self, stream: RecordableStream, *, channel: int, folder: Path) -> LiveTake:
        """End the running recording and start another; raises as `LiveRecorder` does."""
        self.stop()
        self._recorder = LiveRecorder(stream, channel=channel, folder=folder)
        self._cut_short = None
        return self._recorder.take

    def stop(self) -> LiveTake | None:
        """End the running recording and return it, None if there is none."""
        recorder, self._recorder = self._recorder, None
        return None if recorder is None else recorder.stop()

    def end_with_device(self) -> None:
        """End the running recording because its device is gone."""
        self._cut_short = self.stop() or self._cut_short

    def findings(self) -> Iterator[Finding]:
        """Yield the problems of the running recording, and that the last one ended with its device."""
        if self._cut_short is not None:
            yield Finding(
                check=Check.RECORDING_ENDED,
                severity=Severity.WARNING,
                subject=self._cut_short.di.name,
                message=f"the device was lost; the recording ended after {self._cut_short.duration_s:.1f} s",
                advice="its files are kept; start another recording when the device is back",
            )
        take = self.running
        if take is not None and (take.problem or take.lost_frames):
            lost_s = take.lost_frames / take.rate_hz
            gap = f"the disk was too slow, so {lost_s:.2f} s of the recording are silent"
            yield Finding(
                check=Check.RECORDING_GAP,
                severity=Severity.WARNING,
                subject=take.di.name,
                message=f"the recording has stopped: {take.problem}" if take.problem else gap,
                advice="free some space, or record to another disk",
            )


def take_paths(folder: Path, now: datetime.datetime) -> tuple[Path, Path]:
    """Return unused names for the two files of a take that begins now.

    >>> [path.name for path in take_paths(Path("none"), datetime.datetime(2026, 11, 30, 14, 5, 9))]
    ['2026-11-30_14-05-09_di.wav', '2026-11-30_14-05-09_rig.wav']
    """
    start = now.strftime("%Y-%m-%d_%H-%M-%S")
    for number in range(1, _MOST_OF_A_SECOND):
        stem = start if number == 1 else f"{start}_{number}"
        paths = folder / f"{stem}_di.wav", folder / f"{stem}_rig.wav"
        if not any(path.exists() for path in paths):
            return paths
    raise OutputError(folder / start, "there are already a hundred takes of this second; wait a second")
