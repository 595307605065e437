"""The metadata of a `.nam` file: levels, loudness, gear, date; one table holds the JSON keys."""

import contextlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from reamp.arguments import is_number
from reamp.errors import ConfigError, ModelFileError, StrPath

__all__ = [
    "METADATA_FIELDS",
    "GearType",
    "Metadata",
    "ToneType",
    "check_levels",
    "mark_by_ear",
    "mark_estimated",
    "metadata_from_json",
    "metadata_to_json",
]


_BY_EAR = "set by ear"


class GearType(StrEnum):
    """What was captured."""

    AMP = "amp"
    PEDAL = "pedal"
    PEDAL_AMP = "pedal_amp"
    AMP_CAB = "amp_cab"
    AMP_PEDAL_CAB = "amp_pedal_cab"
    PREAMP = "preamp"
    STUDIO = "studio"


class ToneType(StrEnum):
    """How distorted the captured gear sounds."""

    CLEAN = "clean"
    OVERDRIVE = "overdrive"
    CRUNCH = "crunch"
    HI_GAIN = "hi_gain"
    FUZZ = "fuzz"


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """The metadata of a model; None is unknown, and an unlisted gear or tone type stays a plain text.

    `loudness_db` is 20 log10 of the RMS of the output for the trainer's standard clip; `gain` in 0..1 says
    how compressed the model is. `input_level_dbu` and `output_level_dbu` are the RMS level of the sine
    whose digital peak is 0 dBFS. `level_estimate` marks levels that were not measured: see `is_estimated`.
    `extra` holds keys that the format does not define, and defined keys whose value is of the wrong type.
    Raises `ConfigError` when a number is not finite: JSON cannot hold it.

    >>> Metadata(gear_make="PRS", input_level_dbu=11.76).input_level_dbu
    11.76
    """

    date: datetime | None = None
    loudness_db: float | None = None
    gain: float | None = None
    name: str | None = None
    modeled_by: str | None = None
    gear_type: GearType | str | None = None
    gear_make: str | None = None
    gear_model: str | None = None
    tone_type: ToneType | str | None = None
    input_level_dbu: float | None = None
    output_level_dbu: float | None = None
    training: Mapping[str, object] | None = None
    level_estimate: Mapping[str, object] | None = None
    extra: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("loudness_db", "gain", "input_level_dbu", "output_level_dbu"):
            number = getattr(self, name)
            if number is None:
                continue
            if not is_number(number) or not math.isfinite(number):
                raise ConfigError(f"{name} must be a finite number, got {number!r}")
            if not isinstance(number, int | float):  # JSON has no NumPy scalars
                object.__setattr__(self, name, float(number))

    def is_estimated(self, level: str) -> bool:
        """Return whether `input_level_dbu` or `output_level_dbu` is an estimate rather than a measurement.

        The mark repeats the level it refers to: a tool that writes another level thereby voids the mark.

        >>> said = Metadata(input_level_dbu=5.7, level_estimate={"input_level_dbu": 5.7})
        >>> said.is_estimated("input_level_dbu")
        True
        """
        mark = (self.level_estimate or {}).get(level)
        return mark is not None and mark == getattr(self, level)

    def is_set_by_ear(self, level: str) -> bool:
        """Return whether a level is an estimate that was set by ear, as `mark_by_ear` marks it."""
        return self.is_estimated(level) and (self.level_estimate or {}).get("from") == _BY_EAR

    @property
    def validation_esr(self) -> float | None:
        """The ESR that the trainer wrote, measured on audio that was not used for training.

        >>> Metadata(training={"validation_esr": 0.004}).validation_esr
        0.004
        """
        esr = (self.training or {}).get("validation_esr")
        return esr if isinstance(esr, float) else None


def mark_by_ear(input_level_dbu: float) -> dict[str, object]:
    """Return the `level_estimate` of an input level that was set by ear.

    >>> level = {"input_level_dbu": 9.5, "level_estimate": mark_by_ear(9.5)}
    >>> Metadata(**level).is_set_by_ear("input_level_dbu")
    True
    """
    return {"input_level_dbu": input_level_dbu, "from": _BY_EAR}


def mark_estimated(before: Metadata, levels_dbu: Mapping[str, object]) -> dict[str, object]:
    """Return the `level_estimate` of levels that are estimates; those that were estimates before stay so.

    >>> mark_estimated(Metadata(), {"input_level_dbu": 9.5})
    {'input_level_dbu': 9.5}
    """
    levels = ("input_level_dbu", "output_level_dbu")
    kept = {level: getattr(before, level) for level in levels if before.is_estimated(level)}
    return {**kept, **levels_dbu}


def metadata_from_json(value: object) -> Metadata:
    """Return the metadata in the decoded `metadata` member of a file.

    Anything but an object counts as empty. A value of the wrong type is unknown, and stays in `extra`.
    """
    if not isinstance(value, dict):
        return Metadata()
    names = {entry.key: name for name, entry in METADATA_FIELDS.items()}
    known: dict[str, object] = {}
    for key in names.keys() & value.keys():
        if value[key] is not None:
            with contextlib.suppress(ValueError):
                known[names[key]] = METADATA_FIELDS[names[key]].read(value[key])
    unread = {key for key in names if value.get(key) is not None and names[key] not in known}
    extra = {key: value[key] for key in value if key not in names or key in unread}
    return Metadata(**known, extra=extra)  # type: ignore[arg-type]


def check_levels(metadata: Metadata, path: StrPath) -> None:
    """Raise `ModelFileError` when a level or the loudness in the file at `path` is not a number.

    The sound depends on them, and the official core refuses such a file too.
    """
    for name in _LEVELS:
        key = METADATA_FIELDS[name].key
        value = metadata.extra.get(key)
        if value is not None:
            problem = f"expected a number, got {_shown(value)}"
            raise ModelFileError(path, f"metadata.{key}", problem)


def metadata_to_json(metadata: Metadata) -> dict[str, object]:
    """Return the `metadata` member to write, without the fields that are unknown."""
    values = {entry.key: _plain(getattr(metadata, name)) for name, entry in METADATA_FIELDS.items()}
    return dict(metadata.extra) | {key: value for key, value in values.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {part: getattr(value, part) for part in _DATE_PARTS}
    return str(value) if isinstance(value, StrEnum) else value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."


_LEVELS = ("loudness_db", "input_level_dbu", "output_level_dbu")
_DATE_PARTS = ("year", "month", "day", "hour", "minute", "second")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("expected a text")


def _number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300:
        return float(value)
    raise ValueError("expected a number")


def _object(value: object) -> Mapping[str, object]:
    if isinstance(value, dict):
        return value
    raise ValueError("expected an object")


def _date(value: object) -> datetime:
    try:
        return datetime(*(_object(value)[part] for part in _DATE_PARTS))  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError, OverflowError):
        raise ValueError("expected a date as numbers year, month, day, hour, minute, second") from None


def _one_of(kind: type[StrEnum]) -> Callable[[object], str]:
    """Return a reader of an enumeration that players may extend: an unlisted value stays a text."""
    return lambda value: kind(text) if (text := _text(value)) in set(kind) else text


class _Field(NamedTuple):
    key: str
    """The key in the file."""
    read: Callable[[object], object]
    """Converts the decoded JSON value; raises `ValueError` with what was expected."""


METADATA_FIELDS: Mapping[str, _Field] = {
    "date": _Field("date", _date),
    "loudness_db": _Field("loudness", _number),
    "gain": _Field("gain", _number),
    "name": _Field("name", _text),
    "modeled_by": _Field("modeled_by", _text),
    "gear_type": _Field("gear_type", _one_of(GearType)),
    "gear_make": _Field("gear_make", _text),
    "gear_model": _Field("gear_model", _text),
    "tone_type": _Field("tone_type", _one_of(ToneType)),
    "input_level_dbu": _Field("input_level_dbu", _number),
    "output_level_dbu": _Field("output_level_dbu", _number),
    "training": _Field("training", _object),
    "level_estimate": _Field("level_estimate", _object),
}
"""The fields of `Metadata` that the format defines, each with its key in the file and its reader."""
