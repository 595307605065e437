"""Convert values to JSON in the same way for every command, protocol and page."""

import json
import math
from numbers import Integral, Real
from typing import Any

import msgspec

__all__ = ["json_fields", "json_line", "json_text", "json_value"]


def json_value(value: object) -> object:
    """Return a value as dictionaries, lists, numbers and strings; NaN and infinity become None.

    Dataclasses and structs become dictionaries of their fields, enums their values, paths strings.

    >>> json_value({"peak_dbfs": float("-inf"), "sides_dbfs": (-3.0, -6.0)})
    {'peak_dbfs': None, 'sides_dbfs': [-3.0, -6.0]}
    """
    return _finite(msgspec.to_builtins(value, enc_hook=_plain))


def json_fields(value: object) -> dict[str, Any]:
    """Return a dataclass or struct as a dictionary of its fields, converted by `json_value`."""
    fields: dict[str, Any] = msgspec.to_builtins(value, enc_hook=_plain)
    return {name: _finite(member) for name, member in fields.items()}


def json_text(value: object) -> str:
    """Return a value as JSON that people can read."""
    return json.dumps(json_value(value), indent=2, ensure_ascii=False)


def json_line(value: object) -> str:
    """Return a value as JSON on one line, without a line break.

    >>> json_line({"esr": float("nan")})
    '{"esr":null}'
    """
    return json.dumps(json_value(value), separators=(",", ":"), ensure_ascii=False)


def _plain(value: object) -> object:
    """Convert types that msgspec does not know: NumPy numbers to numbers, paths to strings."""
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else str(value)


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {key: _finite(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(member) for member in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
