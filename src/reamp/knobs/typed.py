"""Knobs, switches and settings as people type them on a command line."""

from collections.abc import Sequence

from reamp.errors import ConfigError
from reamp.knobs.knob import Knob, Switch, Taper

__all__ = ["parse_knob", "parse_setting", "parse_switch"]

_EXAMPLE = "type it as gain:0..10"


def parse_knob(text: str) -> Knob:
    """Return the knob of a text: NAME:LOW..HIGH, then `,step=`, `,default=`, `,avoid-ends=` and `,log`.

    Raises `ConfigError`.

    >>> parse_knob("tone:100..10000,log").default
    1000.0
    """
    name, colon, rest = text.partition(":")
    span, *options = rest.split(",")
    low, dots, high = span.partition("..")
    if not (colon and dots):
        raise ConfigError(f"{text!r} is not a knob; {_EXAMPLE}")
    fields: dict[str, float] = {"low": _number(text, low), "high": _number(text, high)}
    taper = Taper.LINEAR
    for option in options:
        key, equals, value = option.partition("=")
        if option in list(Taper):
            taper = Taper(option)
        elif equals and key in ("step", "default", "avoid-ends"):
            fields[key.replace("-", "_")] = _number(text, value)
        else:
            raise ConfigError(
                f"{text!r}: {option!r} is no option of a knob; there are step=, default=, avoid-ends= and log"
            )
    return Knob(name=name, taper=taper, **fields)


def parse_switch(text: str) -> Switch:
    """Return the switch of a text: NAME:POSITION,POSITION; raises `ConfigError`.

    >>> parse_switch("bright:off,on").positions
    ('off', 'on')
    """
    name, colon, rest = text.partition(":")
    positions = tuple(position.strip() for position in rest.split(","))
    if not colon or not all(positions):
        raise ConfigError(f"{text!r} is not a switch; type it as bright:off,on")
    return Switch(name=name, positions=positions)


def parse_setting(typed: Sequence[str]) -> dict[str, float | str]:
    """Return the unchecked values of texts NAME=VALUE; raises `ConfigError` for another form or a repetition.

    >>> parse_setting(["gain=7", "bright=on"])
    {'gain': '7', 'bright': 'on'}
    """
    values: dict[str, float | str] = {}
    for text in typed:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise ConfigError(f"{text!r} sets no knob; type NAME=VALUE, for example gain=7")
        if name.strip() in values:
            raise ConfigError(f"{name.strip()} is set twice")
        values[name.strip()] = value.strip()
    return values


def _number(text: str, part: str) -> float:
    try:
        return float(part)
    except ValueError:
        raise ConfigError(f"{text!r}: {part!r} is not a number; {_EXAMPLE}") from None
