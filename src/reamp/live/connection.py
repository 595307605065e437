"""Keeps a device open: when it is lost, it is opened again as soon as it is back."""

import dataclasses
from collections.abc import Callable
from typing import TypeAlias

from reamp.errors import ReampError
from reamp.findings import Check, Finding, Severity
from reamp.interfaces.device_match import device_key
from reamp.live.stream import BACKENDS, AudioDevice, Stream, StreamConfig, StreamStats

__all__ = ["RETRY_S", "Connection", "Opener"]

RETRY_S = 1.0
"""Seconds between attempts to reopen a lost device."""

Opener: TypeAlias = Callable[[StreamConfig], Stream]
"""Opens a device, or raises `DeviceError`."""


class Connection:
    """A stream on one device; after a loss, a new stream on the same device, never on another.

    Raises `DeviceError` if the device cannot be opened at first. Only `open_again` may take long.
    """

    def __init__(self, config: StreamConfig, opener: Opener) -> None:
        self._opener = opener
        self._xruns = 0  # of earlier streams
        self._problem = ""
        self.is_lent = False
        self._next_try_s = float("-inf")
        stream = opener(config)
        backend = stream.device.backend
        self._config = dataclasses.replace(config, backend=backend) if backend in BACKENDS else config
        self.stream: Stream | None
        self.adopt(stream)

    def adopt(self, stream: Stream) -> None:
        """Use this stream from now on."""
        self.stream = stream
        self.device = stream.device
        self.block_frames = stream.block_frames
        self._problem = ""

    @property
    def is_connected(self) -> bool:
        """Whether the stream is open and not known to be lost."""
        return self.stream is not None and not self.stream.is_lost

    def check(self) -> None:
        """Close a stream that is lost; otherwise note its present block size."""
        if self.stream is None:
            return
        if self.stream.is_lost:
            self._drop("the device or its server went away")
        else:
            self.block_frames = self.stream.block_frames

    def open_again(self, now_s: float) -> Stream | None:
        """Return a new stream if one is missing and its device is back; tries once a second, else None."""
        if self.stream is not None or self.is_lent or now_s < self._next_try_s:
            return None
        self._next_try_s = now_s + RETRY_S
        configs = [self._config]
        if self._config.device is None:  # the default may have changed
            configs.append(dataclasses.replace(self._config, device=self.device.name))
        problems = []
        for config in configs:
            try:
                stream = self._opener(config)
            except ReampError as error:
                problems.append(str(error))
                continue
            if _is_same(stream.device, self.device):
                return stream
            problems.append(f"only {stream.device.name} is there")
            stream.close()
        self._problem = problems[0]
        return None

    def stats(self) -> StreamStats:
        """Return the numbers of the stream; its xruns include those of earlier streams."""
        stats = StreamStats() if self.stream is None else self.stream.stats()
        return dataclasses.replace(stats, xruns=stats.xruns + self._xruns)

    def findings(self) -> tuple[Finding, ...]:
        """Return a finding while the device is not connected."""
        if not self._problem:
            return ()
        return (
            Finding(
                check=Check.DEVICE_LOST,
                severity=Severity.WARNING,
                subject=self.device.name,
                message=f"the device is not connected ({self._problem})",
                advice="plug it in or start its server again; then the sound returns by itself",
            ),
        )

    def lend(self) -> None:
        """Close the device for another use, until `take_back`."""
        self.is_lent = True
        self._drop("")

    def take_back(self) -> None:
        """Open the device again at the next `open_again`."""
        self.is_lent = False
        self._next_try_s = float("-inf")

    def reject(self, stream: Stream, problem: str) -> None:
        """Close a stream that cannot be used, and remember the reason."""
        self._problem = problem
        stream.close()

    def close(self) -> None:
        """Close the device."""
        self._drop("")

    def _drop(self, problem: str) -> None:
        self._problem = problem
        stream, self.stream = self.stream, None
        if stream is not None:
            self._xruns += stream.stats().xruns
            stream.close()


def _is_same(one: AudioDevice, other: AudioDevice) -> bool:
    """Return whether it is the same device, perhaps in another socket: `hw:1` may be `hw:2` now."""
    return one.name == other.name or device_key(one.name) == device_key(other.name) != ""
