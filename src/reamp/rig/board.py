"""A rig as a pedal board: its parts can be bypassed, switched on again, moved, replaced and removed."""

import dataclasses
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from reamp.errors import ConfigError
from reamp.rig.cabinet import Cabinet
from reamp.rig.parameters import FLAT, GATE, Gate, Parameter
from reamp.rig.rig import Rig, RigModel

__all__ = ["Board", "BoardPart"]

_Part = TypeVar("_Part", RigModel, Cabinet)


class BoardPart(StrEnum):
    """The kinds of parts on a board, in the order of the signal."""

    GATE = "gate"
    MODEL = "model"
    TONE = "tone"
    CABINET = "cabinet"
    LIMITER = "limiter"


@dataclass(frozen=True, kw_only=True)
class Board:
    """A rig with all its parts, and which of them are bypassed; `audible` is the rig without these.

    `gate_db` is the threshold for the gate when it is switched on again. Raises `ConfigError` if every model
    is bypassed.

    >>> from reamp.rig.rig import chain
    >>> board = Board(rig=chain("pedal.nam", "amp.nam")).bypassed(BoardPart.MODEL, 0, is_off=True)
    >>> [model.name for model in board.audible.models], [model.name for model in board.rig.models]
    (['amp'], ['pedal', 'amp'])
    """

    rig: Rig
    models_off: frozenset[int] = frozenset()
    cabinets_off: frozenset[int] = frozenset()
    is_tone_off: bool = False
    gate_db: float = field(default=GATE.default)

    def __post_init__(self) -> None:
        if len(self.models_off) == len(self.rig.models):
            raise ConfigError("a rig needs at least one model: add another before you bypass this one")
        if self.rig.gate is not None:
            object.__setattr__(self, "gate_db", self.rig.gate.threshold_db)

    @property
    def audible(self) -> Rig:
        """The rig that is heard."""
        rig = self.rig
        return dataclasses.replace(
            rig,
            models=tuple(each for index, each in enumerate(rig.models) if index not in self.models_off),
            cabinets=tuple(each for index, each in enumerate(rig.cabinets) if index not in self.cabinets_off),
            tone=FLAT if self.is_tone_off else rig.tone,
        )

    def audible_model(self, index: int) -> int:
        """Return a model's place among the models that are heard; raises `ConfigError` if it is bypassed."""
        _check(index, len(self.rig.models), "model")
        if index in self.models_off:
            raise ConfigError(f"{self.rig.models[index].name} is bypassed; switch it on first")
        return index - sum(1 for off in self.models_off if off < index)

    def audible_cabinet(self, index: int) -> int:
        """Return a cabinet's place among the cabinets that are heard; raises as `audible_model` does."""
        if index in self.cabinets_off:
            raise ConfigError(f"{self.rig.cabinets[index].path.stem} is bypassed; switch it on first")
        return index - sum(1 for off in self.cabinets_off if off < index)

    def with_rig(self, rig: Rig) -> "Board":
        """Return the board with a rig of the same parts, whose knobs, levels or switches may differ."""
        return dataclasses.replace(self, rig=rig)

    def with_value(self, knob: Parameter, value: float | None) -> "Board":
        """Return the board with a knob moved. Moving a tone knob switches a bypassed tone stack on."""
        is_tone = knob.place[:1] == ("tone",)
        return dataclasses.replace(
            self, rig=self.rig.with_value(knob, value), is_tone_off=self.is_tone_off and not is_tone
        )

    def adopting(self, rig: Rig) -> "Board":
        """Return the board after its audible rig became `rig`; bypassed parts keep their places.

        If the number of models has changed, no model is bypassed any more; likewise for cabinets.
        """
        if rig == self.audible:
            return self
        before = self.audible
        models, models_off = rig.models, frozenset[int]()
        if len(models) == len(before.models):
            models, models_off = _put_back(models, self.rig.models, self.models_off), self.models_off
        cabinets, cabinets_off = rig.cabinets, frozenset[int]()
        if len(cabinets) == len(before.cabinets):
            cabinets = _put_back(cabinets, self.rig.cabinets, self.cabinets_off)
            cabinets_off = self.cabinets_off
        tone = self.rig.tone if self.is_tone_off else rig.tone
        rig = dataclasses.replace(rig, models=models, cabinets=cabinets, tone=tone)
        return dataclasses.replace(self, rig=rig, models_off=models_off, cabinets_off=cabinets_off)

    def bypassed(self, part: BoardPart, index: int, *, is_off: bool) -> "Board":
        """Return the board with a part bypassed or switched on; `index` counts models and cabinets from 0."""
        match part:
            case BoardPart.GATE:
                gate = None if is_off else Gate(threshold_db=self.gate_db)
                return self.with_rig(dataclasses.replace(self.rig, gate=gate))
            case BoardPart.TONE:
                return dataclasses.replace(self, is_tone_off=is_off)
            case BoardPart.LIMITER:
                return self.with_rig(dataclasses.replace(self.rig, limiter=not is_off))
            case BoardPart.MODEL:
                _check(index, len(self.rig.models), part)
                return dataclasses.replace(self, models_off=_switched(self.models_off, index, is_off))
            case BoardPart.CABINET:
                _check(index, len(self.rig.cabinets), part)
                return dataclasses.replace(self, cabinets_off=_switched(self.cabinets_off, index, is_off))

    def added(self, part: BoardPart, path: Path, *, at: int | None = None) -> "Board":
        """Return the board with one more model or cabinet, after the others or at place `at`."""
        items = self._items(part)
        at = len(items) if at is None else min(max(0, at), len(items))
        new = RigModel(path=path) if part is BoardPart.MODEL else Cabinet(path=path)
        items.insert(at, (new, False))
        return self._with_items(part, items)

    def replaced(self, part: BoardPart, index: int, path: Path) -> "Board":
        """Return the board with another file in a place. A level typed for the old file is dropped."""
        items = self._items(part)
        _check(index, len(items), part)
        old, is_off = items[index]
        if isinstance(old, RigModel):
            items[index] = RigModel(path=path, slim=old.slim), is_off
        else:
            items[index] = dataclasses.replace(old, path=path, channel=None), is_off
        return self._with_items(part, items)

    def sized(self, index: int, slim: float | None) -> "Board":
        """Return the board with a slimmable model at another size; None is its full size."""
        _check(index, len(self.rig.models), BoardPart.MODEL)
        models = list(self.rig.models)
        models[index] = dataclasses.replace(models[index], slim=slim)
        return self.with_rig(dataclasses.replace(self.rig, models=tuple(models)))

    def mixed(self, index: int, **how: float | int | None) -> "Board":
        """Return the board with the `gain_db`, the `pan` or the `channel` of a cabinet changed.

        Raises `ConfigError` for a number out of range.
        """
        _check(index, len(self.rig.cabinets), BoardPart.CABINET)
        cabinets = list(self.rig.cabinets)
        cabinets[index] = dataclasses.replace(cabinets[index], **how)  # type: ignore[arg-type]
        return self.with_rig(dataclasses.replace(self.rig, cabinets=tuple(cabinets)))

    def moved(self, part: BoardPart, index: int, *, to: int) -> "Board":
        """Return the board with a model moved among the models, or a cabinet among the cabinets."""
        items = self._items(part)
        _check(index, len(items), part)
        items.insert(min(max(0, to), len(items) - 1), items.pop(index))
        return self._with_items(part, items)

    def removed(self, part: BoardPart, index: int) -> "Board":
        """Return the board without this model or cabinet; raises `ConfigError` for the only model."""
        items = self._items(part)
        _check(index, len(items), part)
        if part is BoardPart.MODEL and len(items) == 1:
            raise ConfigError("a rig needs at least one model: replace this one")
        del items[index]
        return self._with_items(part, items)

    def _items(self, part: BoardPart) -> list[tuple[RigModel | Cabinet, bool]]:
        if part is BoardPart.MODEL:
            return [(each, index in self.models_off) for index, each in enumerate(self.rig.models)]
        if part is BoardPart.CABINET:
            return [(each, index in self.cabinets_off) for index, each in enumerate(self.rig.cabinets)]
        raise ConfigError(f"the {part} cannot be moved, added or removed")

    def _with_items(self, part: BoardPart, items: list[tuple[RigModel | Cabinet, bool]]) -> "Board":
        off = frozenset(index for index, (_, is_off) in enumerate(items) if is_off)
        models = tuple(each for each, _ in items if isinstance(each, RigModel))
        cabinets = tuple(each for each, _ in items if isinstance(each, Cabinet))
        if part is BoardPart.MODEL:
            rig = dataclasses.replace(self.rig, models=models)
            return dataclasses.replace(self, rig=rig, models_off=off)
        rig = dataclasses.replace(self.rig, cabinets=cabinets)
        return dataclasses.replace(self, rig=rig, cabinets_off=off)


def _switched(off: frozenset[int], index: int, is_off: bool) -> frozenset[int]:
    return off | {index} if is_off else off - {index}


def _check(index: int, count: int, what: str) -> None:
    if not 0 <= index < count:
        raise ConfigError(f"there is no {what} {index + 1}, only {count}")


def _put_back(heard: tuple[_Part, ...], all_: tuple[_Part, ...], off: frozenset[int]) -> tuple[_Part, ...]:
    following = iter(heard)
    return tuple(each if index in off else next(following) for index, each in enumerate(all_))
