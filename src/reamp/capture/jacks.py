"""An interface with gear between two of its jacks: plays on one and records the other meanwhile."""

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reamp._core import Take
from reamp.audio.signal import Samples
from reamp.errors import ConfigError, DeviceError
from reamp.live.choice import check_channel
from reamp.live.stream import DuplexStream

__all__ = ["POLL_S", "Heard", "Jacks", "TakeClock", "check_jacks", "hear"]

POLL_S = 0.02
"""Seconds between looks at a take that runs."""

_STALLED_S = 3.0


@dataclass(frozen=True, kw_only=True)
class Jacks:
    """Channels of a device, counted from 1: the output into the gear, the input out of it, the guitar's DI.

    Raises `ConfigError` for channels below 1, and where the DI is the return.
    """

    send: int = 1
    return_: int = 1
    di: int | None = None

    def __post_init__(self) -> None:
        if min(self.send, self.return_, self.di or 1) < 1:
            raise ConfigError("outputs and inputs are counted from 1")
        if self.di == self.return_:
            raise ConfigError(f"input {self.di} cannot be the DI and the return: plug them into two inputs")


@dataclass(frozen=True, kw_only=True, eq=False)
class Heard:
    """The samples of every input of the device while a signal was played, shape (inputs, frames)."""

    inputs: npt.NDArray[np.float32]
    return_: int
    xruns: int

    @property
    def answer(self) -> Samples:
        """The return, shape (frames,)."""
        samples: Samples = self.inputs[self.return_ - 1]
        return samples


def check_jacks(stream: DuplexStream, jacks: Jacks) -> None:
    """Raise `ConfigError` for an input that the device does not have, or an output that is not open."""
    check_channel(stream.device, jacks.return_)
    if jacks.di is not None:
        check_channel(stream.device, jacks.di)
    if jacks.send not in stream.outputs:
        raise ConfigError(f"{stream.device.name} is not open for output {jacks.send}")


def hear(stream: DuplexStream, jacks: Jacks, samples: Samples) -> Heard:
    """Play samples, shape (frames,), on the send, and return what all inputs delivered meanwhile.

    All other outputs are silent. Raises `DeviceError` where the device goes away or stops.
    """
    inputs = list(range(stream.device.inputs))
    take = Take(samples, [stream.outputs.index(jacks.send)], inputs)
    stream.play_take(take)
    try:
        clock = TakeClock(stream, take)
        while not take.is_done:
            clock.wait()
    finally:
        stream.play_take(None)
    return Heard(inputs=take.recorded(), return_=jacks.return_, xruns=take.xruns)


class TakeClock:
    """Waits for a take that runs on a stream."""

    def __init__(self, stream: DuplexStream, take: Take) -> None:
        self._stream, self._take = stream, take
        self._frames, self._moved_s = -1, time.monotonic()

    def wait(self) -> None:
        """Wait for some blocks; raises `DeviceError` where the device is gone, or stands still."""
        device = self._stream.device
        if self._stream.is_lost:
            raise DeviceError(
                f"{device.name} went away during the take: connect it, and record again",
                backend=device.backend,
            )
        if self._take.frames != self._frames:
            self._frames, self._moved_s = self._take.frames, time.monotonic()
        elif time.monotonic() - self._moved_s > _STALLED_S:
            raise DeviceError(
                f"{device.name} stopped playing: is another program using it?", backend=device.backend
            )
        time.sleep(POLL_S)
