"""Let one process at a time do a work: a lock on a file, which is free again when the process ends."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["only_one"]


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[bool]:
    """Hold the lock of a file while the block lasts; yield whether it was free."""
    with path.open("ab") as file:
        yield _lock(file.fileno())


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
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
