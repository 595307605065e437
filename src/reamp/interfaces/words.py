"""Put interfaces into words: the source of a level, the remembered interface, the interface of a device."""

from reamp.interfaces.device_match import DeviceMatch
from reamp.interfaces.remembered import RememberedInterface
from reamp.interfaces.table import Confidence, Interface
from reamp.json_values import json_fields

__all__ = ["match_words", "max_input_words", "remembered_words", "row_fields", "row_lines"]

_CANDIDATES_NAMED = 3


def remembered_words(kept: RememberedInterface) -> str:
    """Return a remembered interface on one line: its name, level, gain and device."""
    found = kept.interface()
    level = _level_words(found)
    who = "" if found.applied_dbu is None else f" ({found.confidence.words})"
    gain = "" if kept.gain is None else f", gain at {kept.gain.words}"
    device = "" if kept.device is None else f"; for the device {kept.device!r}"
    return f"{found.name}  {found.input}, {level}{who}{gain}{device}"


def match_words(match: DeviceMatch) -> str:
    """Return the interface that a device is, with its level if certain, and the confidence."""
    first = match.candidates[0]
    sure = f"{match.confidence:.0%} sure"
    if match.is_certain:
        return f"{first.name}, {_level_words(first)} ({first.confidence.words}); {sure}"
    return f"perhaps {' or '.join(row.name for row in match.candidates[:_CANDIDATES_NAMED])}, {sure}"


def max_input_words(row: Interface) -> str:
    """Return the level of a row in columns with who states it, and what to do where there is none."""
    if row.confidence is Confidence.CONFLICT:
        return "disputed   measure yours"
    if row.max_input_dbu is None:
        return "unknown    measure yours"
    return f"{row.max_input_dbu:5.4g} dBu  {row.confidence.words}"


def row_fields(row: Interface) -> dict[str, object]:
    """Return a row by the names of its fields, for JSON."""
    return {"name": row.name, **json_fields(row), "applied_dbu": row.applied_dbu}


def row_lines(row: Interface) -> list[str]:
    """Return lines about a row: its source, other sources, its settings and notes."""
    lines = [f"Shows {row.min_gain_shown_db:g} dB at its lowest gain."] if row.min_gain_shown_db else []
    if row.setting:
        lines.append(f"Holds with these settings: {row.setting}")
    if row.confidence is Confidence.CONFLICT:
        figures = [] if row.max_input_dbu is None else [f"{row.max_input_dbu:g} ({row.source})"]
        lines.append(f"The sources disagree, in dBu: {'; '.join([*figures, row.alternatives])}.")
    else:
        lines.append(f"Source: {row.source}")
        lines += [f"Other figures: {row.alternatives}"] if row.alternatives else []
    return lines + ([f"Note: {row.notes}"] if row.notes else [])


def _level_words(row: Interface) -> str:
    return "level unknown" if row.applied_dbu is None else f"{row.applied_dbu:.4g} dBu"
