"""Numbers on the command line: with a comma or a point, with their unit, or the unit as a word of its own."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import click

from reamp.errors import ReampError
from reamp.gear.interface_gain import InterfaceGain
from reamp.units import parse_gain_db, parse_level_dbu, parse_number

__all__ = ["DBFS", "GAIN", "INTERFACE_GAIN", "LEVEL", "SECONDS", "Number", "Whole", "with_units"]

_LONE_NUMBER = re.compile(r"[+−-]?[\d.,]*\d[\d.,]*")
_LONE_UNIT = re.compile(r"d?Bu|dBV|dBFS|dB|m?V(?:rms|pk|peak|p)?|k?Hz|m?s|%", re.IGNORECASE)


def with_units(args: Sequence[str]) -> list[str]:
    """Return the arguments with each unit that follows its number joined to it.

    >>> with_units(["amp.nam", "--max-input", "12.2", "dBu", "--interface-gain=5", "dB"])
    ['amp.nam', '--max-input', '12.2 dBu', '--interface-gain=5 dB']
    """
    joined: list[str] = []
    for arg in args:
        number = (
            joined[-1].rpartition("=")[2] if joined and joined[-1].startswith("--") else "".join(joined[-1:])
        )
        if _LONE_UNIT.fullmatch(arg) and _LONE_NUMBER.fullmatch(number):
            joined[-1] += f" {arg}"
        else:
            joined.append(arg)
    return joined


class _Quantity(click.ParamType):  # type: ignore[type-arg]  # generic in recent versions of click only
    """A number as people type it, with or without its unit."""

    def __init__(self, name: str, parse: Callable[[str], Any]) -> None:
        self.name = name
        self._parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number, in the unit of the option."""
        if not isinstance(value, str):  # a default
            return value
        try:
            return self._parse(value)
        except ReampError as error:
            self.fail(str(error), param, ctx)


class Number(_Quantity):
    """A number between two ends, which belong to it unless it is to lie `inside` them."""

    def __init__(
        self, low: float | None = None, high: float | None = None, *, unit: str = "", inside: bool = False
    ) -> None:
        self.low, self.high, self.inside = low, high, inside
        super().__init__("number", lambda text: parse_number(text, unit=unit))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; fails outside the ends."""
        number: float = super().convert(value, param, ctx)
        is_low = self.low is not None and (number <= self.low if self.inside else number < self.low)
        is_high = self.high is not None and (number >= self.high if self.inside else number > self.high)
        if is_low or is_high:
            self.fail(f"must be {self._range()}, got {value}", param, ctx)
        return number

    def _range(self) -> str:
        if self.low is not None and self.high is not None:
            ends = f"{self.low:g} and {self.high:g}"
            return f"between {ends}, without these two" if self.inside else f"between {ends}"
        if self.low is not None:
            return f"{'above' if self.inside else 'at least'} {self.low:g}"
        return f"{'below' if self.inside else 'at most'} {self.high:g}"


class Whole(Number):
    """A whole number between two ends."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; fails outside the ends, and for a fraction."""
        number = super().convert(value, param, ctx)
        if number != int(number):
            self.fail(f"must be a whole number, got {value}", param, ctx)
        return int(number)


LEVEL = _Quantity("level", parse_level_dbu)
"""`12.2`, `12.2dBu`, `9.98dBV` or `3.15V`, in dBu once parsed."""

GAIN = _Quantity("db", parse_gain_db)
"""`5`, `-5,5` or `5dB`."""

INTERFACE_GAIN = _Quantity("db", InterfaceGain.parse)
"""`15` as the interface shows it, or `+5`, above its lowest."""

DBFS = Number(unit="dBFS")
SECONDS = Number(unit="s")
