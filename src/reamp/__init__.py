"""Reamp: play Neural Amp Models (.nam) at the level of the real gear.

import reamp

model = reamp.load("amp.nam")
y = model.process(x)                                  # float32 in, float32 out, any block size
reamp.render("amp.nam", di="di.wav", output="amp.wav", interface="Apollo Twin X")
"""

from importlib import import_module
from typing import TYPE_CHECKING

from reamp import errors
from reamp.errors import ReampError

if TYPE_CHECKING:
    __version__: str

    from reamp.audio import Signal
    from reamp.capture.capture import Capture
    from reamp.engine import Model, OfflineModel, load
    from reamp.findings import Finding
    from reamp.interfaces.gain import InterfaceGain
    from reamp.interfaces.table import level_as_interface
    from reamp.interfaces.user_table import resolve_interface
    from reamp.live.session import Session
    from reamp.nam import Metadata, NamDocument
    from reamp.plan.gain import GainPlan, plan_gain
    from reamp.plan.inputs import OutputMode
    from reamp.plan.source import Source
    from reamp.playing.play import Played, play
    from reamp.playing.player import Player
    from reamp.playing.render import RenderConfig, RenderResult, render
    from reamp.playing.render_many import Rendered, render_files, render_many
    from reamp.rig.cabinet import Cabinet
    from reamp.rig.parameters import Gate, Tone
    from reamp.rig.preset import load_preset, save_preset
    from reamp.rig.rig import Rig, RigModel, chain

__all__ = [
    "Cabinet",
    "Capture",
    "Finding",
    "GainPlan",
    "Gate",
    "InterfaceGain",
    "Metadata",
    "Model",
    "NamDocument",
    "OfflineModel",
    "OutputMode",
    "Played",
    "Player",
    "ReampError",
    "RenderConfig",
    "RenderResult",
    "Rendered",
    "Rig",
    "RigModel",
    "Session",
    "Signal",
    "Source",
    "Tone",
    "__version__",
    "chain",
    "errors",
    "level_as_interface",
    "load",
    "load_preset",
    "plan_gain",
    "play",
    "render",
    "render_files",
    "render_many",
    "resolve_interface",
    "save_preset",
]

# The module of each name, imported on first use, so that `import reamp` takes milliseconds.
_HOMES = {
    "Cabinet": "reamp.rig.cabinet",
    "Capture": "reamp.capture.capture",
    "Finding": "reamp.findings",
    "GainPlan": "reamp.plan.gain",
    "InterfaceGain": "reamp.interfaces.gain",
    "Gate": "reamp.rig.parameters",
    "Metadata": "reamp.nam",
    "Model": "reamp.engine",
    "NamDocument": "reamp.nam",
    "OfflineModel": "reamp.engine",
    "OutputMode": "reamp.plan.inputs",
    "Played": "reamp.playing.play",
    "Player": "reamp.playing.player",
    "RenderConfig": "reamp.playing.render",
    "RenderResult": "reamp.playing.render",
    "Rendered": "reamp.playing.render_many",
    "Rig": "reamp.rig.rig",
    "RigModel": "reamp.rig.rig",
    "Session": "reamp.live.session",
    "Signal": "reamp.audio",
    "Source": "reamp.plan.source",
    "Tone": "reamp.rig.parameters",
    "chain": "reamp.rig.rig",
    "level_as_interface": "reamp.interfaces.table",
    "load": "reamp.engine",
    "load_preset": "reamp.rig.preset",
    "plan_gain": "reamp.plan.gain",
    "play": "reamp.playing.play",
    "render": "reamp.playing.render",
    "render_files": "reamp.playing.render_many",
    "render_many": "reamp.playing.render_many",
    "resolve_interface": "reamp.interfaces.user_table",
    "save_preset": "reamp.rig.preset",
}

if not TYPE_CHECKING:  # otherwise a type checker would accept any name

    def __getattr__(name: str) -> object:
        if name == "__version__":
            return import_module("importlib.metadata").version("reamp")
        if name not in _HOMES:
            raise AttributeError(f"module 'reamp' has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
