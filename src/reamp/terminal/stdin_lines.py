"""Reads lines of standard input in the background, without waiting for them."""

import contextlib
import os
import queue
import threading

__all__ = ["STDIN", "lines_of"]

STDIN = 0


def lines_of(descriptor: int = STDIN) -> queue.Queue[bytes | None]:
    """Return a queue of the lines from a file descriptor; None marks the end."""
    lines: queue.Queue[bytes | None] = queue.Queue()
    # Without a file object: a thread that waits in one would delay the end of the process.
    threading.Thread(target=_read, args=(descriptor, lines), daemon=True).start()
    return lines


def _read(descriptor: int, lines: queue.Queue[bytes | None]) -> None:
    begun = b""
    with contextlib.suppress(OSError):  # a closed standard input has no lines
        while data := os.read(descriptor, 65_536):
            *whole, begun = (begun + data).split(b"\n")
            for line in whole:
                lines.put(line)
    if begun:
        lines.put(begun)
    lines.put(None)
