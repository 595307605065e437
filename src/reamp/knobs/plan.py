"""A plan: the knobs of gear, and the settings to record, in order; a small file that people can edit."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from reamp.atomic import atomic_write, check_output
from reamp.errors import ConfigError, StrPath
from reamp.knobs.knob import Control, Knob, Switch, Taper, checked_setting
from reamp.knobs.sampling import Positions, corners, hypercube, short_way
from reamp.near_names import no_such_file
from reamp.toml_file import checked, read_toml

__all__ = ["KnobPlan", "PlannedSetting", "Use", "make_plan", "read_plan", "write_plan"]

FORMAT_VERSION = 1
_TRAINING_EACH, _VALIDATION_EACH = 15, 3
_CORNER_SHARE = 1 / 3  # at most, of the settings for training
_HEADER = """\
# A plan by Reamp: the knobs and switches of gear, and the settings to record, in this order.
# A model learns from the settings for training, and is judged by those for validation.
"""


class Use(StrEnum):
    """What a setting is recorded for."""

    TRAINING = "training"
    VALIDATION = "validation"


@dataclass(frozen=True, kw_only=True)
class PlannedSetting:
    """The position of every knob and switch, and whether it is for training or validation."""

    use: Use
    knobs: Mapping[str, float | str]


@dataclass(frozen=True, kw_only=True)
class KnobPlan:
    """The controls, and the settings in the order of recording.

    Raises `ConfigError` without a control, for a name that two have, and for a setting outside the ranges.
    """

    controls: tuple[Control, ...]
    settings: tuple[PlannedSetting, ...]

    def __post_init__(self) -> None:
        check_controls(self.controls)
        for number, setting in enumerate(self.settings, start=1):
            try:
                checked_setting(self.controls, setting.knobs, is_whole=True)
            except ConfigError as error:
                raise ConfigError(f"setting {number}: {error}") from None

    def of(self, use: Use) -> tuple[PlannedSetting, ...]:
        """Return the settings for one use."""
        return tuple(setting for setting in self.settings if setting.use is use)

    @property
    def turns(self) -> int:
        """How many turns of a knob or switch all settings in their order need."""
        pairs = zip(self.settings, self.settings[1:], strict=False)
        return sum(one.knobs[name] != other.knobs[name] for one, other in pairs for name in one.knobs)


def check_controls(controls: Sequence[Control]) -> None:
    """Raise `ConfigError` without a control, and for a name that two of them have."""
    if not controls:
        raise ConfigError("a plan needs at least one knob or switch: --knob gain:0..10")
    names = [control.name for control in controls]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConfigError(f"the knob {twice} is named twice")


def make_plan(
    controls: Sequence[Control], *, settings: int | None = None, validation: int | None = None, seed: int = 0
) -> KnobPlan:
    """Return a plan with `settings` for training and `validation` others for validation.

    A third of the settings for training at most are corners, the others a Latin hypercube. By default there
    are 15 settings for training and 3 for validation for each control. Rounding to the steps of the knobs may
    leave fewer, because equal settings are used once. Raises `ConfigError`.
    """
    check_controls(controls)
    count = _TRAINING_EACH * len(controls) if settings is None else settings
    judged = max(3, _VALIDATION_EACH * len(controls) * count // (_TRAINING_EACH * len(controls)))
    judged = judged if validation is None else validation
    if count < 2 or judged < 1:
        raise ConfigError(
            f"a plan needs at least 2 settings for training and 1 for validation, got {count} and {judged}"
        )
    ends = corners(len(controls), most=int(_CORNER_SHARE * count))
    inner = hypercube(count - len(ends), len(controls), seed=seed, beside=ends)
    training = _distinct(controls, np.vstack([ends, inner]))
    used = {_key(setting) for setting in training}
    judges = hypercube(judged, len(controls), seed=seed + 1, beside=np.vstack([ends, inner]))
    apart = [each for each in _distinct(controls, judges) if _key(each) not in used]
    planned = [
        *(PlannedSetting(use=Use.TRAINING, knobs=knobs) for knobs in training),
        *(PlannedSetting(use=Use.VALIDATION, knobs=knobs) for knobs in apart),
    ]
    order = short_way(_positions(controls, planned), is_switch=[isinstance(c, Switch) for c in controls])
    return KnobPlan(controls=tuple(controls), settings=tuple(planned[index] for index in order))


def write_plan(plan: KnobPlan, path: StrPath, *, overwrite: bool = False) -> None:
    """Write a plan in one step; raises `OutputError` and `OutputExistsError`."""
    check_output(path, overwrite=overwrite)
    with atomic_write(path) as file:
        file.write(plan_text(plan).encode())


def plan_text(plan: KnobPlan) -> str:
    """Return a plan as TOML, with one line for each setting."""
    lines = [_HEADER, f"format = {FORMAT_VERSION}", "", "control = ["]
    lines += [f"  {_inline(_control_fields(control))}," for control in plan.controls]
    lines += ["]", "", "setting = ["]
    lines += [f"  {_inline({'use': str(s.use), 'knobs': dict(s.knobs)})}," for s in plan.settings]
    return "\n".join([*lines, "]", ""])


def read_plan(path: StrPath) -> KnobPlan:
    """Return the plan in a file; raises `ConfigError` with the file and the field for anything else."""
    file = Path(path)
    if file.is_dir():
        raise ConfigError(f"{path}: is a folder, not a plan")
    content = read_toml(file)
    if content is None:
        raise ConfigError(f"{path}: {no_such_file(file)}")
    if content.get("format") != FORMAT_VERSION:
        found = content.get("format")
        what = "is not a plan of knobs" if found is None else f"has format {found}; update Reamp"
        raise ConfigError(f"{path}: {what}")
    form = checked(content, _Document, path=file)
    try:
        controls = tuple(_control(fields) for fields in form.control)
        return KnobPlan(controls=controls, settings=tuple(_planned(controls, each) for each in form.setting))
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


class _Document(msgspec.Struct):
    format: int
    control: list[dict[str, Any]]
    setting: list["_Line"]


class _Line(msgspec.Struct):
    use: Use
    knobs: dict[str, float | str]


def _planned(controls: Sequence[Control], line: _Line) -> PlannedSetting:
    knobs = {name: float(value) if isinstance(value, int) else value for name, value in line.knobs.items()}
    by_order = {c.name: knobs[c.name] for c in controls if c.name in knobs}
    return PlannedSetting(use=line.use, knobs={**by_order, **knobs})


def _control(fields: Mapping[str, Any]) -> Control:
    kind = Switch if "positions" in fields else Knob
    try:
        return kind(**{name.replace("-", "_"): value for name, value in fields.items()})
    except TypeError as error:
        problem = str(error).partition("__init__() ")[2]
        raise ConfigError(f"control {fields.get('name', '')}: {problem}") from None


def _control_fields(control: Control) -> dict[str, Any]:
    if isinstance(control, Switch):
        return {"name": control.name, "positions": list(control.positions), "default": control.default}
    fields = {"name": control.name, "low": control.low, "high": control.high, "default": control.default}
    also = {
        "step": control.step,
        "taper": None if control.taper is Taper.LINEAR else str(control.taper),
        "avoid_ends": control.avoid_ends or None,
    }
    return {**fields, **{name: value for name, value in also.items() if value is not None}}


def _inline(value: object) -> str:
    """Return a value as TOML on one line."""
    if isinstance(value, Mapping):
        members = ", ".join(f"{_key_text(key)} = {_inline(member)}" for key, member in value.items())
        return f"{{ {members} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _key_text(key: str) -> str:
    is_bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if is_bare else json.dumps(key, ensure_ascii=False)


def _distinct(
    controls: Sequence[Control], positions: Iterable[Sequence[float]]
) -> list[dict[str, float | str]]:
    """Return the settings at positions from 0 to 1, rounded to steps, each once."""
    found: dict[tuple[float | str, ...], dict[str, float | str]] = {}
    for row in positions:
        setting = {c.name: _value_at(c, position) for c, position in zip(controls, row, strict=True)}
        found.setdefault(_key(setting), setting)
    return list(found.values())


def _key(setting: Mapping[str, float | str]) -> tuple[float | str, ...]:
    return tuple(setting.values())


def _value_at(control: Control, position: float) -> float | str:
    if isinstance(control, Switch):
        count = len(control.positions)
        return control.positions[min(int(position * count), count - 1)]
    first, last = control.low + control.avoid_ends, control.high - control.avoid_ends
    low, high = control.position(first), control.position(last)
    return min(max(control.at(low + position * (high - low)), first), last)


def _positions(controls: Sequence[Control], planned: Sequence[PlannedSetting]) -> Positions:
    def position(control: Control, value: float | str) -> float:
        if isinstance(control, Switch):
            return control.positions.index(str(value)) / (len(control.positions) - 1)
        return control.position(float(value))

    return np.array([[position(c, each.knobs[c.name]) for c in controls] for each in planned])
