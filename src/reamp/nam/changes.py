"""Edits the metadata of a model; shows the changes in words, and whether they can be undone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from reamp.nam.document import NamDocument
from reamp.nam.metadata import METADATA_FIELDS, Metadata, mark_by_ear, mark_estimated
from reamp.texts import printable

__all__ = ["LEVELS", "are_marks_restored", "changed_fields", "edited", "field_words"]

LEVELS = ("input_level_dbu", "output_level_dbu")
"""The fields that may be marked as estimated."""


def edited(
    document: NamDocument,
    changes: Mapping[str, object],
    unset: Sequence[str] = (),
    *,
    estimated: bool | Sequence[str] = False,
    measured: Sequence[str] = (),
) -> NamDocument:
    """Return the document with changed fields, and without those in `unset`.

    `estimated` names the levels that are estimates, True means those in `changes`; `measured` names those
    that are no longer marked. Earlier marks of other levels stay.
    """
    before = document.metadata
    if isinstance(estimated, bool):
        estimated = [level for level in LEVELS if estimated and level in changes]
    levels = {level: changes.get(level, getattr(before, level)) for level in estimated}
    if not levels and not any(before.is_estimated(level) for level in measured):
        return document.with_metadata(**changes, **dict.fromkeys(unset))
    marks = mark_estimated(before, levels)
    kept = {level: value for level, value in marks.items() if level not in measured and value is not None}
    if kept == {"input_level_dbu": before.input_level_dbu} and before.is_set_by_ear("input_level_dbu"):
        kept = mark_by_ear(before.input_level_dbu or 0.0) if not levels else kept
    return document.with_metadata(**changes, level_estimate=kept or None, **dict.fromkeys(unset))


def changed_fields(before: Metadata, after: Metadata) -> list[str]:
    """Return the names of the fields that differ, in the order of `METADATA_FIELDS`."""
    return [name for name in METADATA_FIELDS if getattr(before, name) != getattr(after, name)]


def field_words(metadata: Metadata, name: str) -> str:
    """Return a field as people read it.

    >>> field_words(Metadata(input_level_dbu=12.2004), "input_level_dbu"), field_words(Metadata(), "name")
    ('12.2', 'unknown')
    """
    value = getattr(metadata, name)
    if value is None:
        return "unknown"
    if isinstance(value, float):
        return f"{round(value, 3):g}"
    return printable(json.dumps(value) if isinstance(value, dict) else str(value))


def are_marks_restored(before: Metadata, after: Metadata) -> bool:
    """Return whether the estimated levels are those from before once only the levels are put back."""
    restored = replace(before, level_estimate=after.level_estimate)
    return all(restored.is_estimated(level) == before.is_estimated(level) for level in LEVELS)
