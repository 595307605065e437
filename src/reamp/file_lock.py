"""Let one process at a time do a work: a lock on a file, which is free again when the process ends."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

__all__ = ["one_at_a_time", "only_one"]

_LOOK_S = 0.01


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[bool]:
    """Hold the lock of a file while the block lasts; yield whether it was free."""
    with path.open("ab") as file:
        yield _lock(file.fileno())


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the lock of a file while the block lasts; wait until it is free. Threads wait for each other, too.

    A block within a block of the same file waits for ever.
    """
    with path.open("ab") as file:
        while not _lock(file.fileno()):
            time.sleep(_LOOK_S)
        yield


if sys.platform == "win32":
    import msvcrt

    # This lock also keeps others from reading and writing, so it is on a byte that no file has.
    _LOCKED_BYTE = 0x7FFF_FFFE

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
