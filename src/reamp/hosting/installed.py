"""List the plug-ins that are installed: LV2 as lilv finds them, in a process of its own, VST3 by their files.

`python -m reamp.hosting.installed` prints the LV2 plug-ins as JSON; nothing of a plug-in is loaded or run.
"""

import contextlib
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import msgspec

from reamp.errors import PluginError
from reamp.hosting.facts import PluginFormat
from reamp.hosting.places import vst3_folders

__all__ = ["InstalledPlugin", "installed_plugins"]

_MODULE = "reamp.hosting.installed"
_PATIENCE_S = 60.0


@dataclass(frozen=True, kw_only=True)
class InstalledPlugin:
    """A plug-in that is there: `plugin` is what a `PluginSetup` takes, a path or a URI."""

    plugin: str
    format: PluginFormat
    name: str
    vendor: str = ""


def installed_plugins() -> tuple[InstalledPlugin, ...]:
    """Return the LV2 and VST3 plug-ins of this system, by name; instruments are left out where that is known.

    Without lilv, or where it fails, the list has no LV2 plug-ins.
    """
    found = (*_lv2(), *_vst3())
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.format)))


def _vst3() -> list[InstalledPlugin]:
    paths = {
        path.name: path
        for folder in reversed(vst3_folders())  # the user's own come first when a plug-in is loaded
        if folder.is_dir()
        for path in folder.rglob("*.vst3")
        if not any(parent.suffix == ".vst3" for parent in path.parents)
    }
    return [
        InstalledPlugin(plugin=str(path), format=PluginFormat.VST3, name=path.stem) for path in paths.values()
    ]


def _lv2() -> list[InstalledPlugin]:
    if sys.platform != "linux":
        return []
    with contextlib.suppress(OSError, subprocess.SubprocessError, msgspec.DecodeError):
        done = subprocess.run(  # noqa: S603 - this program, and no shell
            [sys.executable, "-P", "-m", _MODULE],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE_S,
            check=True,
        )
        return msgspec.json.decode(done.stdout, type=list[InstalledPlugin])
    return []


def _print_lv2() -> None:
    """Print the LV2 plug-ins that take sound and make sound."""
    from reamp.hosting.lilv import Lilv  # noqa: PLC0415 - needs a library that not everyone has

    try:
        lilv = Lilv()
    except PluginError:
        sys.stdout.write("[]\n")
        return
    lilv.world_load_all(lilv.world)
    audio, is_input, is_output = (
        lilv.uri(f"http://lv2plug.in/ns/lv2core#{name}") for name in ("AudioPort", "InputPort", "OutputPort")
    )

    def has_both(plugin: Any) -> bool:
        ports = [
            lilv.plugin_get_port_by_index(plugin, index) for index in range(lilv.plugin_get_num_ports(plugin))
        ]
        sounds = [port for port in ports if lilv.port_is_a(plugin, port, audio)]
        return all(any(lilv.port_is_a(plugin, port, way) for port in sounds) for way in (is_input, is_output))

    found = [
        InstalledPlugin(
            plugin=lilv.text(lilv.plugin_get_uri(each)),
            format=PluginFormat.LV2,
            name=lilv.text(lilv.plugin_get_name(each)),
            vendor=lilv.text(lilv.plugin_get_author_name(each)),
        )
        for each in lilv.each("plugins", lilv.world_get_all_plugins(lilv.world))
        if has_both(each)
    ]
    sys.stdout.write(f"{msgspec.json.encode(found).decode()}\n")


if __name__ == "__main__":
    _print_lv2()
