"""A knob or a switch of gear, where it can stand, and its place in the inputs of a network."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from reamp.arguments import is_number
from reamp.errors import ConfigError
from reamp.near_names import did_you_mean

__all__ = [
    "Control",
    "Knob",
    "Setting",
    "Switch",
    "Taper",
    "checked_setting",
    "default_setting",
    "network_inputs",
    "setting_words",
]

_STEPS = 40  # of a knob without a step of its own: a quarter of a mark on a scale from 0 to 10


class Taper(StrEnum):
    """How the values of a knob follow its position."""

    LINEAR = "linear"
    LOG = "log"  # equal ratios for equal turns, as frequencies are


@dataclass(frozen=True, kw_only=True)
class Knob:
    """A knob with any position between two ends, in the numbers printed around it.

    `avoid_ends` is how far a plan stays away from both ends. `step` is the finest change that a person can
    set; None takes a fortieth of the range. `default` None is the middle position. Raises `ConfigError`.
    """

    name: str
    low: float
    high: float
    default: float | None = None
    step: float | None = None
    taper: Taper = Taper.LINEAR
    avoid_ends: float = 0.0

    def __post_init__(self) -> None:
        _check_name(self.name)
        for field in ("low", "high", "default", "step", "avoid_ends"):
            value = getattr(self, field)
            if value is not None and not (is_number(value) and math.isfinite(value)):
                raise ConfigError(f"{self.name}: {field} must be a number, got {value!r}")
        if not self.low < self.high:
            raise ConfigError(
                f"{self.name}: a range goes from low to high, got {self.low:g} to {self.high:g}"
            )
        if self.taper not in list(Taper):
            raise ConfigError(f"{self.name}: taper must be linear or log, got {self.taper!r}")
        object.__setattr__(self, "taper", Taper(self.taper))
        if self.taper is Taper.LOG and self.low <= 0.0:
            raise ConfigError(f"{self.name}: a log taper needs a range above 0, got {self.low:g}")
        if self.step is not None and not 0.0 < self.step <= self.high - self.low:
            raise ConfigError(f"{self.name}: step must be above 0 and within the range, got {self.step:g}")
        if not 0.0 <= self.avoid_ends < (self.high - self.low) / 2:
            limit = (self.high - self.low) / 2
            raise ConfigError(
                f"{self.name}: avoid-ends must be from 0 to below {limit:g}, got {self.avoid_ends:g}"
            )
        if self.default is None:
            object.__setattr__(self, "default", self.at(0.5))
        elif not self.low <= self.default <= self.high:
            raise ConfigError(f"{self.name}: default {self.default:g} is outside {self.range_text}")

    @property
    def range_text(self) -> str:
        """The range for people."""
        return f"{self.low:g} to {self.high:g}"

    def position(self, value: float) -> float:
        """Return how far the knob is turned at a value: 0 is the low end, 1 the high end.

        >>> Knob(name="tone", low=100.0, high=10_000.0, taper=Taper.LOG).position(1000.0)
        0.5
        """
        if self.taper is Taper.LOG:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def at(self, position: float) -> float:
        """Return the value at a position, the inverse of `position`, on a step where a step is near.

        >>> Knob(name="gain", low=0.0, high=10.0).at(0.5217)
        5.25
        """
        if self.taper is Taper.LOG:
            value = self.low * (self.high / self.low) ** position
            rounded = float(f"{value:.2g}") if self.step is None else self._on_step(value, self.step)
        else:
            value = self.low + position * (self.high - self.low)
            rounded = self._on_step(value, self.step or (self.high - self.low) / _STEPS)
        return min(max(rounded, self.low), self.high)

    def _on_step(self, value: float, step: float) -> float:
        return float(f"{self.low + round((value - self.low) / step) * step:.9g}")


@dataclass(frozen=True, kw_only=True)
class Switch:
    """A switch with named positions; the first is the default. Raises `ConfigError`."""

    name: str
    positions: tuple[str, ...]
    default: str | None = None

    def __post_init__(self) -> None:
        _check_name(self.name)
        object.__setattr__(self, "positions", tuple(self.positions))
        if len(self.positions) < 2 or len(set(self.positions)) < len(self.positions):
            got = ", ".join(self.positions) or "none"
            raise ConfigError(f"{self.name}: a switch needs at least two different positions, got {got}")
        if self.default is None:
            object.__setattr__(self, "default", self.positions[0])
        elif self.default not in self.positions:
            raise ConfigError(f"{self.name}: default {self.default!r} is not in {self.range_text}")

    @property
    def range_text(self) -> str:
        """The positions for people."""
        return ", ".join(self.positions)


Control: TypeAlias = Knob | Switch
Setting: TypeAlias = Mapping[str, float | str]
"""The value of each knob and switch: `{"gain": 7.0, "bright": "on"}`."""


def checked_setting(
    controls: Sequence[Control], typed: Mapping[str, float | str], *, is_whole: bool = False
) -> dict[str, float | str]:
    """Return a setting of all controls, in their order; a control that is not in `typed` has its default.

    Numbers may be text. With `is_whole` every control must be typed. Raises `ConfigError` for an unknown
    name, a value outside the range and a missing one.
    """
    by_name = {control.name: control for control in controls}
    for name in typed:
        if name not in by_name:
            near = did_you_mean(name, by_name) or f"; the knobs are {', '.join(by_name)}"
            raise ConfigError(f"there is no knob {name!r}{near}")
    setting: dict[str, float | str] = {}
    for name, control in by_name.items():
        if name in typed:
            setting[name] = _checked_value(control, typed[name])
        elif is_whole:
            raise ConfigError(f"{name} is missing in the setting")
        else:
            assert control.default is not None
            setting[name] = control.default
    return setting


def default_setting(controls: Sequence[Control]) -> dict[str, float | str]:
    """Return the setting of all controls at their defaults."""
    return checked_setting(controls, {})


def network_inputs(controls: Sequence[Control], setting: Setting) -> list[float]:
    """Return what a network reads of a setting: a knob is -1 to 1, a switch 1 at its position and else -1.

    A switch of two positions is one number, of more positions as many.

    >>> controls = (Knob(name="gain", low=0.0, high=10.0), Switch(name="bright", positions=("off", "on")))
    >>> network_inputs(controls, {"gain": 7.5, "bright": "on"})
    [0.5, 1.0]
    """
    inputs: list[float] = []
    for control in controls:
        value = setting[control.name]
        if isinstance(control, Knob):
            inputs.append(2.0 * control.position(float(value)) - 1.0)
        else:
            places = [1.0 if value == position else -1.0 for position in control.positions]
            inputs += places[1:] if len(places) == 2 else places
    return inputs


def setting_words(setting: Setting) -> str:
    """Return a setting for people.

    >>> setting_words({"gain": 7.0, "bright": "on"})
    'gain 7, bright on'
    """
    return ", ".join(f"{name} {value if isinstance(value, str) else f'{value:g}'}"
                     for name, value in setting.items())  # fmt: skip


def _checked_value(control: Control, value: float | str) -> float | str:
    if isinstance(control, Switch):
        text = str(value)
        if text not in control.positions:
            near = did_you_mean(text, control.positions)
            raise ConfigError(f"{control.name} has the positions {control.range_text}, not {text!r}{near}")
        return text
    try:
        number = float(value.replace(",", ".")) if isinstance(value, str) else float(value)
    except ValueError:
        raise ConfigError(f"{control.name} takes a number from {control.range_text}, got {value!r}") from None
    if not control.low <= number <= control.high:  # NaN as well
        raise ConfigError(f"{control.name} goes from {control.range_text}, got {number:g}")
    return number


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not name or name != name.strip() or set(name) & set("=:,\n\"'"):
        raise ConfigError(f"a knob's name is a word without = : , and quotes, got {name!r}")
