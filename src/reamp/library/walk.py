"""The models in a folder and the folders in it, whatever lies there: pipes, loops, names that are no text."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from reamp.library.provenance import PROVENANCE_SUFFIX

__all__ = ["FoundFile", "walk"]

_SUFFIX = b".nam"
_BESIDE = os.fsencode(PROVENANCE_SUFFIX)


@dataclass(frozen=True, kw_only=True)
class FoundFile:
    """A file with the name of a model, or a folder that cannot be read; `problem` says why it is no model.

    `changed_ns` is when its content, its name or its permissions changed last, `sidecar_ns` the same of its
    provenance, None where there is none.
    """

    path: bytes
    size: int = 0
    changed_ns: int = 0
    sidecar_ns: int | None = None
    problem: str | None = None


def walk(folder: bytes) -> Iterator[FoundFile]:
    """Yield the models in a folder and all folders in it, in the order of their names.

    Links are followed, and no folder is entered twice. Hidden files and folders are left out. Nothing is
    opened: what cannot be looked at is a `FoundFile` with its problem.
    """
    entered: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            status = os.stat(path)  # noqa: PTH116  bytes
            if (status.st_dev, status.st_ino) in entered:
                continue
            entered.add((status.st_dev, status.st_ino))
            with os.scandir(path) as entries:
                found = {entry.name: entry for entry in entries if not entry.name.startswith(b".")}
        except OSError as error:
            yield FoundFile(path=path, problem=f"cannot be read: {error.strerror or error}")
            continue
        folders = []
        for name in sorted(found):
            entry = found[name]
            if _is_folder(entry):
                folders.append(entry.path)
            elif name.lower().endswith(_SUFFIX):
                yield _looked_at(entry, found.get(name + _BESIDE))
        waiting += reversed(folders)


def _is_folder(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _looked_at(entry: os.DirEntry[bytes], sidecar: os.DirEntry[bytes] | None) -> FoundFile:
    try:
        status = entry.stat()
    except OSError as error:
        return FoundFile(path=entry.path, problem=f"cannot be read: {error.strerror or error}")
    if not stat.S_ISREG(status.st_mode):
        return FoundFile(path=entry.path, problem="is not a regular file")
    return FoundFile(
        path=entry.path,
        size=status.st_size,
        changed_ns=max(status.st_mtime_ns, status.st_ctime_ns),
        sidecar_ns=None if sidecar is None else _sidecar_ns(sidecar),
    )


def _sidecar_ns(sidecar: os.DirEntry[bytes]) -> int | None:
    try:
        status = sidecar.stat()
    except OSError:
        return None
    return max(status.st_mtime_ns, status.st_ctime_ns)
