"""What the page Capture may ask for about plug-ins: which are installed, their knobs, a capture of one."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from reamp.app.commands import FileKey, Nothing, PageCommand
from reamp.app.new_capture import (
    NamedGear,
    Text,
    finished_capture,
    given_name,
    level_or_none,
    path_for,
    steps_of,
)
from reamp.app.tasks import Task
from reamp.app.workshop import Workshop
from reamp.capture.plugin import capture_plugin
from reamp.demo import demo_di_path
from reamp.errors import ConfigError
from reamp.hosting.facts import PluginSetup
from reamp.hosting.installed import InstalledPlugin, installed_plugins
from reamp.hosting.play import plugin_facts
from reamp.interfaces.plugins import full_scale_of
from reamp.rig.document import Form

__all__ = ["PLUGIN_COMMANDS"]


class _Plugin(Form, frozen=True, kw_only=True):
    plugin: FileKey
    preset: Text | None = None


class _Capture(NamedGear, frozen=True, kw_only=True):
    plugin: FileKey
    preset: Text | None = None
    settings: Annotated[dict[Text, Text], msgspec.Meta(max_length=1000)] = msgspec.field(default_factory=dict)
    output: Annotated[int, msgspec.Meta(ge=1, le=64)] | None = None
    send: Text = ""
    is_quick: bool = False


def _plugins(workshop: Workshop, _: Nothing) -> object:
    workshop.plugins = {each.plugin: each for each in installed_plugins()}
    return list(workshop.plugins.values())


def _facts(workshop: Workshop, said: _Plugin) -> object:
    """Return the knobs and presets of a plug-in, and the level of full scale into it, where that is known."""
    facts = plugin_facts(PluginSetup(plugin=_installed(workshop, said.plugin).plugin, preset=said.preset))
    row = full_scale_of(facts.vendor, facts.name)
    return {
        "name": facts.name,
        "vendor": facts.vendor,
        "version": facts.version,
        "outputs": facts.outputs,
        "latency_frames": facts.latency_frames,
        "parameters": facts.parameters,
        "presets": facts.presets,
        "level_dbu": None if row is None else row.reference_dbu,
    }


def _capture(workshop: Workshop, said: _Capture) -> int:
    plugin = _installed(workshop, said.plugin)
    send_dbu = level_or_none(said.send)
    name = given_name(said.name or plugin.name)
    setup = PluginSetup(
        plugin=plugin.plugin,
        preset=said.preset,
        settings=tuple(said.settings.items()),
        output_channel=said.output,
    )

    def work(task: Task) -> object:
        path = path_for(workshop, name, task)
        capture_plugin(
            path,
            setup,
            signal_path=demo_di_path() if said.is_quick else None,
            send_full_scale_dbu=send_dbu,
            gear=said.gear,
            on_step=steps_of(task),
        )
        return finished_capture(workshop, path)

    return workshop.tasks.begin("capture", name, work)


def _installed(workshop: Workshop, plugin: str) -> InstalledPlugin:
    """Return an installed plug-in: a page may have no other file run, wherever it lies."""
    if plugin not in workshop.plugins:
        _plugins(workshop, Nothing())
    if plugin not in workshop.plugins:
        raise ConfigError("that plug-in is not installed any more: choose another")
    return workshop.plugins[plugin]


PLUGIN_COMMANDS: Mapping[str, PageCommand] = {
    "plugins": PageCommand(form=Nothing, do=_plugins),
    "plugin facts": PageCommand(form=_Plugin, do=_facts),
    "capture plugin": PageCommand(form=_Capture, do=_capture),
}
"""Every command by its name."""
