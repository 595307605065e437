"""Finds the next file or computed cabinet for a slot of a rig, and puts it there.

The slots of a rig are its models and then its cabinets.
"""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from reamp.audio.names import is_sound
from reamp.nam.folder import by_name
from reamp.rig.cabinet import Cabinet
from reamp.rig.rig import Rig, RigModel
from reamp.sim.speaker import CABINETS

__all__ = ["cabinet_slot", "file_in", "neighbours", "slot_in", "with_file", "with_next_cabinet"]


def slot_in(rig: Rig, slot: int) -> int:
    """Return a slot that was chosen before, or the last one if the rig now has fewer."""
    return min(slot, len(rig.models) + len(rig.cabinets) - 1)


def cabinet_slot(rig: Rig, slot: int) -> int:
    """Return the slot of the chosen cabinet, or of the first one, even if the rig has no cabinet."""
    return max(slot_in(rig, slot), len(rig.models))


def file_in(rig: Rig, slot: int) -> Path | None:
    """Return the file in a slot; None for a computed cabinet and for an empty slot."""
    files = [*(model.path for model in rig.models), *(cabinet.file for cabinet in rig.cabinets)]
    return files[slot] if slot < len(files) else None


def neighbours(path: Path, by: int, among: Sequence[Path] = ()) -> list[Path]:
    """Return the other files of the same kind in the folder of `path`, starting after it, or backwards.

    They are in natural order: amp 2 comes before amp 10. If `path` is one of `among`, return the others of
    `among` in their order instead.
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
        ]  # macOS puts such a file beside another
    except OSError:
        return []
    found.sort(key=by_name)
    after = [other for other in found if by_name(other) > by_name(path)]
    before = [other for other in found if by_name(other) <= by_name(path)]
    return [*after, *before] if by > 0 else [*reversed(before), *reversed(after)]


def with_file(rig: Rig, slot: int, path: Path) -> Rig:
    """Return the rig with another file in a slot. Levels typed for the old model are dropped."""
    if slot < len(rig.models):
        models = list(rig.models)
        models[slot] = RigModel(path=path, slim=models[slot].slim)
        return dataclasses.replace(rig, models=tuple(models))
    cabinets = list(rig.cabinets)
    index = slot - len(rig.models)
    cabinets[index] = dataclasses.replace(cabinets[index], path=path)
    return dataclasses.replace(rig, cabinets=tuple(cabinets))


def with_next_cabinet(rig: Rig, slot: int, by: int) -> Rig:
    """Return the rig with the next of the computed cabinets in a slot.

    If it is the only cabinet, "no cabinet" comes after the last one.
    """
    cabinets, index = list(rig.cabinets), slot - len(rig.models)
    names = [*CABINETS, *([] if len(cabinets) > 1 else [None])]
    now = str(cabinets[index].path) if cabinets else None
    name = names[(names.index(now) + by) % len(names)]
    if name is None:
        cabinets = []
    elif cabinets:
        cabinets[index] = dataclasses.replace(cabinets[index], path=Path(name))
    else:
        cabinets = [Cabinet(path=Path(name))]
    return dataclasses.replace(rig, cabinets=tuple(cabinets))
