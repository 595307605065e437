"""Runs the real command in a separate terminal: its screen, its keys, and the terminal afterwards."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyte

__all__ = ["Terminal", "terminal"]

# The terminal becomes the one that controls the process, so that Ctrl-C reaches it.
_CODE = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from reamp.__main__ import main
main()
"""
_TIMEOUT_S = 120.0


class Terminal:
    """A command that runs in a terminal with a screen of `columns` by `rows`."""

    def __init__(
        self,
        args: tuple[str, ...],
        columns: int,
        rows: int,
        environment: Mapping[str, str],
        folder: Path | None = None,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._leader, self._follower = pty.openpty()
        self.sent = b""
        self.resize(columns, rows)
        self.settings = termios.tcgetattr(self._follower)
        self.process = subprocess.Popen(
            [sys.executable, "-c", _CODE, *args],
            stdin=self._follower,
            stdout=self._follower,
            stderr=self._follower,
            env={**os.environ, "TERM": "xterm-256color", **environment},
            cwd=folder,
            start_new_session=True,
        )

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, as by pulling at its window."""
        fcntl.ioctl(self._leader, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen.resize(rows, columns)

    def press(self, keys: str) -> None:
        """Send keys."""
        os.write(self._leader, keys.encode())

    def read(self, wait_s: float = 0.0) -> str:
        """Return the screen after what has arrived, for so long at least."""
        end_s = time.monotonic() + wait_s
        while True:
            ready = select.select([self._leader], [], [], max(0.0, end_s - time.monotonic()))[0]
            if not ready:
                return "\n".join(self._screen.display)
            data = os.read(self._leader, 65_536)
            self.sent += data
            self._stream.feed(data)

    def wait_for(self, text: str) -> str:
        """Return the screen once it shows a text."""
        end_s = time.monotonic() + _TIMEOUT_S
        while text not in (shown := self.read(0.05)):
            assert time.monotonic() < end_s, f"no {text!r} in\n{shown}"
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{shown}"
        return shown

    def wait_for_end(self) -> int:
        """Return the exit code."""
        end_s = time.monotonic() + _TIMEOUT_S
        while self.process.poll() is None:
            assert time.monotonic() < end_s, f"does not end:\n{self.read()}"
            self.read(0.05)
        self.read(0.1)
        return self.process.returncode

    @property
    def is_as_before(self) -> bool:
        """Whether the terminal's settings, its screen and its cursor are as they were."""
        modes = (b"?1049", b"?2004")  # another screen, marked pastes
        is_main = all(
            self.sent.count(b"\x1b[%sh" % mode) == self.sent.count(b"\x1b[%sl" % mode) for mode in modes
        )
        return (
            is_main and not self._screen.cursor.hidden and termios.tcgetattr(self._follower) == self.settings
        )

    def close(self) -> None:
        """End the command."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._leader)
        os.close(self._follower)


@contextmanager
def terminal(
    *args: str, columns: int = 80, rows: int = 24, folder: Path | None = None, **environment: str
) -> Iterator[Terminal]:
    """Run `reamp ARGS` in a terminal, in a folder of its own where one is given, and end it."""
    running = Terminal(args, columns, rows, environment, folder)
    try:
        yield running
    finally:
        running.close()
