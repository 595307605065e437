"""The files that the pages may play: those in folders the user added, and those that were dropped in."""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, TypeAlias

import msgspec

from reamp.audio.names import is_sound
from reamp.errors import ConfigError
from reamp.folders import config_dir
from reamp.nam.folder import by_name
from reamp.sim.speaker import CABINETS
from reamp.toml_file import checked, read_toml, write_toml

__all__ = ["MAX_DROPPED_BYTES", "FileKind", "Shelf", "ShelfFile"]

FileKind: TypeAlias = Literal["model", "sound"]

MAX_DROPPED_BYTES = 2**27
"""128 MiB: ten minutes of a guitar at 48 kHz, and more than any model."""

_MAX_ALL_DROPPED_BYTES = 2**31
_MAX_FILES = 20_000
_MAX_DEPTH = 6
_MAX_NAME_BYTES = 200  # of the 255 that file systems allow; a suffix and a number come behind
_COMPUTED = "computed"


@dataclass(frozen=True, kw_only=True)
class ShelfFile:
    """A file that may be played; `key` names it in commands, `folder` is where it lies below its root."""

    key: str
    name: str
    folder: str
    kind: FileKind


class _Kept(msgspec.Struct, forbid_unknown_fields=True):
    folder: list[str] = []


class Shelf:
    """Folders whose models and sounds may be played, and a folder of this run for what is dropped in.

    `named` are folders of the command line, for this run; those that are added stay for the next. A file is
    named by a key and never by its path, and a key leads to nothing outside the folders, whatever links say.
    """

    def __init__(self, named: Iterable[Path] = ()) -> None:
        self._dropped = Path(tempfile.mkdtemp(prefix="reamp-dropped-"))
        self._named = [folder.resolve() for folder in named]
        self._added = [Path(text) for text in self._load().folder]

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders, without the one for what was dropped."""
        return tuple(dict.fromkeys((*self._named, *self._added)))

    def add(self, typed: str) -> Path:
        """Add a folder for this run and the next ones; raises `ConfigError` where it is none."""
        folder = self._folder_of(typed)
        if not folder.is_dir():
            raise ConfigError(f"{folder} is no folder; type the path of one")
        if folder == Path(folder.anchor):
            raise ConfigError("that is the whole disk; choose the folder with your models")
        if folder not in self.folders:
            self._added.append(folder)
            self._save()
        return folder

    def include(self, folder: Path) -> None:
        """Put a folder on the shelf for this run."""
        if folder.resolve() not in self.folders:
            self._named.append(folder.resolve())

    def forget(self, folder: str) -> None:
        """Take a folder off the shelf; its files stay where they are."""
        self._added = [each for each in self._added if str(each) != folder]
        self._named = [each for each in self._named if str(each) != folder]
        self._save()

    def suggestions(self, typed: str) -> list[str]:
        """Return the folders that a path may go on to, ten at most."""
        path = Path(typed).expanduser()
        parent, start = (path, "") if typed.endswith(("/", os.sep)) else (path.parent, path.name)
        if not path.is_absolute() or "\0" in typed:
            return []
        try:
            found = [
                each
                for each in parent.iterdir()
                if each.name.casefold().startswith(start.casefold())
                and not each.name.startswith(".")
                and each.is_dir()
            ]
        except OSError:
            return []
        return [str(each) for each in sorted(found, key=by_name)[:10]]

    def files(self) -> list[ShelfFile]:
        """Return the models and sounds, in the order of people, folder by folder."""
        found: list[ShelfFile] = []
        for root, prefix, title in self._roots():
            there = [path for path in _walk(root, _MAX_DEPTH) if not _leads_out(path, root)]
            for path in sorted(there, key=by_name)[: _MAX_FILES - len(found)]:
                inner = path.relative_to(root)
                folder = "/".join((title, *inner.parts[:-1]))
                kind: FileKind = "sound" if is_sound(path) else "model"
                key = f"{prefix}/{inner.as_posix()}"
                found.append(ShelfFile(key=key, name=path.stem, folder=folder, kind=kind))
        return found

    def folders_named(self, suffix: str) -> Iterator[tuple[Path, str, str]]:
        """Yield the folders whose names end in `suffix`: path, key, and the folder they lie in."""
        for root, prefix, title in self._roots():
            for path in _walk_folders(root, suffix, _MAX_DEPTH):
                inner = path.relative_to(root)
                yield path, f"{prefix}/{inner.as_posix()}", "/".join((title, *inner.parts[:-1]))

    def path(self, key: str, kind: FileKind) -> Path:
        """Return the file of a key; raises `ConfigError` for one that is not on the shelf."""
        prefix, _, inner = key.partition("/")
        if prefix == _COMPUTED and kind == "sound" and inner in CABINETS:
            return Path(inner)
        root = next((root for root, name, _ in self._roots() if name == prefix), None)
        if root is None or not inner or "\0" in inner:
            raise _not_here(key)
        try:
            path = (root / inner).resolve(strict=True)
        except (OSError, RuntimeError):
            raise _not_here(key) from None
        if not path.is_relative_to(root.resolve()) or not path.is_file() or _kind_of(path) != kind:
            raise _not_here(key)
        return path

    def key_of(self, path: Path) -> str | None:
        """Return the key of a file, None for one that is not on the shelf."""
        if str(path) in CABINETS:
            return f"{_COMPUTED}/{path}"
        for root, prefix, _ in self._roots():
            if path.resolve().is_relative_to(root.resolve()):
                return f"{prefix}/{path.resolve().relative_to(root.resolve()).as_posix()}"
        return None

    def beside(self, path: Path) -> list[Path]:
        """Return the files of its kind in the folder of a file that is on the shelf, none for another."""
        if self.key_of(path) is None or str(path) in CABINETS:
            return []
        kind = _kind_of(path)
        there = (each for each in _walk(path.parent, 1) if _kind_of(each) == kind)
        return sorted((each for each in there if self.key_of(each) is not None), key=by_name)

    def drop(self, name: str, source: IO[bytes]) -> ShelfFile:
        """Keep a file that was dropped in, for this run, and return it; raises `ConfigError`.

        Its name is made plain. A file of that name that is there already is kept beside it.
        """
        plain = _plain_name(name)
        kind = _kind_of(Path(plain))
        if kind is None:
            raise ConfigError(f"{plain}: is neither a model (.nam) nor a sound (.wav, .flac, .aiff)")
        target = self._dropped / plain
        number = 2
        while target.exists():
            target = self._dropped / f"{Path(plain).stem} {number}{Path(plain).suffix}"
            number += 1
        with target.open("xb") as file:
            try:
                shutil.copyfileobj(source, file)
                file.flush()
            except BaseException:  # such as a full disk: half a file is not to be played
                with contextlib.suppress(OSError):
                    file.close()
                target.unlink(missing_ok=True)
                raise
        return ShelfFile(key=f"dropped/{target.name}", name=target.stem, folder="dropped", kind=kind)

    def check_room(self, size_bytes: int) -> None:
        """Raise `ConfigError` for a file that is too large, or where too much was dropped already."""
        if size_bytes > MAX_DROPPED_BYTES:
            raise ConfigError(
                f"the file is larger than {MAX_DROPPED_BYTES // 2**20} MiB; add its folder instead"
            )
        held = sum(each.stat().st_size for each in self._dropped.iterdir())
        if held + size_bytes > _MAX_ALL_DROPPED_BYTES:
            raise ConfigError("2 GiB were dropped in already; add their folder instead")

    def close(self) -> None:
        """Delete what was dropped in."""
        shutil.rmtree(self._dropped, ignore_errors=True)

    def _roots(self) -> Iterator[tuple[Path, str, str]]:
        yield self._dropped, "dropped", "dropped"
        for folder in self.folders:
            yield folder, hashlib.sha256(os.fsencode(folder)).hexdigest()[:12], folder.name

    def _folder_of(self, typed: str) -> Path:
        if "\0" in typed or not typed.strip():
            raise ConfigError("type the path of a folder")
        path = Path(typed.strip()).expanduser()
        if not path.is_absolute():
            raise ConfigError(f"{path}: type the whole path of the folder, from / or ~ on")
        return path.resolve()

    def _load(self) -> _Kept:
        values = read_toml(_shelf_path())
        return _Kept() if values is None else checked(values, _Kept, path=_shelf_path())

    def _save(self) -> None:
        write_toml(_shelf_path(), {"folder": [str(folder) for folder in self._added]})


def _shelf_path() -> Path:
    return config_dir() / "app.toml"


def _not_here(key: str) -> ConfigError:
    return ConfigError(f"{key}: there is no such file in the folders that were added")


def _leads_out(path: Path, root: Path) -> bool:
    return path.is_symlink() and not path.resolve().is_relative_to(root.resolve())


def _kind_of(path: Path) -> FileKind | None:
    if path.suffix.lower() == ".nam":
        return "model"
    return "sound" if is_sound(path) else None


def _plain_name(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    return f"{_cut(stem)}{dot}{suffix[:8]}" if stem else _cut(plain)


def _cut(name: str) -> str:
    """Return the beginning of a name, in whole letters."""
    return name.encode("utf-8", "ignore")[:_MAX_NAME_BYTES].decode("utf-8", "ignore")


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    """Yield the models and sounds below a folder; hidden ones, linked folders and captures are left out."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if depth > 1 and path.suffix != ".capture":
                yield from _walk(path, depth - 1)
        elif _kind_of(path) is not None:
            yield path


def _walk_folders(folder: Path, suffix: str, depth: int) -> Iterator[Path]:
    """Yield the folders of a suffix below a folder, hidden and linked ones left out."""
    try:
        entries = [each for each in os.scandir(folder) if each.is_dir(follow_symlinks=False)]
    except OSError:
        return
    for entry in entries:
        path = Path(entry.path)
        if path.suffix == suffix:
            yield path
        elif depth > 1 and not entry.name.startswith("."):
            yield from _walk_folders(path, suffix, depth - 1)
