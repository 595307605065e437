"""The index of this user's models: its folders, its updates, its searches."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from reamp.arguments import as_path
from reamp.errors import EmptyLibraryError, LibraryError, StrPath
from reamp.findings import Finding
from reamp.folders import config_dir
from reamp.library.database import as_library_error, connect, library_path, writing
from reamp.library.query import Found, Query, search_index
from reamp.library.update import Updated, update_index

if TYPE_CHECKING:
    from reamp.audio.signal import Signal
    from reamp.cluster.connection import Cluster
    from reamp.library.levels import Lookalike, Proposal
    from reamp.library.nearest import Near, Target, Wish
    from reamp.library.recording import Heard

__all__ = ["Folder", "Library"]


@dataclass(frozen=True, kw_only=True)
class Folder:
    """A folder in the index: how many of its files are models and how many are not; `is_gone`: not there."""

    path: Path
    models: int
    problems: int
    is_gone: bool


class Library:
    """An open index. Use it in one thread and close it, or use it as a context.

    Every method raises `LibraryError` where the index cannot be read or written, and every search
    `EmptyLibraryError` where it covers no folder yet.
    """

    def __init__(self, path: StrPath | None = None) -> None:
        self.path = library_path() if path is None else Path(path)
        self.connection = connect(self.path)
        self._load_kept()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index."""
        self.connection.close()

    def folders(self) -> tuple[Folder, ...]:
        """Return the folders in the index."""
        rows = self.connection.execute(
            "SELECT folder.path, is_gone, count(file.id), count(coalesce(file.problem, network.problem)) "
            "FROM folder LEFT JOIN file ON file.folder_id = folder.id "
            "LEFT JOIN network ON network.id = network_id GROUP BY folder.id ORDER BY folder.path"
        )
        return tuple(
            Folder(
                path=Path(os.fsdecode(path)),
                models=files - problems,
                problems=problems,
                is_gone=bool(is_gone),
            )
            for path, is_gone, files, problems in rows
        )

    def add(self, folder: StrPath) -> Path:
        """Add a folder with its subfolders to the index, and return it; `update` reads its models.

        A folder inside one of the index changes nothing. Folders of the index inside the new one become
        part of it. Raises `LibraryError` for what is no folder.
        """
        path = as_path(folder, of="a folder").resolve()
        if not path.is_dir():
            raise LibraryError(path, "is no folder" if path.exists() else "does not exist")
        with as_library_error(self.path), writing(self.connection):
            known = [
                Path(os.fsdecode(each)) for (each,) in self.connection.execute("SELECT path FROM folder")
            ]
            outer = next((each for each in known if path.is_relative_to(each)), None)
            if outer is not None:
                return outer
            (new_id,) = self.connection.execute(
                "INSERT INTO folder (path) VALUES (?) RETURNING id", (os.fsencode(path),)
            ).fetchone()
            for inner in (os.fsencode(each) for each in known if each.is_relative_to(path)):
                self.connection.execute(
                    "UPDATE file SET folder_id = ? WHERE folder_id = (SELECT id FROM folder WHERE path = ?)",
                    (new_id, inner),
                )
                self.connection.execute("DELETE FROM folder WHERE path = ?", (inner,))
        return path

    def remove(self, folder: StrPath) -> None:
        """Take a folder out of the index; its files stay. Raises `LibraryError` for one that is not in it."""
        path = os.fsencode(as_path(folder, of="a folder").resolve())
        with as_library_error(self.path), writing(self.connection):
            row = self.connection.execute("SELECT id FROM folder WHERE path = ?", (path,)).fetchone()
            if row is None:
                raise LibraryError(Path(os.fsdecode(path)), "is not in the library")
            self.connection.execute(
                "DELETE FROM words WHERE rowid IN (SELECT id FROM file WHERE folder_id = ?)", (row[0],)
            )
            self.connection.execute("DELETE FROM file WHERE folder_id = ?", (row[0],))
            self.connection.execute("DELETE FROM folder WHERE id = ?", (row[0],))

    def update(
        self,
        *,
        threads: int | None = None,
        on_progress: Callable[[int, int], None] | None = None,
        cluster: "Cluster | None" = None,
    ) -> Updated:
        """Look for changes in the folders, read and measure what is new, and return what was done.

        `on_progress` is called with how many files are read and how many there are to read. With `cluster`
        its workers measure; a network's share of a core is then that of the worker's machine.
        """
        cores = threads or os.cpu_count() or 1
        with as_library_error(self.path):
            return update_index(self.connection, threads=cores, on_progress=on_progress, cluster=cluster)

    def search(self, query: Query) -> Found:
        """Return what a query finds."""
        self._check_filled()
        with as_library_error(self.path):
            return search_index(self.connection, query)

    def like(
        self,
        model: StrPath,
        *,
        query: Query | None = None,
        wishes: Iterable["Wish"] = (),
        than: StrPath | None = None,
    ) -> tuple["Near", ...]:
        """Return the models that sound most like one, the nearest first; see `nearest_in_index`.

        `model` and `than` are files, in the index or not. Raises `ModelFileError` for what cannot be played,
        `AudioError` for what makes no sound.
        """
        from reamp.library.nearest import nearest_in_index  # noqa: PLC0415  brings NumPy

        self._check_filled()
        with as_library_error(self.path):
            target = self._target(model)
            other = None if than is None else self._target(than)
            return nearest_in_index(
                self.connection, target, query=query or Query(), wishes=wishes, than=other
            )

    def like_recording(
        self,
        recording: "Signal",
        di: "Signal",
        *,
        query: Query | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> tuple["Heard", ...]:
        """Return the models that sound most like a recording of `di`; see `models_of_recording`."""
        from reamp.library.recording import models_of_recording  # noqa: PLC0415  brings the engine

        self._check_filled()
        with as_library_error(self.path):
            return models_of_recording(
                self.connection, recording, di, query=query or Query(), on_progress=on_progress
            )

    def findings(self) -> tuple[Finding, ...]:
        """Return what is wrong with the models; see `index_findings`."""
        from reamp.library.check import index_findings  # noqa: PLC0415  brings NumPy

        self._check_filled()
        with as_library_error(self.path):
            return tuple(index_findings(self.connection))

    def propose_levels(
        self, di: "Signal", *, on_progress: Callable[[int, int], None] | None = None
    ) -> Iterator["Proposal | Lookalike"]:
        """Yield levels found for models without any; see `reamp.library.levels.propose_levels`."""
        from reamp.library.levels import propose_levels  # noqa: PLC0415  brings NumPy

        self._check_filled()
        return propose_levels(self.connection, di, on_progress=on_progress)

    def _check_filled(self) -> None:
        with as_library_error(self.path):
            if self.connection.execute("SELECT 1 FROM folder").fetchone() is None:
                raise EmptyLibraryError(self.path, "holds no folder of models yet")

    def _target(self, model: StrPath) -> "Target":
        """Return a file to compare others with: from the index, else measured now."""
        from reamp.library.look import target_of_file  # noqa: PLC0415  brings the engine

        return target_of_file(self.connection, Path(model))

    def _load_kept(self) -> None:
        """Put the input levels that this user keeps beside the tables, for this connection only."""
        execute = self.connection.execute
        execute("CREATE TEMP TABLE kept (fingerprint TEXT PRIMARY KEY, level_dbu REAL)")
        if not (config_dir() / "levels.toml").exists():
            return
        from reamp.plan.kept_levels import load_kept_levels  # noqa: PLC0415  brings NumPy

        for kept in load_kept_levels():
            execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (kept.network, kept.input_level_dbu))
