"""A piece of work for a cluster: a function, its arguments, and the files that it needs."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reamp.errors import OutputError, ReampError

__all__ = ["Done", "SentFile", "Work", "WorkFolder", "digest_of", "work_key"]


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """A file by its content: `digest` names it, `path` or `data` has it.

    Workers keep one that `is_shared` for other works, as a test signal that many captures have.
    """

    digest: str
    is_shared: bool = False
    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)

    @classmethod
    def of(cls, path: Path, *, is_shared: bool = False) -> "SentFile":
        """Return a file on disk, which is read again when it is sent; raises `OSError`."""
        with path.open("rb") as file:
            return cls(digest=hashlib.file_digest(file, "sha256").hexdigest(), is_shared=is_shared, path=path)

    @classmethod
    def holding(cls, data: bytes, *, is_shared: bool = False) -> "SentFile":
        """Return a file that lies in memory only."""
        return cls(digest=digest_of(data), is_shared=is_shared, data=data)

    def read(self) -> bytes:
        """Return its content; raises `OSError`, and `OutputError` if it was changed meanwhile."""
        if self.data is not None:
            return self.data
        assert self.path is not None
        data = self.path.read_bytes()
        if digest_of(data) != self.digest:
            raise OutputError(self.path, "was changed while it was sent to a worker; repeat the command")
        return data


@dataclass(frozen=True, kw_only=True, eq=False)
class Work:
    """`function(work_folder, *arguments)`, for a worker that has linked `files` into `work_folder.path`.

    The function is one of an installed module, as workers import it by its name. `key` names the work: works
    of one key have one result. `files` are by their names in the folder, with slashes. A worker keeps the
    folder and the result of work that `is_kept` until the client has taken it, even if either is killed.
    `tag` is the caller's.
    """

    key: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    files: Mapping[str, SentFile] = field(default_factory=dict)
    is_kept: bool = False
    tag: Any = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Done:
    """The outcome of a piece of work: what its function returned, or the error."""

    work: Work
    worker: str
    value: Any = None
    error: ReampError | None = None


@dataclass(frozen=True, kw_only=True)
class WorkFolder:
    """Where a function works on a worker: its folder, and `report`, which sends an event to the client.

    `report` takes plain values. It raises `KeyboardInterrupt` when the work is to stop.
    """

    path: Path
    report: Callable[[Mapping[str, object]], None]

    def check_stop(self) -> None:
        """Raise `KeyboardInterrupt` when the work is to stop, without an event."""
        self.report({})


def digest_of(data: bytes) -> str:
    """Return what names a content."""
    return hashlib.sha256(data).hexdigest()


def work_key(what: str, *values: object) -> str:
    """Return the key of work that follows from these values alone; each has a `repr` that says all of it."""
    return f"{what}-{digest_of(repr(values).encode())[:32]}"
