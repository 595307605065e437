"""The captures in the folders of the shelf, each by a key."""

import re
from dataclasses import dataclass
from pathlib import Path

from reamp.app.shelf import Shelf
from reamp.errors import ConfigError

__all__ = ["ShelfCapture", "capture_path", "captures_on", "free_path", "plain_name"]

_SUFFIX = ".capture"
_MOST_LETTERS = 80


@dataclass(frozen=True, kw_only=True)
class ShelfCapture:
    """A capture: its key, name and folder; `has_model` where a model of its name is beside it."""

    key: str
    name: str
    folder: str
    has_model: bool
    path: Path


def captures_on(shelf: Shelf) -> list[ShelfCapture]:
    """Return the captures in the folders, the newest first."""
    found = {}
    for path, key, folder in shelf.folders_named(_SUFFIX):
        if (path / "capture.toml").is_file():
            has_model = path.with_suffix(".nam").is_file()
            found[path] = ShelfCapture(key=key, name=path.stem, folder=folder, has_model=has_model, path=path)
    return sorted(found.values(), key=lambda each: each.path.stat().st_mtime, reverse=True)


def capture_path(shelf: Shelf, key: str) -> Path:
    """Return the folder of a key; raises `ConfigError` for one that is not on the shelf."""
    for capture in captures_on(shelf):
        if capture.key == key:
            return capture.path
    raise ConfigError("that capture is not here any more")


def plain_name(text: str, *, most: int = _MOST_LETTERS) -> str:
    """Return a text as the name of a file: letters, digits and a few signs, perhaps none."""
    return re.sub(r"[^\w.,+()-]+", " ", text).strip(" .")[:most].strip(" .")


def free_path(path: Path) -> Path:
    """Return a path, or the same with a number where something is there already.

    A checkpoint of training and the order of a study take their name, too.
    """
    number, free = 2, path
    while (
        free.exists()
        or free.with_suffix(".nam.checkpoint").exists()
        or free.with_name(f"{free.name}.order.json").exists()
    ):
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    return free
