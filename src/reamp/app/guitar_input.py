"""Where the guitar comes from: an audio device, a recording in a loop, or the demo guitar."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from reamp.audio.files import probe, read
from reamp.audio.resample import resample
from reamp.audio.signal import Signal
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path
from reamp.errors import AudioFileError
from reamp.interfaces.gain import LOWEST_GAIN
from reamp.interfaces.table import level_as_interface
from reamp.live.loop_stream import LoopStream, SoundListener
from reamp.live.play_along import PlayAlong
from reamp.live.session import Session
from reamp.live.stream import StreamConfig
from reamp.plan.source import Source
from reamp.rig.rig import Rig

__all__ = ["DEMO_INPUT", "Backing", "GuitarInput", "InputKind", "open_input", "source_of_input"]

InputKind: TypeAlias = Literal["device", "file", "demo"]

_PAGE_RATES_HZ = (44_100, 48_000)
"""What every browser plays; a recording at another rate is resampled."""

_MAX_S = 600.0


@dataclass(frozen=True, kw_only=True)
class Backing:
    """A song that plays in a loop beside the guitar, and is not recorded."""

    path: Path
    gain_db: float


@dataclass(frozen=True, kw_only=True)
class GuitarInput:
    """A choice of input: `stream`, `channel` and `backing` are of a device, `path` is that of a recording."""

    kind: InputKind
    stream: StreamConfig = field(default_factory=StreamConfig)
    channel: int = 1
    path: Path | None = None
    backing: Backing | None = None

    @property
    def name(self) -> str:
        """What it is called beside its kind: the recording, or the device where one was asked for."""
        return self.path.stem if self.path is not None else self.stream.device or ""


DEMO_INPUT = GuitarInput(kind="demo")


def source_of_input(choice: GuitarInput) -> Source:
    """Return what is known of the levels of an input before anything is typed."""
    match choice.kind:
        case "demo":
            return Source.named(level_as_interface(DEMO_DI_FULL_SCALE_DBU), gain=LOWEST_GAIN)
        case "file":
            return Source.unknown()
        case "device":
            return Source.remembered(channel=choice.channel)


def open_input(
    choice: GuitarInput, rig: Rig, *, source: Source, listener: SoundListener
) -> tuple[Session, LoopStream | None]:
    """Return a session that plays a rig from an input, and the loop of one without a device.

    What a loop plays goes to `listener`. Raises what `Session` and reading the recording raise, and
    `AudioFileError` for one of more than ten minutes.
    """
    if choice.kind == "device":
        song = choice.backing
        along = None if song is None else PlayAlong(backing=song.path, backing_gain_db=song.gain_db)
        return Session(rig, stream=choice.stream, source=source, along=along), None
    loop = LoopStream(_signal(choice), name=choice.name or "demo guitar", listener=listener)
    try:
        return Session(rig, source=source, opener=lambda _: loop), loop
    except BaseException:
        loop.close()
        raise


def _signal(choice: GuitarInput) -> Signal:
    if choice.path is None:
        return read(demo_di_path())
    info = probe(choice.path)
    if info.duration_s > _MAX_S:
        problem = f"lasts {info.duration_s / 60.0:.0f} minutes; a loop has at most {_MAX_S / 60.0:.0f}"
        raise AudioFileError(choice.path, f"{problem}: cut it, or render it")
    signal = read(choice.path)
    return signal if signal.rate_hz in _PAGE_RATES_HZ else resample(signal, _PAGE_RATES_HZ[-1])
