"""A stream of audio, independent of its backend: its settings, its device, its numbers."""

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
"""The backends, in the order in which they are tried."""

OUTPUTS = 2
"""How many outputs are used by default: left and right. Others are left to other programs."""

MAX_RATE_HZ = 768_000
MAX_BLOCK_FRAMES = 65_536
"""Larger than any device supports. Much larger numbers would overflow in the backends."""


@dataclass(frozen=True, kw_only=True)
class StreamConfig:
    """Which device to open, and how; None means the default.

    backend: one of `BACKENDS`, by default the first that works. device: part of a name from `find_devices`,
    in upper or lower case. rate_hz, block_frames: by default those that the device is set to. outputs: the
    channels of the device that play, counted from 1, by default the first two.
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
    """A device of a backend: how many inputs and outputs it has, and its sample rate."""

    backend: str
    name: str
    inputs: int
    outputs: int
    rate_hz: int
    is_default: bool = False


@dataclass(frozen=True, kw_only=True)
class StreamStats:
    """Numbers of the audio thread; counts are since the stream was opened.

    A callback is late if it took longer than the duration of its block. `load` is the share of that duration
    that processing took, as the mean over the last 100 to 200 ms; `peak_load` is the largest in that time.
    """

    callbacks: int = 0
    xruns: int = 0
    late_callbacks: int = 0
    load: float = 0.0
    peak_load: float = 0.0

    @classmethod
    def of_core(cls, stats: CoreStats) -> Self:
        """Return the numbers of the core."""
        return cls(
            callbacks=stats.callbacks,
            xruns=stats.xruns,
            late_callbacks=stats.late_callbacks,
            load=stats.load,
            peak_load=stats.peak_load,
        )


class Stream(Protocol):
    """An open device. Its rate is known before a rig plays on it."""

    @property
    def device(self) -> AudioDevice:
        """The open device."""

    @property
    def rate_hz(self) -> int:
        """The sample rate of the device."""

    @property
    def block_frames(self) -> int:
        """The frames of a callback, as far as known; a server may change them at any time."""

    @property
    def is_lost(self) -> bool:
        """Whether the server has stopped or the device was unplugged. Then the stream can only be closed."""

    def start(self, rig: Rig | None) -> None:
        """Play through this rig from the next callback on; None plays silence.

        When it returns, the audio thread no longer uses the rig that played before. A rig can play on one
        stream at a time. Raises `ConfigError` for a rig of another rate.
        """

    def stats(self) -> StreamStats:
        """Return the numbers of the audio thread."""

    def inputs(self) -> tuple[Samples, ...]:
        """Return the samples of every input since the last call, at most the last second.

        Each input is one array of shape (frames,), as the converter wrote it. One thread at a time may call
        this.
        """

    def close(self) -> None:
        """Stop, and release the device and the rig. Closing twice does no harm."""


@runtime_checkable
class RecordableStream(Stream, Protocol):
    """A stream that records what is played, and plays files in place of the guitar or beside it."""

    def play_in_place(self, loop: SoundLoop | None) -> None:
        """Play this loop in place of all inputs from the next callback on; None plays the inputs again."""

    def play_beside(self, loop: SoundLoop | None) -> None:
        """Play this loop beside the rig from the next callback on; None ends it."""

    def record(self, recorder: DiskRecorder | None, *, input: int = 0) -> None:
        """Record an input, counted from 0, and both sides of the rig; None ends that."""


class DuplexStream(Stream, Protocol):
    """A stream that can also play and record takes."""

    @property
    def outputs(self) -> tuple[int, ...]:
        """The outputs of the device, counted from 1, for the channels of a take, in their order."""

    def play_take(self, take: Take | None) -> None:
        """Play this take in place of the rig from the next callback on; None plays the rig, or silence."""
