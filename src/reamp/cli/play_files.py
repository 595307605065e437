"""Which file the player steps to, and the rig with it."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from reamp.cli.params import is_sound
from reamp.nam.folder import by_name
from reamp.rig.rig import Rig, RigModel

__all__ = ["neighbours", "with_file"]


def neighbours(path: Path, by: int, among: Sequence[Path] = ()) -> list[Path]:
    """Return the other files of its kind in the folder of `path`, from the next one on, or backwards.

    They are in the order of people: amp 2 comes before amp 10. Where `path` is one of `among`, they are the
    others of those instead, in their order.
    """
    if path in among:
        place = among.index(path)
        following, preceding = among[place + 1 :], among[:place]
        if by > 0:
            return [*following, *preceding]
        return [*reversed(preceding), *reversed(following)]
    is_kin = is_sound if is_sound(path) else lambda other: other.suffix.lower() == path.suffix.lower()
    try:
        found = [other for other in path.parent.iterdir() if is_kin(other) and other.name != path.name]
        found = [
            other for other in found if not other.name.startswith(".")
        ]  # what macOS leaves beside a file
    except OSError:
        return []
    found.sort(key=by_name)
    after = [other for other in found if by_name(other) > by_name(path)]
    before = [other for other in found if by_name(other) <= by_name(path)]
    return [*after, *before] if by > 0 else [*reversed(before), *reversed(after)]


def with_file(rig: Rig, slot: int, path: Path) -> Rig:
    """Return the rig with another file in one place; levels that were typed belong to the old model."""
    if slot < len(rig.models):
        models = list(rig.models)
        models[slot] = RigModel(path=path, slim=models[slot].slim)
        return dataclasses.replace(rig, models=tuple(models))
    cabinets = list(rig.cabinets)
    index = slot - len(rig.models)
    cabinets[index] = dataclasses.replace(cabinets[index], path=path)
    return dataclasses.replace(rig, cabinets=tuple(cabinets))
