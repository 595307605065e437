"""Finds, installs and removes Reamp's plug-in for DAWs."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from reamp.errors import ConfigError, OutputError

__all__ = [
    "InstalledPlugin",
    "PluginFormat",
    "built_plugins",
    "install_plugins",
    "remove_plugins",
    "user_folder",
]


@dataclass(frozen=True, kw_only=True)
class PluginFormat:
    """A format of plug-ins: the file or folder of Reamp's plug-in, and DAWs that load it."""

    name: str
    file_name: str
    hosts: tuple[str, ...]


FORMATS = (
    PluginFormat(
        name="VST3",
        file_name="Reamp.vst3",
        hosts=("Ableton Live", "Ardour", "Bitwig Studio", "Cubase", "FL Studio", "Reaper", "Studio One"),
    ),
    PluginFormat(name="CLAP", file_name="Reamp.clap", hosts=("Bitwig Studio", "FL Studio", "Reaper")),
    PluginFormat(name="LV2", file_name="Reamp.lv2", hosts=("Ardour", "Carla", "Qtractor", "Reaper")),
)


@dataclass(frozen=True, kw_only=True)
class InstalledPlugin:
    """A plug-in in a folder that DAWs search."""

    format: PluginFormat
    path: Path


def user_folder(format: PluginFormat) -> Path:
    """Return the user's folder that the DAWs of this system search for a format."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Audio" / "Plug-Ins" / format.name
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        roaming = Path(os.environ.get("APPDATA", home / "AppData" / "Roaming"))
        return roaming / "LV2" if format.name == "LV2" else local / "Programs" / "Common" / format.name
    return home / f".{format.name.lower()}"


def built_plugins(folder: Path | None = None) -> dict[str, Path]:
    """Return the built plug-ins by the name of their format: those in `folder`, or those of this package.

    Raises `ConfigError` if there is none.
    """
    package = Path(__file__).parent
    places = [folder] if folder else [package / "plugins", package.parents[1] / "build" / "plugin" / "bin"]
    for place in places:
        found = {
            format.name: place / format.file_name for format in FORMATS if (place / format.file_name).exists()
        }
        if found:
            return found
    where = f"in {folder}" if folder else "in this installation of Reamp"
    raise ConfigError(f"there is no plug-in {where}; build it with `make plugin` in Reamp's sources")


def install_plugins(folder: Path | None = None) -> tuple[InstalledPlugin, ...]:
    """Copy the plug-ins that `built_plugins` finds into the folders that DAWs search.

    Older versions are replaced, each in one step. Raises `ConfigError` as `built_plugins` does, and
    `OutputError`.
    """
    built = built_plugins(folder)
    return tuple(_installed(format, built[format.name]) for format in FORMATS if format.name in built)


def remove_plugins() -> tuple[InstalledPlugin, ...]:
    """Delete the plug-ins that `install_plugins` has copied, and return them; raises `OutputError`."""
    removed = []
    for format in FORMATS:
        path = user_folder(format) / format.file_name
        if path.exists():
            _delete(path)
            removed.append(InstalledPlugin(format=format, path=path))
    return tuple(removed)


def _installed(format: PluginFormat, source: Path) -> InstalledPlugin:
    path = user_folder(format) / format.file_name
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if part.exists():
            _delete(part)
        shutil.copytree(source, part) if source.is_dir() else shutil.copy2(source, part)
        if path.exists():
            _delete(path)
        part.rename(path)
    except OSError as error:
        raise OutputError(path, f"cannot be written: {error.strerror or error}") from error
    return InstalledPlugin(format=format, path=path)


def _delete(path: Path) -> None:
    try:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    except OSError as error:
        raise OutputError(path, f"cannot be deleted: {error.strerror or error}") from error
