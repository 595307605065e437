"""A port of an LV2 plug-in: what it is, and its value as people read and type it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from reamp.errors import ConfigError
from reamp.hosting.facts import PluginParameter
from reamp.hosting.values import place_of_number, split_number

__all__ = ["Port", "parameter_of", "value_of"]


@dataclass
class Port:
    """A port and its buffer; `kind` is audio, control, cv, atom or other.

    `points` are the words of its values. `buffer` is what it is connected to, None for an unknown kind.
    """

    index: int
    symbol: str
    name: str
    kind: str
    is_input: bool
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    is_whole: bool = False
    is_switch: bool = False
    is_logarithmic: bool = False
    points: tuple[tuple[str, float], ...] = ()
    buffer: Any = None
    value: float = 0.0


def value_of(text: str, port: Port) -> float:
    """Return the value of a port for a text: a word, a number in its unit, or a share of its range in %."""
    words = dict(port.points)
    if port.is_switch:
        words = {"on": 1.0, "off": 0.0, "true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0} | words
    plain = {"".join(word.split()).casefold(): value for word, value in words.items()}
    typed = "".join(text.split()).casefold()
    if typed in plain:
        return plain[typed]
    split = split_number(text)
    if split is None:
        raise ConfigError(f"{port.name} is {_range_words(port)}, got {text!r}")
    value, unit = split
    if unit == "%" and port.unit != "%":
        share = value / 100.0
        if port.is_logarithmic and 0.0 < port.low < port.high:
            value = port.low * (port.high / port.low) ** share
        else:
            value = port.low + share * (port.high - port.low)
    elif unit and port.unit and unit.casefold() != port.unit.casefold():
        raise ConfigError(f"{port.name} is in {port.unit}, got {text!r}")
    value = float(np.float32(round(value) if port.is_whole or port.is_switch else value))
    if not 0.0 <= place_of_number(value, float(np.float32(port.low)), float(np.float32(port.high))) <= 1.0:
        raise ConfigError(f"{port.name} is {_range_words(port)}, got {text!r}")
    return value


def parameter_of(port: Port) -> PluginParameter:
    """Return a control port as a knob."""
    words = {value: word for word, value in port.points}
    if port.is_switch:
        words = {0.0: "off", 1.0: "on"} | words

    def shown(value: float) -> str:
        return words.get(value, f"{value:.6g}")

    return PluginParameter(
        name=port.name,
        symbol=port.symbol,
        text=shown(float(port.buffer[0])),
        unit=port.unit,
        lowest=shown(port.low),
        highest=shown(port.high),
        choices=tuple(words.values()),
    )


def _range_words(port: Port) -> str:
    parameter = parameter_of(port)
    if parameter.choices:
        return f"one of {', '.join(parameter.choices)}"
    unit = f" {port.unit}" if port.unit else ""
    return f"{parameter.lowest} to {parameter.highest}{unit}"
