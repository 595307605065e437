"""Turn the knobs of the models in a rig."""

import dataclasses
from collections.abc import Mapping, Sequence

from reamp.errors import ConfigError
from reamp.knobs.knob import checked_setting
from reamp.nam import NamDocument
from reamp.nam.knob_model import knobs_of
from reamp.near_names import did_you_mean
from reamp.rig.rig import RigModel

__all__ = ["with_knobs_turned"]


def with_knobs_turned(models: Sequence[RigModel], typed: Mapping[str, float | str]) -> tuple[RigModel, ...]:
    """Return the models with knobs turned; each model takes those of `typed` that it has.

    The files are read. Raises `ModelFileError`, and `ConfigError` for a knob that none of them has and for a
    value outside its range.
    """
    if not typed:
        return tuple(models)
    turned, known = [], dict[str, None]()
    for model in models:
        controls = knobs_of(NamDocument.read(model.path))
        names = [control.name for control in controls]
        own = {name: value for name, value in typed.items() if name in names}
        checked = checked_setting(controls, {**dict(model.knobs), **own}) if own else dict(model.knobs)
        turned.append(dataclasses.replace(model, knobs=tuple(checked.items())))
        known |= dict.fromkeys(names)
    for name in typed:
        if name not in known:
            files = " > ".join(model.path.name for model in models)
            there = f"there are {', '.join(known)}" if known else "it is not a model with knobs"
            raise ConfigError(
                f"{files}: there is no knob {name!r}{did_you_mean(name, known) or f'; {there}'}"
            )
    return tuple(turned)
