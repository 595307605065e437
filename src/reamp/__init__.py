"""Reamp: play Neural Amp Models (.nam) at the level the real gear saw.

import reamp

model = reamp.load("amp.nam")
y = model.process(x)                                  # float32 in, float32 out, any block size
reamp.render("amp.nam", di="di.wav", output="amp.wav", interface="Apollo Twin X")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    __version__: str

    from reamp.audio import Signal
    from reamp.engine import Model, load
    from reamp.gear.interface_gain import InterfaceGain
    from reamp.gear.interface_table import level_as_interface
    from reamp.gear.user_interfaces import resolve_interface
    from reamp.nam import Metadata, NamDocument
    from reamp.rig.cabinet import Cabinet
    from reamp.rig.gain import GainPlan, plan_gain
    from reamp.rig.plan_inputs import OutputMode
    from reamp.rig.play import Played
    from reamp.rig.render import RenderConfig, RenderResult, render
    from reamp.rig.render_many import Rendered, render_files, render_many
    from reamp.rig.rig import Rig, RigModel, chain
    from reamp.rig.source import Source

__all__ = [
    "Cabinet",
    "GainPlan",
    "InterfaceGain",
    "Metadata",
    "Model",
    "NamDocument",
    "OutputMode",
    "Played",
    "RenderConfig",
    "RenderResult",
    "Rendered",
    "Rig",
    "RigModel",
    "Signal",
    "Source",
    "__version__",
    "chain",
    "level_as_interface",
    "load",
    "plan_gain",
    "render",
    "render_files",
    "render_many",
    "resolve_interface",
]

# Where each name lives; loaded when first used, so that `import reamp` takes milliseconds.
_HOMES = {
    "Cabinet": "reamp.rig.cabinet",
    "GainPlan": "reamp.rig.gain",
    "InterfaceGain": "reamp.gear.interface_gain",
    "Metadata": "reamp.nam",
    "Model": "reamp.engine",
    "NamDocument": "reamp.nam",
    "OutputMode": "reamp.rig.plan_inputs",
    "Played": "reamp.rig.play",
    "RenderConfig": "reamp.rig.render",
    "RenderResult": "reamp.rig.render",
    "Rendered": "reamp.rig.render_many",
    "Rig": "reamp.rig.rig",
    "RigModel": "reamp.rig.rig",
    "Signal": "reamp.audio",
    "Source": "reamp.rig.source",
    "chain": "reamp.rig.rig",
    "level_as_interface": "reamp.gear.interface_table",
    "load": "reamp.engine",
    "plan_gain": "reamp.rig.gain",
    "render": "reamp.rig.render",
    "render_files": "reamp.rig.render_many",
    "render_many": "reamp.rig.render_many",
    "resolve_interface": "reamp.gear.user_interfaces",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("reamp")
    if name not in _HOMES:
        raise AttributeError(f"module 'reamp' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
