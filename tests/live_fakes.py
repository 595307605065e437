"""A fake sound system: devices that appear and vanish, streams that play blocks on demand."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from reamp._core import DiskRecorder, SoundLoop
from reamp._core import Rig as CoreRig
from reamp.errors import DeviceError
from reamp.live.stream import AudioDevice, StreamConfig, StreamStats

VOLT = AudioDevice(backend="jack", name="Universal Audio Volt 2", inputs=2, outputs=2, rate_hz=48_000)
UNKNOWN = replace(VOLT, name="USB Audio CODEC")


@dataclass
class FakeStream:
    """A stream that plays what `play` is given, on every input."""

    device: AudioDevice
    block_frames: int = 64
    is_lost: bool = False
    is_closed: bool = False
    rig: CoreRig | None = None
    numbers: StreamStats = field(default_factory=StreamStats)
    heard: list[np.ndarray] = field(default_factory=list)
    in_place: SoundLoop | None = None
    beside: SoundLoop | None = None
    recorder: DiskRecorder | None = None

    @property
    def rate_hz(self) -> int:
        return self.device.rate_hz

    def start(self, rig: CoreRig | None) -> None:
        self.rig = rig

    def play_in_place(self, loop: SoundLoop | None) -> None:
        self.in_place = loop

    def play_beside(self, loop: SoundLoop | None) -> None:
        self.beside = loop

    def record(self, recorder: DiskRecorder | None, *, input: int = 0) -> None:
        self.recorder = recorder

    def stats(self) -> StreamStats:
        return self.numbers

    def inputs(self) -> tuple[np.ndarray, ...]:
        heard, self.heard = self.heard, []
        return tuple(
            np.concatenate(heard) if heard else np.zeros(0, np.float32) for _ in range(self.device.inputs)
        )

    def close(self) -> None:
        self.is_closed = True
        self.rig = None

    def play(self, samples: np.ndarray) -> np.ndarray:
        """Return the left side for a guitar on every input, silence where no rig plays."""
        left, right = np.zeros_like(samples), np.zeros_like(samples)
        self.heard.append(samples)
        rig = self.rig  # which another thread may take away meanwhile
        if rig is not None and not self.is_lost:
            for start in range(0, len(samples), self.block_frames):
                block = samples[start : start + self.block_frames]
                sides = (np.empty_like(block), np.empty_like(block))
                rig.process([block] * self.device.inputs, *sides)
                left[start : start + len(block)], right[start : start + len(block)] = sides
        return left


@dataclass
class FakeSystem:
    """What is plugged in: the default and others; `opener` opens them."""

    device: AudioDevice | None = VOLT
    others: tuple[AudioDevice, ...] = ()
    configs: list[StreamConfig] = field(default_factory=list)
    streams: list[FakeStream] = field(default_factory=list)

    def opener(self, config: StreamConfig) -> FakeStream:
        self.configs.append(config)
        there = [device for device in (self.device, *self.others) if device is not None]
        fitting = [device for device in there if config.device in (None, device.name)]
        if not fitting:
            raise DeviceError("jack has no device with inputs: connect an interface", backend="jack")
        self.streams.append(FakeStream(fitting[0]))
        return self.streams[-1]

    def unplug(self) -> None:
        self.device = None
        self.streams[-1].is_lost = True

    def play(self, samples: np.ndarray) -> np.ndarray:
        return self.streams[-1].play(samples)


def wait_until(condition: Callable[[], bool], *, seconds: float = 120.0) -> bool:
    """Return whether it came true in time; asked a hundred times a second."""
    for _ in range(round(100 * seconds)):
        if condition():
            return True
        threading.Event().wait(0.01)
    return False
