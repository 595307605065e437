"""Write output files in one step, so that they are complete or absent, and check where writing is allowed."""

import contextlib
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from reamp.errors import OutputError, OutputExistsError, StrPath

__all__ = ["atomic_folder", "atomic_write", "check_output", "private_write"]

_OPEN_ELSEWHERE = (5, 32)  # ERROR_ACCESS_DENIED and ERROR_SHARING_VIOLATION of Windows
_OPEN_ELSEWHERE_S = 1.0


def check_output(path: StrPath, *, inputs: Iterable[StrPath] = (), overwrite: bool = False) -> None:
    """Check that an output can be written and destroys nothing; call it before long work.

    A file that is also an input is refused even with `overwrite`, under any name (relative, linked).
    Raises `OutputExistsError` for that and for an existing file without `overwrite`, `OutputError` for a
    file or folder that is read-only, a folder that is missing and anything that is not a regular file.
    """
    target = Path(path)
    if "\0" in str(target):
        raise OutputError(path, "is not a file name: it contains a NUL")
    if any(_is_same_file(target, Path(source)) for source in inputs):
        raise OutputExistsError(path, "is also an input; choose another name for the output")
    if target.is_dir():
        raise OutputError(path, "is a folder; add a file name")
    if target.exists() and not target.is_file():
        raise OutputError(path, "is not a regular file; choose another name")
    if target.exists() and not overwrite:
        raise OutputExistsError(path, "exists; overwrite it or choose another name", can_overwrite=True)
    _refuse_read_only(path)
    folder = target.resolve().parent
    if not folder.is_dir():
        raise OutputError(path, f"the folder {folder} does not exist; create it first")
    if not os.access(folder, os.W_OK):
        raise OutputError(path, f"the folder {folder} is read-only; choose another")


@contextlib.contextmanager
def atomic_write(path: StrPath) -> Iterator[BinaryIO]:
    """Yield a binary file that becomes `path` in one step when the block ends, and is deleted if it raises.

    Until then an existing file keeps its content. Its permissions stay, and a link stays a link. A read-only
    file raises `OutputError`. The block should only write: any `OSError` in it (a full disk) is raised as
    `OutputError`.
    """
    _refuse_read_only(path)
    target = Path(path).resolve()
    # In the target's folder, because a rename is one step only within a file system.
    part = target.parent / f".reamp-{secrets.token_hex(8)}.part"
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            part.chmod(target.stat().st_mode)
        _put_in_place(part, target)
    except OSError as error:
        raise OutputError(path, f"cannot be written: {error.strerror or error}") from error
    finally:
        # The part file remains after an error or Ctrl-C only.
        with contextlib.suppress(OSError):
            part.unlink()


def private_write(path: StrPath, data: bytes) -> None:
    """Write a secret in one step into a file that only its owner can read, from the first moment on.

    A link is replaced, not followed. Raises `OutputError` if it cannot be written.
    """
    target = Path(path)
    part = target.with_name(f".reamp-{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(part, target)
    except OSError as error:
        raise OutputError(path, f"cannot be written: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


@contextlib.contextmanager
def atomic_folder(path: StrPath) -> Iterator[Path]:
    """Yield a folder to write into; a new one appears in one step when the block ends well.

    An existing folder is yielded itself: use `atomic_write` for the files in it. Raises `OutputError` for any
    `OSError`, as `atomic_write` does.
    """
    target = Path(path)
    if target.is_dir():
        yield target
        return
    part = target.resolve().parent / f".reamp-{secrets.token_hex(8)}.part"
    try:
        part.mkdir()
        yield part
        _put_in_place(part, target)
    except OSError as error:
        raise OutputError(path, f"cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _put_in_place(part: Path, target: Path) -> None:
    """Rename over the target in one step.

    On Windows nothing can replace a file that another program has open; most have it open for a moment.
    """
    end_s = time.monotonic() + _OPEN_ELSEWHERE_S
    while True:
        try:
            part.replace(target)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _OPEN_ELSEWHERE or time.monotonic() >= end_s:
                raise
            time.sleep(0.01)
        else:
            return


def _refuse_read_only(path: StrPath) -> None:
    """Raise `OutputError` for a file that is write-protected or that this user may not write."""
    target = Path(path)
    if not target.exists():
        return
    is_protected = not target.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    if is_protected or not os.access(target, os.W_OK):  # root could write a protected file by mistake
        raise OutputError(path, "is read-only; make it writable or choose another name")


def _is_same_file(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)
