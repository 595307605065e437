"""What a stream of audio is, whoever drives it: its settings, its device, its numbers."""

from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

from reamp._core import DiskRecorder, Rig, SoundLoop, Take
from reamp._core import StreamStats as CoreStats
from reamp.audio.signal import Samples
from reamp.errors import ConfigError

__all__ = [
    "BACKENDS",
    "OUTPUTS",
    "AudioDevice",
    "DuplexStream",
    "RecordableStream",
    "Stream",
    "StreamConfig",
    "StreamStats",
]

BACKENDS = ("jack", "portaudio")
"""In the order in which they are tried."""

OUTPUTS = 2
"""Left and right, where no others are named; the further ones of the hardware are for other programs."""

MAX_RATE_HZ = 768_000
MAX_BLOCK_FRAMES = 65_536
"""More than any device takes; what is far beyond would not fit the backends' numbers."""


@dataclass(frozen=True, kw_only=True)
class StreamConfig:
    """Which device to open, and how; None leaves the choice to the machine.

    backend: one of `BACKENDS`; None is the first that works. device: part of a name as `find_devices` gives
    it, upper case or lower. rate_hz, block_frames: those the device is set to. outputs: the channels of the
    device that play, counted from 1; None are the first two.
    """

    backend: str | None = None
    device: str | None = None
    rate_hz: int | None = None
    block_frames: int | None = None
    outputs: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if self.backend is not None and self.backend not in BACKENDS:
            raise ConfigError(f"there is no backend {self.backend!r}, only {' and '.join(BACKENDS)}")
        if self.rate_hz is not None and not 1 <= self.rate_hz <= MAX_RATE_HZ:
            raise ConfigError(f"a sample rate is 1 to {MAX_RATE_HZ} Hz, got {self.rate_hz}")
        if self.block_frames is not None and not 1 <= self.block_frames <= MAX_BLOCK_FRAMES:
            raise ConfigError(f"a block has 1 to {MAX_BLOCK_FRAMES} frames, got {self.block_frames}")
        if self.outputs is not None and (not self.outputs or min(self.outputs) < 1):
            raise ConfigError(f"outputs are counted from 1, at least one, got {self.outputs}")


@dataclass(frozen=True, kw_only=True)
class AudioDevice:
    """A device as a backend shows it: how many inputs and outputs, and the rate it runs at."""

    backend: str
    name: str
    inputs: int
    outputs: int
    rate_hz: int
    is_default: bool = False


@dataclass(frozen=True, kw_only=True)
class StreamStats:
    """How the audio thread fares; counts are since the stream was opened.

    A callback is late when it took longer than its block plays. `load` is the mean share of a block's time
    that processing took over the last 100 to 200 ms, `peak_load` the largest in that time.
    """

    callbacks: int = 0
    xruns: int = 0
    late_callbacks: int = 0
    load: float = 0.0
    peak_load: float = 0.0

    @classmethod
    def of_core(cls, stats: CoreStats) -> Self:
        """Return what the core counted."""
        return cls(
            callbacks=stats.callbacks,
            xruns=stats.xruns,
            late_callbacks=stats.late_callbacks,
            load=stats.load,
            peak_load=stats.peak_load,
        )


class Stream(Protocol):
    """An open device: its rate is known before there is a rig to play through."""

    @property
    def device(self) -> AudioDevice:
        """What is open."""

    @property
    def rate_hz(self) -> int:
        """What the device runs at."""

    @property
    def block_frames(self) -> int:
        """The frames of a callback as far as it is known; a server may change it at any time."""

    @property
    def is_lost(self) -> bool:
        """Whether the server went away or the device was unplugged; what is left is to close the stream."""

    def start(self, rig: Rig | None) -> None:
        """Play through this rig from the next callback on, or give silence.

        When it returns, the audio thread no longer touches the rig that played before. A rig plays on one
        stream at a time; raises `ConfigError` for one of another rate.
        """

    def stats(self) -> StreamStats:
        """Return how the audio thread fares."""

    def inputs(self) -> tuple[Samples, ...]:
        """Return what every input delivered since the last call, the last second at most.

        One array of shape (frames,) for each input, as the converter wrote it. For one thread at a time.
        """

    def close(self) -> None:
        """Stop, and let go of the device and the rig; what is closed may be closed again."""


@runtime_checkable
class RecordableStream(Stream, Protocol):
    """A stream that records what is played, and plays files in place of the guitar or beside it."""

    def play_in_place(self, loop: SoundLoop | None) -> None:
        """Play this loop in place of all inputs from the next callback on; None: the inputs again."""

    def play_beside(self, loop: SoundLoop | None) -> None:
        """Play this loop beside the rig from the next callback on; None: no more."""

    def record(self, recorder: DiskRecorder | None, *, input: int = 0) -> None:
        """Record an input, from 0, and both sides of the rig; None: no longer, and the recorder is free."""


class DuplexStream(Stream, Protocol):
    """A stream on which takes are played and recorded too."""

    @property
    def outputs(self) -> tuple[int, ...]:
        """Which outputs of the device, counted from 1, are those of a take, in its order."""

    def play_take(self, take: Take | None) -> None:
        """Play this take from the next callback on, in place of the rig; None: the rig again, or silence."""
