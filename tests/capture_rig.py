"""A session on simulated gear that plays in no time: the server freewheels."""

import functools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from gear_client import Gear, GearSetup, gear
from jack_server import JackServer, jack_server

from reamp.audio.signal import Signal
from reamp.capture.jacks import Jacks
from reamp.capture.make_signal import make_test_signal
from reamp.capture.open_session import OpenJacks, open_jacks
from reamp.capture.profile import CaptureSetup
from reamp.capture.record import CaptureSession
from reamp.errors import DeviceError
from reamp.live.backends import open_stream
from reamp.live.stream import Stream, StreamConfig

__all__ = [
    "BLOCK_FRAMES",
    "JACKS",
    "first_part",
    "freewheeling",
    "open_gear",
    "server_for_gear",
    "session",
    "takes_in",
    "test_signal",
]

BLOCK_FRAMES = 1024
"""Python is in time for those; the way back through JACK takes another one."""

JACKS = Jacks(send=3, return_=2)


@contextmanager
def server_for_gear(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    """Run a server with blocks that the client of the gear is in time for."""
    with jack_server(monkeypatch, block_frames=BLOCK_FRAMES) as server:
        yield server


@contextmanager
def open_gear(
    setup: GearSetup | None = None, *, is_freewheeling: bool = True, **changes: Any
) -> Iterator[tuple[Stream, Gear]]:
    """Run gear, and open its interface for output 3."""
    with gear(GearSetup(**changes) if setup is None else setup) as client:
        stream = _opened()
        try:
            if is_freewheeling:
                client.tell(freewheel=True)
            yield stream, client
        finally:
            if is_freewheeling:
                client.tell(freewheel=False)
            stream.close()


def _opened() -> Stream:
    """Open the gear; a server that is busy refuses a client now and then."""
    config = StreamConfig(backend="jack", device="Simulated", outputs=(JACKS.send,))
    for _ in range(4):
        try:
            return open_stream(config)
        except DeviceError:
            time.sleep(0.5)
    return open_stream(config)


@contextmanager
def freewheeling(client: Gear, command: str, *, package: str = "reamp.cli") -> Iterator[None]:
    """Let a command play in no time, from opening the device until it closes it."""

    def open_and_freewheel(*args: Any, **options: Any) -> OpenJacks:
        opened = open_jacks(*args, **options)
        close = opened.stream.close

        def close_in_time() -> None:  # JACK breaks where a client leaves while it freewheels
            opened.stream.close = close  # type: ignore[method-assign]
            client.tell(freewheel=False)
            close()

        opened.stream.close = close_in_time  # type: ignore[method-assign]
        client.tell(freewheel=True)
        return opened

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{package}.{command}.open_jacks", open_and_freewheel)
        yield


@functools.cache
def test_signal() -> Signal:
    """Return Reamp's own, made once."""
    return make_test_signal()


def first_part(seconds: float) -> Signal:
    """Return the first part of it, which is no test signal of its own: nothing in it comes twice."""
    signal = test_signal()
    return Signal(signal.samples[: round(seconds * signal.rate_hz)], signal.rate_hz)


def session(
    stream: Stream, *, setup: CaptureSetup | None = None, seconds: float | None = None
) -> CaptureSession:
    """Return a session with the whole test signal, or with the first part of it."""
    signal = test_signal() if seconds is None else first_part(seconds)
    return CaptureSession(stream, JACKS, signal, setup=setup)


def takes_in(folder: Path) -> list[str]:
    """Return what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


test_signal.__test__ = False  # type: ignore[attr-defined]
