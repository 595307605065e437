"""Edits of models in place: the file as it was is kept in a folder, and can be put back."""

import hashlib
from datetime import datetime
from pathlib import Path

from reamp.atomic import atomic_write
from reamp.errors import ConfigError, OutputError
from reamp.nam.document import NamDocument

__all__ = ["MOST_BACKUPS", "Backups"]

MOST_BACKUPS = 200
"""How many files are kept; the oldest are deleted first."""


class Backups:
    """A folder with the files of models as they were before an edit; the edits of this run can be undone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._edits: dict[Path, list[tuple[Path, str]]] = {}

    def save(self, document: NamDocument) -> Path | None:
        """Write an edited document over its file, and return where the file as it was is kept.

        None where nothing would change. Raises `OutputError` before the model is touched where the backup
        cannot be written.
        """
        path = document.path
        if path is None:
            raise ConfigError("the document has no file yet")
        before = path.read_bytes()
        if NamDocument.parse(before, path=path).text == document.text:
            return None
        kept = self._keep(path, before)
        document.save()
        self._edits.setdefault(path.resolve(), []).append((kept, _digest(path.read_bytes())))
        return kept

    def can_undo(self, path: Path) -> bool:
        """Return whether there is an edit of this run to undo."""
        return bool(self._edits.get(path.resolve()))

    def undo(self, path: Path) -> None:
        """Put a file back as it was before its last edit of this run.

        Raises `ConfigError` where there is none, and where the file has changed since.
        """
        edits = self._edits.get(path.resolve())
        if not edits:
            raise ConfigError(f"{path.name}: there is no change to undo")
        kept, written = edits[-1]
        if _digest(path.read_bytes()) != written:
            raise ConfigError(f"{path.name} has changed since; the file as it was is {kept}")
        before = kept.read_bytes()
        with atomic_write(path) as file:
            file.write(before)
        edits.pop()

    def _keep(self, path: Path, data: bytes) -> Path:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(self.folder, f"cannot be created: {error.strerror or error}") from error
        kept = self.folder / f"{path.stem} {datetime.now():%Y-%m-%d_%H-%M-%S-%f}{path.suffix}"
        with atomic_write(kept) as file:
            file.write(data)
        there = sorted(self.folder.glob("*.nam"), key=lambda each: each.stat().st_mtime)
        for old in there[: max(0, len(there) - MOST_BACKUPS)]:
            old.unlink(missing_ok=True)
        return kept


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
