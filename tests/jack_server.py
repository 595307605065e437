"""A JACK server without hardware, for the tests of live play."""

import itertools
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from reamp.errors import DeviceError
from reamp.live.jack import find_jack_devices

__all__ = ["JackServer", "jack_server", "start_server"]

_TIMEOUT_S = 60.0  # on a machine that is busy with other things
_POLL_S = 0.03
_numbers = itertools.count(1)


@dataclass
class JackServer:
    """A server that runs; clients of this process find it by its name in the environment."""

    name: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End it, as if a user stopped it or unplugged the interface."""
        self.process.terminate()
        try:
            self.process.wait(_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for left in Path("/dev/shm").glob(f"jack_sem.*_{self.name}_*"):  # it forgets those
            left.unlink(missing_ok=True)


def start_server(
    *, rate_hz: int = 48_000, block_frames: int = 64, name: str | None = None, log: Path | None = None
) -> JackServer:
    """Return a new server once clients can open; skips the test where there is no jackd.

    What it prints goes to the file `log`.
    """
    if shutil.which("jackd") is None:
        pytest.skip("there is no jackd")
    name = name or f"reamp-{os.getpid()}-{next(_numbers)}"
    command = f"jackd -R -P 70 -n {name} -d dummy -r {rate_hz} -p {block_frames}".split()
    if shutil.which("setpriv") is not None:  # it ends when the tests crash: a machine has room for eight
        command = ["setpriv", "--pdeathsig", "TERM", *command]
    with Path(log or os.devnull).open("wb") as output:
        server = JackServer(name, subprocess.Popen(command, stdout=output, stderr=output))
    end_s = time.monotonic() + _TIMEOUT_S
    while time.monotonic() < end_s:
        time.sleep(_POLL_S)
        if server.process.poll() is not None:
            break
        try:
            find_jack_devices()
        except DeviceError:
            continue
        return server
    server.stop()
    pytest.skip("jackd does not start here")


@contextmanager
def jack_server(
    monkeypatch: pytest.MonkeyPatch, *, rate_hz: int = 48_000, block_frames: int = 64
) -> Iterator[JackServer]:
    """Run a server that clients of this process open, and end it."""
    name = f"reamp-{os.getpid()}-{next(_numbers)}"
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name)
    server = start_server(rate_hz=rate_hz, block_frames=block_frames, name=name)
    try:
        yield server
    finally:
        server.stop()
