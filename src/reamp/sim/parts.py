"""Checks that all parts of simulated gear share, and their conversion for the core."""

import math
from dataclasses import fields
from typing import Any, TypeVar

from reamp.errors import ConfigError

__all__ = ["check_control", "check_controls", "check_positive", "copied_to"]

T = TypeVar("T")


def check_controls(knobs: Any) -> None:
    """Raise `ConfigError` unless every field of the dataclass, each a knob, is within 0 to 1."""
    for field in fields(knobs):
        check_control(field.name, getattr(knobs, field.name))


def check_control(name: str, value: float) -> None:
    """Raise `ConfigError` unless a knob is within 0 to 1."""
    if not 0.0 <= value <= 1.0:
        raise ConfigError(f"{name} must be 0 to 1, got {value}")


def check_positive(part: Any, *, may_be_zero: tuple[str, ...] = (), any_sign: tuple[str, ...] = ()) -> None:
    """Raise `ConfigError` unless the numbers of the dataclass are above 0; other fields are not checked."""
    for field in fields(part):
        value = getattr(part, field.name)
        if not isinstance(value, int | float) or (field.name in any_sign and math.isfinite(value)):
            continue
        if not (0.0 < value < math.inf or (value == 0.0 and field.name in may_be_zero)):
            least = "0 or more" if field.name in may_be_zero else "above 0"
            raise ConfigError(f"{field.name} must be {least}, got {value}")


def copied_to(target: T, part: Any) -> T:
    """Return the core's part with the numbers of the dataclass, whose fields have the same names."""
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, int | float):
            setattr(target, field.name, value)
    return target
