"""Numbers on the command line: with a comma or a point, and with a unit, also as a separate word."""

import re
from collections.abc import Callable, Container, Sequence
from typing import TYPE_CHECKING, Any

import click

from reamp.errors import ReampError
from reamp.units import is_unit, parse_gain_db, parse_level_dbu, parse_number

if TYPE_CHECKING:
    from reamp.interfaces.gain import InterfaceGain

__all__ = [
    "DBFS",
    "GAIN",
    "LEVEL",
    "RATE",
    "SECONDS",
    "SHOWN_GAIN",
    "Number",
    "OneNumber",
    "Quantity",
    "Whole",
    "with_units",
]

_LONE_NUMBER = re.compile(r"[+−-]?[\d.,]*\d[\d.,]*")


def with_units(args: Sequence[str], *, options: Container[str] = ()) -> list[str]:
    """Return the arguments with each unit joined to the number before it, or to the value of an option.

    options: those that take a number, even if another text is typed as their value.

    >>> with_units(["amp.nam", "--max-input", "12.2", "dBu", "--interface-gain=5", "dB"])
    ['amp.nam', '--max-input', '12.2 dBu', '--interface-gain=5 dB']
    """
    joined: list[str] = []
    for arg in args:
        value = joined[-1].rpartition("=")[2] if joined else ""
        option = joined[-2] if len(joined) > 1 else ""
        if is_unit(arg) and (_LONE_NUMBER.fullmatch(value) or option in options):
            joined[-1] += f" {arg}"
        else:
            joined.append(arg)
    return joined


class Quantity(click.ParamType):  # type: ignore[type-arg]  # generic in recent versions of click only
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


class Number(Quantity):
    """A number between two ends; the ends themselves are allowed unless it must lie `inside`."""

    def __init__(
        self, low: float | None = None, high: float | None = None, *, unit: str = "", inside: bool = False
    ) -> None:
        self.low, self.high, self.inside, self.unit = low, high, inside, unit
        super().__init__("number", lambda text: parse_number(text, unit=unit))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; fails outside the ends."""
        number: float = super().convert(value, param, ctx)
        is_low = self.low is not None and (number <= self.low if self.inside else number < self.low)
        is_high = self.high is not None and (number >= self.high if self.inside else number > self.high)
        if is_low or is_high:
            raise click.UsageError(f"{_name(param)} {self._range()}; got {value}", ctx)
        return number

    def _range(self) -> str:
        if self.low is not None and self.high is not None:
            between = f"must be above {self.low:g} and below {self.high:g}"
            return between if self.inside else f"goes from {self.low:g} to {self.high:g}"
        if self.low is not None:
            return f"must be {'above' if self.inside else 'at least'} {self.low:g}"
        return f"must be {'below' if self.inside else 'at most'} {self.high:g}"


class Whole(Number):
    """A whole number between two ends."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; fails outside the ends, and for a fraction."""
        number = round(super().convert(value, param, ctx), 6)  # 44.1 kHz is a whole number of Hz
        if number != int(number):
            raise click.UsageError(f"{_name(param)} must be a whole number; got {value}", ctx)
        return int(number)


class OneNumber(Quantity):
    """One of a few numbers, with their unit or without."""

    def __init__(self, choices: Sequence[float], *, unit: str) -> None:
        self._choices, self._unit = choices, unit
        super().__init__("number", lambda text: parse_number(text, unit=unit))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; fails for another."""
        number = super().convert(value, param, ctx)
        if number not in self._choices:
            *first, last = (f"{each:g}{self._unit}" for each in self._choices)
            raise click.UsageError(f"{_name(param)} is {', '.join(first)} or {last}; got {value}", ctx)
        return number


def _name(param: click.Parameter | None) -> str:
    return "the number" if param is None else param.opts[-1]


def _shown_gain(text: str) -> "InterfaceGain":
    from reamp.interfaces.gain import InterfaceGain  # the table of interfaces: few commands need it

    return InterfaceGain.parse(text)


LEVEL = Quantity("level", parse_level_dbu)
"""`12.2`, `12.2dBu`, `9.98dBV` or `3.15V`, in dBu once parsed."""

GAIN = Quantity("db", parse_gain_db)
"""`5`, `-5,5` or `5dB`."""

SHOWN_GAIN = Quantity("db", _shown_gain)
"""`15` as the interface shows it, or `+5`, above its lowest."""

DBFS = Number(unit="dBFS")
SECONDS = Number(unit="s")
RATE = Whole(1, unit="Hz")
