"""Bringing the index up to date with its folders: what is new is read and measured, what is gone leaves.

Threads read and play files, which releases Python's lock; only the calling thread writes, a few files in one
step. An end at any moment leaves a valid index, and the next update continues from it.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reamp.interruption import Stop, check_stop
from reamp.library.database import MEASURED_BY, writing
from reamp.library.walk import FoundFile, walk

if TYPE_CHECKING:
    from reamp.cluster.connection import Cluster
    from reamp.library.look import FileFacts

__all__ = ["Updated", "update_index"]

_KNOWN = """
SELECT file.path, file.id, size, changed_ns, sidecar_ns, coalesce(measured_by, ?)
FROM file LEFT JOIN network ON network.id = network_id WHERE folder_id = ?
"""
_COUNTS = """
SELECT count(*), count(coalesce(file.problem, network.problem))
FROM file LEFT JOIN network ON network.id = network_id
"""
_AT_ONCE = 64
_AT_LEAST_EVERY_S = 1.0


@dataclass(frozen=True, kw_only=True)
class Updated:
    """What an update did, in files: new ones, changed ones, those that left, and all there are now.

    `problems` counts the files that are no models. `gone` are the folders that are not there; their files
    stay in the index.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    total: int = 0
    problems: int = 0
    gone: tuple[bytes, ...] = ()

    @property
    def models(self) -> int:
        """How many files are models."""
        return self.total - self.problems

    @property
    def gone_folders(self) -> tuple[Path, ...]:
        """The folders that are not there."""
        return tuple(Path(os.fsdecode(folder)) for folder in self.gone)


def update_index(
    connection: sqlite3.Connection,
    *,
    threads: int,
    on_progress: Callable[[int, int], None] | None = None,
    cluster: "Cluster | None" = None,
) -> Updated:
    """Bring the index up to date with the folders in it.

    `on_progress` is called with how many of the files to read are done, and how many there are. With
    `cluster` its workers measure the networks, instead of threads.
    """
    waiting: list[FoundFile] = []
    lost: list[int] = []
    gone: list[bytes] = []
    added = 0
    owners: dict[bytes, int] = {}
    for folder_id, folder, was_gone in connection.execute("SELECT id, path, is_gone FROM folder").fetchall():
        known = {
            path: (file_id, *state)
            for path, file_id, *state in connection.execute(_KNOWN, (MEASURED_BY, folder_id))
        }
        is_gone = _is_gone(folder, has_files=bool(known))
        if is_gone != bool(was_gone):
            connection.execute("UPDATE folder SET is_gone = ? WHERE id = ?", (is_gone, folder_id))
        if is_gone:
            gone.append(folder)
            continue
        for found in walk(folder):
            _, *before = known.pop(found.path, (None, None))
            if before != [found.size, found.changed_ns, found.sidecar_ns, MEASURED_BY]:
                waiting.append(found)
                owners[found.path] = folder_id
                added += before == [None]
        lost += [file_id for path, (file_id, *_) in known.items() if _has_left(path)]
    if waiting:
        _read_all(connection, waiting, owners, threads=threads, on_progress=on_progress, cluster=cluster)
    if waiting or lost:
        _remove(connection, lost)
    total, problems = connection.execute(_COUNTS).fetchone()
    return Updated(
        added=added,
        changed=len(waiting) - added,
        removed=len(lost),
        total=total,
        problems=problems,
        gone=tuple(gone),
    )


def _is_gone(folder: bytes, *, has_files: bool) -> bool:
    """Return whether a folder is not there; an empty one that had models is where a disk was mounted."""
    try:
        with os.scandir(folder) as entries:
            return has_files and next(entries, None) is None
    except OSError:
        return True


def _has_left(path: bytes) -> bool:
    """Return whether a row has no file any more, or is of a folder that could not be read before."""
    return not os.path.lexists(path) or os.path.isdir(path)  # noqa: PTH112  bytes


def _read_all(
    connection: sqlite3.Connection,
    waiting: Sequence[FoundFile],
    owners: dict[bytes, int],
    *,
    threads: int,
    on_progress: Callable[[int, int], None] | None,
    cluster: "Cluster | None",
) -> None:
    from reamp.library.rows import write_files  # noqa: PLC0415  brings NumPy and the engine

    known = {
        fingerprint
        for (fingerprint,) in connection.execute(
            "SELECT fingerprint FROM network WHERE measured_by = ?", (MEASURED_BY,)
        )
    }
    ready: list[FileFacts] = []
    written_s = time.monotonic()
    if cluster is None:
        looked_at = _looked_at(waiting, known, threads=threads)
    else:
        from reamp.library.look_cluster import look_on  # noqa: PLC0415  most updates need none of it

        looked_at = look_on(cluster, waiting, known=known)
    for done, facts in enumerate(looked_at, start=1):
        ready.append(facts)
        if facts.network is not None and facts.fingerprint is not None:
            known.add(facts.fingerprint)
        if on_progress is not None:
            on_progress(done, len(waiting))
        if len(ready) >= _AT_ONCE or time.monotonic() - written_s > _AT_LEAST_EVERY_S:
            write_files(connection, ready, owners)
            ready, written_s = [], time.monotonic()
    write_files(connection, ready, owners)


def _looked_at(waiting: Iterable[FoundFile], known: set[str], *, threads: int) -> Iterator["FileFacts"]:
    """Yield the facts of files as they are done; when the caller stops, so does the work, after the file."""
    from reamp.library.look import look_at  # noqa: PLC0415  brings NumPy and the engine

    stop = Stop()

    def look(found: FoundFile) -> "FileFacts":
        with stop.obeyed():
            check_stop()
            return look_at(found, known=known)

    pool = ThreadPoolExecutor(threads)
    pending: set[Future[FileFacts]] = set()
    try:
        with stop:
            for found in waiting:
                pending.add(pool.submit(look, found))
                if len(pending) > 2 * threads:
                    done, pending = wait(pending, return_when=FIRST_COMPLETED)
                    yield from (each.result() for each in done)
            while pending:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
    finally:
        pool.shutdown(cancel_futures=True)


def _remove(connection: sqlite3.Connection, files: Sequence[int]) -> None:
    with writing(connection):
        connection.executemany("DELETE FROM words WHERE rowid = ?", ((file_id,) for file_id in files))
        connection.executemany("DELETE FROM file WHERE id = ?", ((file_id,) for file_id in files))
        connection.execute(
            "DELETE FROM network WHERE id NOT IN (SELECT network_id FROM file WHERE network_id IS NOT NULL)"
        )
