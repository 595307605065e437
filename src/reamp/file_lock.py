"""Let one process at a time do a work: a lock on a file, which is free again when the process ends."""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from reamp.errors import OutputError

__all__ = ["one_at_a_time", "only_one"]

_LOOK_S = 0.01
_HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""What a system says of a lock that another process holds."""


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[bool]:
    """Hold the lock of a file while the block lasts; yield whether it was free.

    Raises `OutputError` where the file cannot be made, and on a file system that has no locks.
    """
    with _opened(path) as file:
        yield _lock(file.fileno(), path)


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the lock of a file while the block lasts; wait until it is free. Threads wait for each other, too.

    A block within a block of the same file waits for ever. Raises as `only_one` does.
    """
    with _opened(path) as file:
        while not _lock(file.fileno(), path):
            time.sleep(_LOOK_S)
        yield


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("ab")
    except OSError as error:
        raise OutputError(path, f"cannot be written: {error.strerror or error}") from error
    with file:
        yield file


def _has_no_locks(path: Path, error: OSError) -> OutputError:
    problem = f"cannot be locked: {error.strerror or error}; choose a folder on a local disk"
    return OutputError(path, problem)


if sys.platform == "win32":
    import msvcrt

    # This lock also keeps others from reading and writing, so it is on a byte that no file has.
    _LOCKED_BYTE = 0x7FFF_FFFE

    def _lock(descriptor: int, path: Path) -> bool:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:  # another process holds it
            return False
        except OSError as error:
            if error.errno in _HELD:
                return False
            raise _has_no_locks(path, error) from error
        return True

else:
    import fcntl

    def _lock(descriptor: int, path: Path) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _HELD:
                return False
            raise _has_no_locks(path, error) from error
        return True
