"""The table of audio interfaces: the maximum level of each input, its source, and the confidence in it."""

import csv
import functools
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from reamp.errors import ConfigError

__all__ = ["Confidence", "InputKind", "Interface", "interfaces", "level_as_interface"]


class Confidence(StrEnum):
    """Where a maximum input level comes from, surest first except for the last two."""

    MANUFACTURER = "manufacturer"
    """Read in the manufacturer's own document."""
    MANUFACTURER_CITED = "manufacturer-cited"
    """A source cites the manufacturer's document."""
    COMMUNITY_MEASURED = "community-measured"
    COMMUNITY_TABLE = "community-table"
    INFERRED = "inferred"
    """Computed from something else; not published."""
    CONFLICT = "conflict"
    """The sources disagree: the level is never applied automatically."""
    USER = "user"
    """Measured or entered by the user."""

    @property
    def words(self) -> str:
        """The value as a person writes it: `community table`."""
        return self.value.replace("-", " ")

    @property
    def is_low(self) -> bool:
        """Return whether the value should be measured before it is trusted."""
        return self in {Confidence.COMMUNITY_MEASURED, Confidence.COMMUNITY_TABLE, Confidence.INFERRED}


class InputKind(StrEnum):
    """What a row's level belongs to; a guitar goes into the instrument (Hi-Z, D.I.) input, pad off."""

    INSTRUMENT = "instrument"
    INSTRUMENT_PAD = "instrument-pad"
    LINE = "line"
    LINE_PAD = "line-pad"
    MIC = "mic"
    OUTPUT = "output"
    """Only the output level is known."""


@dataclass(frozen=True, kw_only=True)
class Interface:
    """One input of one audio interface; unknown levels are None.

    `max_input_dbu` reaches full scale with the gain at its minimum, where the display shows
    `min_gain_shown_db` (some show 8 or 10 dB). `gain_span_db` is the range of a gain whose ends are not
    known, `max_output_dbu` the output's level at 0 dBFS. `input` is the maker's label, `setting` the switches
    that must be on or off for the level to hold.
    """

    manufacturer: str
    model: str
    generation: str = ""
    input: str = "instrument"
    kind: InputKind = InputKind.INSTRUMENT
    max_input_dbu: float | None
    confidence: Confidence
    alternatives: str = ""
    min_gain_shown_db: float | None = None
    max_gain_shown_db: float | None = None
    gain_span_db: float | None = None
    max_output_dbu: float | None = None
    setting: str = ""
    source: str = ""
    notes: str = ""

    @property
    def name(self) -> str:
        """The manufacturer, model and generation in one line.

        >>> interfaces()[0].name
        'Focusrite Scarlett Solo 3rd Gen'
        """
        return " ".join(part for part in (self.manufacturer, self.model, self.generation) if part)

    @property
    def applied_dbu(self) -> float | None:
        """The level that may be used for calibration: None when it is unknown or the sources disagree."""
        return None if self.confidence is Confidence.CONFLICT else self.max_input_dbu

    def check_gain(self, shown_db: float) -> None:
        """Raise `ConfigError` for a gain that this interface cannot show; an unknown end is no limit."""
        low_db, high_db = self.min_gain_shown_db, self.max_gain_shown_db
        problem = f"interface gain {shown_db:g} dB"
        if low_db is None and shown_db < 0.0:
            raise ConfigError(
                f"{problem} is negative, and {self.name} is not known to show negative numbers; type how far "
                "the gain is above its lowest, as in +5"
            )
        if low_db is not None and shown_db < low_db:
            below = f"{problem} is below the {low_db:g} dB that {self.name} shows at its lowest"
            if shown_db < 0.0:
                raise ConfigError(f"{below}; type what it shows, {low_db:g} or more")
            raise ConfigError(
                f"{below}; {shown_db:g} dB above the lowest is {low_db + shown_db:g}, or type +{shown_db:g}"
            )
        if high_db is not None and shown_db > high_db:
            above = f"{problem} is above the {high_db:g} dB that {self.name} shows at its highest"
            raise ConfigError(f"{above}; type what it shows")


def level_as_interface(max_input_dbu: float) -> Interface:
    """Return an interface of which only the maximum input level in dBu is known.

    >>> level_as_interface(12.2).applied_dbu
    12.2
    """
    return Interface(
        manufacturer="",
        model="your interface",
        max_input_dbu=max_input_dbu,
        confidence=Confidence.USER,
        source="entered level",
    )


@functools.cache
def interfaces() -> tuple[Interface, ...]:
    """Return every row of the table, in its order."""
    with resources.files("reamp.interfaces").joinpath("data/interfaces.csv").open(encoding="utf-8") as file:
        return tuple(_interface(row) for row in csv.DictReader(file, strict=True))


def _interface(row: dict[str, str]) -> Interface:
    return Interface(
        manufacturer=row["manufacturer"],
        model=row["model"],
        generation=row["generation"],
        input=row["input"],
        kind=InputKind(row["kind"]),
        max_input_dbu=_number(row["max_input_dbu"]),
        confidence=Confidence(row["confidence"]),
        alternatives=row["alternatives"],
        min_gain_shown_db=_number(row["min_gain_shown_db"]),
        max_gain_shown_db=_number(row["max_gain_shown_db"]),
        gain_span_db=_number(row["gain_span_db"]),
        max_output_dbu=_number(row["max_output_dbu"]),
        setting=row["setting"],
        source=row["source"],
        notes=row["notes"],
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None
