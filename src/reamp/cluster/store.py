"""What a worker keeps on its disk: files by their digest, and the folders of work that is not taken yet.

Workers of one machine, or of one file system, may share a store. Each file appears in one step, and one
process at a time works in a folder.
"""

import contextlib
import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from reamp.atomic import atomic_write
from reamp.cluster.work import digest_of
from reamp.errors import ClusterError, OutputError
from reamp.file_lock import only_one
from reamp.folders import cluster_dir

__all__ = ["Store"]

_RESULT, _LOCK, _FILES = "result.pickle", "lock", "files"
_OLD_S = 14 * 86_400.0


class Store:
    """The files and folders of a worker, in `cluster_dir()` by default, which is created."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = cluster_dir() if folder is None else folder
        self._contents, self._works = folder / "contents", folder / "works"
        try:
            for each in (self._contents, self._works):
                each.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(folder, f"cannot be created: {error.strerror or error}") from error

    def receive(self, digest: str, data: bytes) -> None:
        """Keep a content; raises `ClusterError` if it is not what its digest says, and `OutputError`."""
        if digest_of(data) != digest:
            raise ClusterError("a file", "was damaged on the way")
        with atomic_write(self._content(digest)) as file:
            file.write(data)

    def missing(self, digests: Iterable[str]) -> list[str]:
        """Return the digests whose contents are not here."""
        return [each for each in digests if not self._content(each).is_file()]

    def digests(self) -> list[str]:
        """Return the digests of what is here."""
        return [each.name for each in self._contents.iterdir() if not each.name.startswith(".")]

    def unfinished(self) -> list[str]:
        """Return the keys of work that was begun here, or is finished and was not taken."""
        return [each.name for each in self._works.iterdir() if (each / _LOCK).exists()]

    @contextlib.contextmanager
    def kept_folder(self, key: str) -> Iterator["KeptFolder | None"]:
        """Hold the folder of a work that is kept while the block lasts; None if another process has it."""
        folder = self._works / key
        folder.mkdir(exist_ok=True)
        with only_one(folder / _LOCK) as is_free:
            yield KeptFolder(folder) if is_free else None

    @contextlib.contextmanager
    def temporary_folder(self) -> Iterator[Path]:
        """Yield a folder for work that is not kept."""
        with tempfile.TemporaryDirectory(dir=self._works, prefix="temporary-") as folder:
            yield Path(folder)

    def link_files(self, folder: Path, files: Mapping[str, str]) -> list[str]:
        """Put contents into a folder under their names, and return the digests of those that are not here.

        A file that is already in the folder stays: a worker that was killed has written it.
        """
        missing = self.missing(set(files.values()))
        if missing:
            return missing
        for name, digest in files.items():
            target, content = folder / name, self._content(digest)
            if target.exists():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.utime(content)  # in use, so not old
                try:
                    target.hardlink_to(content)
                except OSError:  # a file system without links
                    part = target.with_name(f"{target.name}.part")
                    shutil.copyfile(content, part)
                    part.replace(target)
            except FileNotFoundError:  # another client had it removed in this moment
                missing.append(digest)
        return missing

    def forget(self, keys: Iterable[str] = (), digests: Iterable[str] = ()) -> None:
        """Remove the folders of works that were taken, and contents that no work needs any more."""
        for key in keys:
            with contextlib.suppress(OSError):
                (self._works / key / _LOCK).unlink()
            shutil.rmtree(self._works / key, ignore_errors=True)
        for digest in digests:
            self._content(digest).unlink(missing_ok=True)

    def tidy(self, *, now_s: float | None = None) -> None:
        """Remove what was not touched for two weeks."""
        oldest_s = (time.time() if now_s is None else now_s) - _OLD_S
        for each in (*self._contents.iterdir(), *self._works.iterdir()):
            with contextlib.suppress(OSError):
                if each.stat().st_mtime >= oldest_s:
                    continue
                if each.is_dir():
                    shutil.rmtree(each, ignore_errors=True)
                else:
                    each.unlink()

    def _content(self, digest: str) -> Path:
        return self._contents / digest


class KeptFolder:
    """The folder of a work that is kept, and its result once it has one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / _FILES
        self.path.mkdir(exist_ok=True)

    def has_more_than(self, files: Mapping[str, str]) -> bool:
        """Return whether a file is here that was not sent, or was replaced, such as a checkpoint."""
        sent = {self.path / name: digest for name, digest in files.items()}
        found = (path for path in self.path.rglob("*") if path.is_file())
        return any(path not in sent or digest_of(path.read_bytes()) != sent[path] for path in found)

    def result(self) -> Any | None:
        """Return the result in a tuple of one; None before there is one, or where it is damaged."""
        try:
            return (pickle.loads((self._folder / _RESULT).read_bytes()),)  # noqa: S301 - written by this user
        except (OSError, pickle.UnpicklingError, EOFError):
            return None

    def keep(self, result: Any) -> None:
        """Keep the result; raises `OutputError`."""
        with atomic_write(self._folder / _RESULT) as file:
            file.write(pickle.dumps(result))
