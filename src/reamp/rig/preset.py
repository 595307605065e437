"""Presets: a rig's document as a TOML file to share, without any settings of the machine."""

import os
import re
from pathlib import Path

from reamp.errors import ConfigError, ReampError, StrPath
from reamp.folders import config_dir
from reamp.rig.document import document_of, rig_of_document
from reamp.rig.rig import Rig
from reamp.sim.speaker import CABINETS
from reamp.toml_file import read_toml, write_toml

__all__ = ["load_preset", "preset_names", "preset_path", "save_preset"]

_NAME = re.compile(r"[^\W_][\w .+-]*")


def preset_path(name: str) -> Path:
    """Return the file of a preset: a name means one in the user's folder, `x/y.toml` means that file.

    Raises `ConfigError` for a name that is not a plain file name.
    """
    if name.lower().endswith(".toml"):
        return Path(name)
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{name!r} is not a preset name: use letters, digits and spaces, or a file PATH.toml"
        )
    return _folder() / f"{name}.toml"


def preset_names() -> tuple[str, ...]:
    """Return the names of the presets in the user's folder, sorted."""
    return tuple(sorted((path.stem for path in _folder().glob("*.toml")), key=str.casefold))


def save_preset(rig: Rig, path: StrPath) -> None:
    """Write a rig as a preset; an existing file is replaced in one step.

    A file in the preset's folder, in the folder above, or below either is stored by its relative path, so
    that they can move together. Any other file is stored by its absolute path. Raises `OutputError`, and
    `ConfigError` for a model or an impulse response that does not exist.
    """
    target = Path(path).resolve()
    files = [model.path for model in rig.models] + [cabinet.file for cabinet in rig.cabinets]
    for file in files:
        if file is not None and not file.is_file():
            raise ConfigError(f"{file} does not exist, so no preset can name it")
    write_toml(target, document_of(rig, path_text=lambda path: _shared(path, target.parent)))


def load_preset(path: StrPath) -> Rig:
    """Return the rig of a preset, its files' paths absolute.

    Raises `ConfigError` for a preset that does not exist, is broken, has an unknown key or comes from a newer
    Reamp, and for a model or an impulse response that does not exist.
    """
    source = Path(path)
    values = read_toml(source)
    if values is None:
        others = ", ".join(preset_names())
        there = f"saved presets: {others}" if others else "none is saved yet"
        raise ConfigError(f"{source}: there is no such preset; {there}")
    folder = source.resolve().parent
    try:
        return rig_of_document(values, file_of=lambda text, field: _existing(text, folder, field))
    except ReampError as error:
        raise ConfigError(f"{source}: {error}") from error


def _shared(path: Path, folder: Path) -> str:
    """Return the path relative to the preset's folder if they may move together, with `/` on every system."""
    if str(path) in CABINETS:
        return str(path)  # a cabinet that is computed
    whole = path.resolve()
    nearest = folder.parent
    if nearest != Path(nearest.anchor) and whole.is_relative_to(nearest):
        shared = Path(os.path.relpath(whole, folder)).as_posix()
        return f"./{shared}" if shared in CABINETS else shared
    return whole.as_posix()


def _existing(text: str, folder: Path, field: str) -> Path:
    if field.startswith("cabinet") and text in CABINETS:
        return Path(text)
    path = (folder / text).resolve()
    if not path.is_file():
        raise ConfigError(f"{field}: {path} does not exist; put it there, or correct the preset")
    return path


def _folder() -> Path:
    return config_dir() / "presets"
