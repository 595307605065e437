"""Make the contenders of a comparison from rigs, names, and corrected input levels."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from reamp.compare.comparison import Contender
from reamp.errors import ConfigError
from reamp.nam import NamDocument
from reamp.nam.names import chain_names
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.rig.rig import Rig

__all__ = ["contenders_of"]


def contenders_of(
    rigs: Sequence[Rig],
    *,
    names: Sequence[str] | None = None,
    input_levels_dbu: Mapping[str, float] = MappingProxyType({}),
    source: Source = UNKNOWN_SOURCE,
) -> list[Contender]:
    """Return the rigs as contenders, named after their models or, in order, by `names`.

    input_levels_dbu: by name, the input level of the first model in place of the file's. Raises
    `ModelFileError` for a file that is not a model, before anything is played, and `ConfigError` for names
    that do not match the rigs.
    """
    for model in itertools.chain.from_iterable(rig.models for rig in rigs):
        NamDocument.read(model.path)
    if names is None:
        names = chain_names([[model.path for model in rig.models] for rig in rigs])
    if len(names) != len(rigs):
        raise ConfigError(f"expected a name for each of {len(rigs)} rigs, got {len(names)}")
    unknown = [name for name in input_levels_dbu if name not in names]
    if unknown:
        raise ConfigError(f"there is an input level for {unknown[0]!r}, which is none of {', '.join(names)}")
    return [
        Contender(name=name, rig=_with_level(rig, input_levels_dbu.get(name)), source=source)
        for name, rig in zip(names, rigs, strict=True)
    ]


def _with_level(rig: Rig, level_dbu: float | None) -> Rig:
    if level_dbu is None:
        return rig
    first, *others = rig.models
    return replace(rig, models=(replace(first, input_level_dbu=level_dbu), *others))
