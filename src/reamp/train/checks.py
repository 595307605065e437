"""Checks of the options of training: a whole number, a number in a range, one of the choices."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from reamp.arguments import is_number, is_whole
from reamp.errors import ConfigError

__all__ = ["as_choice", "check_number", "check_whole"]

_Choice = TypeVar("_Choice", bound=StrEnum)


def check_whole(name: str, value: object, *, least: int, reason: str = "") -> None:
    """Raise `ConfigError` unless a value is a whole number of at least `least`; `reason` explains the limit.

    >>> check_whole("epochs", 2.5, least=1)
    Traceback (most recent call last):
    reamp.errors.ConfigError: epochs must be a whole number, got 2.5
    """
    if not is_whole(value):
        raise ConfigError(f"{name} must be a whole number, got {value!r}")
    if value < least:  # type: ignore[operator]  # it is a whole number
        raise ConfigError(f"{name} must be at least {least}{reason}, got {value}")


def check_number(name: str, value: object, words: str, is_inside: Callable[[float], bool]) -> None:
    """Raise `ConfigError` unless a value is a number inside a range; `words` describe the range.

    >>> check_number("final_rate", -1.0, "from 0 to 1", lambda rate: 0.0 <= rate <= 1.0)
    Traceback (most recent call last):
    reamp.errors.ConfigError: final_rate must be from 0 to 1, got -1.0
    """
    if not is_number(value):
        raise ConfigError(f"{name} must be a number, {words}, got {value!r}")
    if not is_inside(value):  # type: ignore[arg-type]  # it is a number
        raise ConfigError(f"{name} must be {words}, got {value}")


def as_choice(name: str, value: object, choices: type[_Choice], *, other: str = "") -> _Choice:
    """Return a member of an enumeration for the member or its text; `other` says what else is accepted.

    Raises `ConfigError` with the choices.
    """
    try:
        return choices(value)  # type: ignore[arg-type]  # anything may be asked of it
    except ValueError:
        listed = ", ".join(repr(str(choice)) for choice in choices)
        raise ConfigError(f"{name} must be one of {listed}{other}, got {value!r}") from None
