"""Check and convert arguments: a NumPy scalar is a number, a bool is not, a string is a path."""

import os
from numbers import Integral, Real
from pathlib import Path

from reamp.errors import ConfigError

__all__ = ["as_path", "is_number", "is_whole"]


def is_number(value: object) -> bool:
    """Return whether a value is a real number, NaN and infinity included.

    >>> is_number(0.5), is_number(True), is_number("1")
    (True, False, False)
    """
    return isinstance(value, Real) and not isinstance(value, bool)


def is_whole(value: object) -> bool:
    """Return whether a value is a whole number by its type.

    >>> is_whole(48_000), is_whole(48_000.0)
    (True, False)
    """
    return isinstance(value, Integral) and not isinstance(value, bool)


def as_path(value: object, *, of: str) -> Path:
    """Return a path as a `Path`; raises `ConfigError` unless it is a string or a path.

    >>> as_path("amp.nam", of="a model").name
    'amp.nam'
    """
    if not isinstance(value, str | os.PathLike):
        raise ConfigError(f"the path of {of} must be a text or a Path, got {type(value).__name__}")
    return Path(value)
