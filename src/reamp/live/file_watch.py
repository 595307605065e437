"""Watches the files of a rig while it plays, and tries changed files. The user decides when to load them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from reamp.errors import ReampError
from reamp.findings import Check, Finding, Severity
from reamp.rig.cabinet import Cabinet, read_impulse_response
from reamp.rig.preset import load_preset
from reamp.rig.rig import Rig, RigModel

__all__ = ["FileWatch"]

_Stamp: TypeAlias = tuple[int, int, int] | None
"""Time, size and number of a file; None if it does not exist."""

_Part: TypeAlias = RigModel | tuple[Cabinet, ...] | None
"""The part of the rig that was read from a file; None for the preset."""


@dataclass
class _Watched:
    loaded: _Stamp
    seen: _Stamp
    finding: Finding | None = None


class FileWatch:
    """The files of a rig as they were when they were read. Create it before they are read.

    Files that `before` already watches are compared with their state when they were read then.
    """

    def __init__(self, rig: Rig, *, preset: Path | None = None, before: "FileWatch | None" = None) -> None:
        self._rig = rig
        self._files: dict[tuple[Path, _Part], _Watched] = {}
        for key in _parts(rig, preset):
            stamp = _stamp(key[0])
            known = None if before is None else before._files.get(key)
            self._files[key] = known or _Watched(stamp, stamp)

    def note_read(self, path: Path) -> None:
        """Note that a file was read just now: later changes are compared with its present state."""
        stamp = _stamp(path)
        for key in self._files:
            if key[0] == path:
                self._files[key] = _Watched(stamp, stamp)

    def look(self, *, rate_hz: int) -> None:
        """Check the files. A changed file is tried when two checks in a row find it in the same state."""
        for (path, part), watched in self._files.items():
            stamp = _stamp(path)
            if stamp == watched.loaded:
                watched.finding = None
            elif stamp == watched.seen and not _is_playable(watched.finding):  # it is no longer being written
                watched.finding = self._tried(path, part, rate_hz=rate_hz)
            elif stamp != watched.seen:
                watched.finding = None
            watched.seen = stamp

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings of the last check, at most one for each file."""
        found = {
            key[0]: watched.finding for key, watched in self._files.items() if watched.finding is not None
        }
        return tuple(found.values())

    def has_changed(self, path: Path) -> bool:
        """Return whether a file has changed since it was read."""
        return any(key[0] == path and _stamp(path) != watched.loaded for key, watched in self._files.items())

    def _tried(self, path: Path, part: _Part, *, rate_hz: int) -> Finding:
        try:
            if isinstance(part, RigModel):
                part.check()
            elif part is None:
                load_preset(path)
            else:
                read_impulse_response(part, rate_hz=rate_hz, mode=self._rig.mode)
        except ReampError as error:
            return Finding(
                check=Check.FILE_BROKEN,
                severity=Severity.WARNING,
                subject=path.name,
                message=f"the file has changed and cannot be played, so the old one plays on ({error})",
                advice="correct it, then reload it",
            )
        return Finding(
            check=Check.FILE_CHANGED,
            severity=Severity.NOTE,
            subject=path.name,
            message="the file has changed, but the old one plays on",
            advice="reload it to hear the new one",
        )


def _parts(rig: Rig, preset: Path | None) -> Iterator[tuple[Path, _Part]]:
    for model in rig.models:
        yield model.path, model
    for cabinet in rig.cabinets:
        if cabinet.file is not None:
            yield cabinet.file, rig.cabinets
    if preset is not None:
        yield preset, None


def _is_playable(finding: Finding | None) -> bool:
    return finding is not None and finding.severity is Severity.NOTE


def _stamp(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
