"""What is wrong with the models in the index: broken files, copies, false loudness and levels, lateness."""

import sqlite3
from collections.abc import Iterator

from reamp.findings import Check, Finding, Severity
from reamp.library.entry import COLUMNS, TABLES, Entry, entry_of
from reamp.plan.findings import level_findings, loudness_findings
from reamp.plan.inputs import HeardLoudness, ModelLevels

__all__ = ["LATE_FRAMES", "index_findings"]

LATE_FRAMES = 12
"""A quarter of a millisecond: less is how a network answers, not what an interface delayed."""


def index_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield what is wrong with the models in the index; the subject is the file, within its folder."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM {TABLES} ORDER BY file.path")  # noqa: S608  own names
    first: dict[str, str] = {}
    for row in rows:
        entry = entry_of(row)
        subject = str(entry.place)
        if entry.problem is not None:
            yield Finding(
                check=Check.MODEL_UNREADABLE if entry.fingerprint is None else Check.MODEL_BROKEN,
                severity=Severity.WARNING,
                subject=subject,
                message=entry.problem,
                advice="remove the file, or download it again",
            )
            continue
        if entry.fingerprint in first:
            yield Finding(
                check=Check.MODEL_COPY,
                severity=Severity.NOTE,
                subject=subject,
                message=f"the same network as {first[entry.fingerprint]}",
            )
        elif entry.fingerprint is not None:
            first[entry.fingerprint] = subject
        yield from _model_findings(entry, subject)


def _model_findings(entry: Entry, subject: str) -> Iterator[Finding]:
    levels = ModelLevels(
        name=subject,
        input_level_dbu=entry.input_level_dbu,
        output_level_dbu=entry.output_level_dbu,
        loudness_db=entry.stated_loudness_db,
        computed_loudness_db=entry.loudness_db,
        heard=HeardLoudness(uncalibrated_lufs=entry.loudness_db),  # so that nothing depends on what is stated
    )
    yield from loudness_findings(levels)
    yield from level_findings(levels, uses_output=True)
    late_frames = entry.latency_frames
    if late_frames is not None and late_frames >= LATE_FRAMES and entry.sample_rate_hz:
        late_ms = 1000.0 * late_frames / entry.sample_rate_hz
        yield Finding(
            check=Check.MODEL_LATE,
            severity=Severity.WARNING,
            subject=subject,
            message=f"the model answers {late_frames:.0f} frames late, {late_ms:.2f} ms; "
            "a delay of the recording was learned",
            advice="beside another model it sounds hollow; ask for a capture that is aligned",
            measured=late_frames,
            limit=float(LATE_FRAMES),
            unit="frames",
        )
