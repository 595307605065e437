"""The gain of an interface as people type it: the number on its display, or the dB above its lowest gain."""

import math
from dataclasses import dataclass
from typing import Self, TypeAlias

from reamp.errors import ConfigError, LevelError
from reamp.interfaces.table import Interface
from reamp.units import parse_gain_db

__all__ = ["LOWEST_GAIN", "GainLike", "InterfaceGain"]

_HOW_TO_WRITE = (
    "type the number that the interface shows, as in 15; for a knob without numbers type the dB above its "
    "lowest, as in +5 (+0 is its lowest), and reamp stage measures them"
)


@dataclass(frozen=True, kw_only=True)
class InterfaceGain:
    """The gain of an interface: `shown_db`, the number on its display, or `raised_db` above its lowest.

    Raises `ConfigError` unless one of them is given, for numbers that are not finite and for a raise below 0.

    >>> str(InterfaceGain(shown_db=15.0)), str(InterfaceGain(raised_db=5.0))
    ('15', '+5')
    """

    shown_db: float | None = None
    raised_db: float | None = None

    def __post_init__(self) -> None:
        given = [value for value in (self.shown_db, self.raised_db) if value is not None]
        if len(given) != 1:
            raise ConfigError("an interface gain has a shown_db or a raised_db, one of them")
        if not math.isfinite(given[0]):
            raise ConfigError(f"an interface gain must be a finite number, got {given[0]}")
        if self.raised_db is not None and self.raised_db < 0.0:
            raise ConfigError(f"raised_db is above the lowest and must be 0 or more, got {self.raised_db:g}")

    @classmethod
    def of(cls, value: "InterfaceGain | float | str | None") -> "InterfaceGain | None":
        """Return the gain from a value in a script or file: numbers and texts as in `parse`, None stays None.

        Raises `LevelError` and `ConfigError`.
        """
        if value is None or isinstance(value, InterfaceGain):
            return value
        return cls.parse(value) if isinstance(value, str) else cls(shown_db=value)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the gain that a text gives: `15` is the number on the display, `+5` is above the lowest.

        Raises `LevelError` for anything else.

        >>> InterfaceGain.parse("15 dB"), InterfaceGain.parse("+5")
        (InterfaceGain(shown_db=15.0, raised_db=None), InterfaceGain(shown_db=None, raised_db=5.0))
        """
        try:
            gain_db = parse_gain_db(text)
        except LevelError as error:
            problem = str(error).removeprefix(f"{text!r} ").partition(";")[0]
            raise LevelError(text, f"{problem}; {_HOW_TO_WRITE}") from error
        return cls(raised_db=gain_db) if text.strip().startswith("+") else cls(shown_db=gain_db)

    def __str__(self) -> str:
        return f"{self.shown_db:g}" if self.shown_db is not None else f"+{self.raised_db:g}"

    @property
    def words(self) -> str:
        """The gain in a sentence: `15 dB`, `5 dB above its lowest`, or `its lowest`."""
        if self.raised_db == 0.0:
            return "its lowest"
        return f"{self}".removeprefix("+") + (" dB" if self.raised_db is None else " dB above its lowest")

    @property
    def value(self) -> float | str:
        """The gain as stored in files: a number is on the display, `"+5"` is above the lowest gain."""
        return str(self) if self.shown_db is None else self.shown_db

    def above_lowest_db(self, interface: Interface) -> float:
        """Return how far the gain is above the interface's lowest, which is assumed to show 0 if unknown.

        Raises `ConfigError` for a gain that the interface cannot show.
        """
        if self.raised_db is None:
            shown_db = self.on_display_db(interface)
            interface.check_gain(shown_db)
            return shown_db - _lowest_db(interface)
        high_db = interface.max_gain_shown_db
        if high_db is not None and self.on_display_db(interface) > high_db:
            raise ConfigError(
                f"interface gain {self}: {self.words} is {self.on_display_db(interface):g} dB, "
                f"and {interface.name} shows at most {high_db:g} dB"
            )
        return self.raised_db

    def on_display_db(self, interface: Interface) -> float:
        """Return the number on the display; an unknown lowest gain is assumed to show 0."""
        if self.shown_db is not None:
            return self.shown_db
        assert self.raised_db is not None  # __post_init__
        return _lowest_db(interface) + self.raised_db


GainLike: TypeAlias = InterfaceGain | float | str
"""A gain as scripts and files write it; see `InterfaceGain.of`."""

LOWEST_GAIN = InterfaceGain(raised_db=0.0)
"""The lowest gain of any interface, whatever its display shows there."""


def _lowest_db(interface: Interface) -> float:
    return interface.min_gain_shown_db or 0.0
