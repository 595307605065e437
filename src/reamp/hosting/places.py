"""Find plug-ins: turn a path, a URI or a name into what a host on this system can load."""

import os
import sys
from pathlib import Path

from reamp.errors import PluginError
from reamp.hosting.facts import PluginFormat
from reamp.near_names import did_you_mean, no_such_file

__all__ = ["find_plugin", "vst3_folders"]

_MACHINES = {0x3E: "x86_64", 0xB7: "aarch64", 0x03: "i386", 0x28: "arm"}
_SYSTEMS = {"linux": "Linux", "win32": "Windows", "darwin": "macOS"}


def find_plugin(plugin: str) -> tuple[PluginFormat, str]:
    """Return the format of a plug-in, and the path, URI or name to load it by.

    A `.vst3` is looked for at its path and where the system keeps plug-ins; what is no path is an LV2 plug-in
    by its URI or name. Raises `PluginError` where nothing is there, or what is there is for another system.
    """
    path = Path(plugin).expanduser()
    suffix = path.suffix.lower()
    if suffix in (".vst3", ".component", ".dll", ".vst", ".clap", ".so"):
        if suffix != ".vst3":
            raise PluginError(plugin, f"{suffix} is not hosted; use the VST3 or LV2 version of the plug-in")
        return PluginFormat.VST3, str(_vst3(path, plugin))
    if suffix == ".lv2" or (path.is_dir() and (path / "manifest.ttl").is_file()):
        return PluginFormat.LV2, str(_lv2(path, plugin))
    if path.exists():
        raise PluginError(plugin, "is no plug-in; that is a .vst3, an .lv2, or the URI of an LV2 plug-in")
    if sys.platform != "linux":
        raise PluginError(plugin, no_such_file(path))
    return PluginFormat.LV2, plugin


def _vst3(path: Path, typed: str) -> Path:
    found = _in_folders(path, vst3_folders(), typed)
    inside = found / "Contents"
    if not found.is_dir():
        _check_binary(found, typed)
    elif not inside.is_dir():
        raise PluginError(typed, "is an empty bundle: there is no folder Contents in it; install it again")
    else:
        binaries = [file for file in inside.glob("*/*") if file.is_file() and file.parent.name != "Resources"]
        ours = [file for file in binaries if _is_for_here(file.parent.name)]
        if not ours:
            folders = sorted({file.parent.name for file in binaries}) or ["no system"]
            raise PluginError(
                typed, f"is for {', '.join(folders)}, not for {_here()}; install the version for this system"
            )
        _check_binary(ours[0], typed)
    return found


def _lv2(path: Path, typed: str) -> Path:
    if sys.platform != "linux":
        raise PluginError(typed, "LV2 plug-ins are hosted on Linux only; use the VST3 version")
    found = _in_folders(path, _lv2_folders(), typed)
    for file in sorted(found.glob("*.so")):
        _check_binary(file, typed)
    return found


def _in_folders(path: Path, folders: list[Path], typed: str) -> Path:
    """Return the path, or where the file of this name is in one of the folders."""
    if path.exists():
        return path
    names: list[str] = []
    if path.name == str(path):
        for folder in folders:
            for each in sorted(folder.rglob(f"*{path.suffix}")) if folder.is_dir() else ():
                if each.name.casefold() == path.name.casefold():
                    return each
                names.append(each.name)
    if near := did_you_mean(path.name, names):
        raise PluginError(typed, f"is not installed{near}")
    raise PluginError(typed, no_such_file(path))


def vst3_folders() -> list[Path]:
    """Return where the system keeps VST3 plug-ins, the user's own folder first."""
    if sys.platform == "darwin":
        return [Path.home() / "Library/Audio/Plug-Ins/VST3", Path("/Library/Audio/Plug-Ins/VST3")]
    if sys.platform == "win32":
        return [Path(os.environ.get("COMMONPROGRAMFILES", r"C:\Program Files\Common Files")) / "VST3"]
    return [Path.home() / ".vst3", Path("/usr/local/lib/vst3"), Path("/usr/lib/vst3")]


def _lv2_folders() -> list[Path]:
    paths = os.environ.get("LV2_PATH")
    if paths is not None:
        return [Path(each).expanduser() for each in paths.split(os.pathsep) if each]
    return [Path.home() / ".lv2", Path("/usr/local/lib/lv2"), Path("/usr/lib/lv2")]


def _here() -> str:
    machine = os.uname().machine if hasattr(os, "uname") else "x86_64"
    return {"darwin": "MacOS", "win32": "x86_64-win"}.get(sys.platform, f"{machine}-linux")


def _is_for_here(folder: str) -> bool:
    return folder.casefold() in (_here().casefold(), _here().casefold().replace("-win", "-windows"))


def _check_binary(file: Path, typed: str) -> None:
    """Raise for a library that this system cannot load, by the first bytes of its file."""
    try:
        with file.open("rb") as opened:
            head = opened.read(20)
    except OSError as error:
        raise PluginError(typed, f"cannot be read: {error.strerror or error}") from error
    built_for = _built_for(head)
    here = _SYSTEMS.get(sys.platform, sys.platform)
    machine = os.uname().machine if hasattr(os, "uname") else ""
    if built_for is None:
        raise PluginError(typed, f"is damaged: {file.name} is no program library; install it again")
    system, architecture = built_for
    if system != here or (architecture and machine and architecture != machine):
        what = " ".join(part for part in (system, architecture) if part)
        raise PluginError(
            typed, f"is built for {what}, not for {here} {machine}; install the version for this machine"
        )


def _built_for(head: bytes) -> tuple[str, str] | None:
    """Return the system of a library, and its architecture where the file names it; None for no library."""
    if head[:4] == b"\x7fELF" and len(head) >= 20:
        return "Linux", _MACHINES.get(int.from_bytes(head[18:20], "little"), "another architecture")
    if head[:2] == b"MZ":
        return "Windows", ""
    if head[:4] in (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xcf"):
        return "macOS", ""
    return None
