"""Level meters as bars of text."""

import functools
import math

from rich.text import Text

from reamp.terminal.rows import row_of

__all__ = [
    "ASCII_BLOCKS",
    "BLOCKS",
    "FLOOR_DBFS",
    "db_bar",
    "db_scale",
    "level_style",
    "level_words",
    "share_bar",
]

FLOOR_DBFS = -60.0
"""The left end of a bar; the right one is full scale."""

BLOCKS = "▏▎▍▌▋▊▉█"
"""Eighths, from one to all."""

ASCII_BLOCKS = "#"
"""A column is full or empty."""

_SILENT_DB = -99.9  # below the noise of the best converters; a lower number would need another column
_TRACK = "dim"
_ZONE = "green"
_QUIET = "cyan"
_HOT_DB = 3.0
_CLIPS_DBFS = -0.1  # the limiter's ceiling, and below the level of a clipping converter
_MARKS_DBFS = (-60.0, -48.0, -36.0, -24.0, -12.0, 0.0)


def db_bar(
    level_dbfs: float,
    width: int,
    *,
    held_dbfs: float = -math.inf,
    zone_dbfs: tuple[float, float] | None = None,
    blocks: str = BLOCKS,
) -> Text:
    """Return a bar of `width` columns for -60 to 0 dBFS, with a line at the held peak.

    The bar has the colour of the level, the line the colour of the held peak. The empty part of the bar marks
    the zone for the loudest peaks.
    """
    filled, rest = divmod(round(_share(level_dbfs) * width * len(blocks)), len(blocks))
    bar = blocks[-1] * filled + (blocks[rest - 1] if rest else "")
    held = None if held_dbfs <= FLOOR_DBFS else min(width - 1, int(_share(held_dbfs) * width))
    is_ascii = blocks == ASCII_BLOCKS
    track, zone = "." if is_ascii else "·", "=" if is_ascii else "░"
    low, high = (width, width) if zone_dbfs is None else (_column(end_dbfs, width) for end_dbfs in zone_dbfs)
    parts = [(bar, level_style(level_dbfs, zone_dbfs=zone_dbfs) or _QUIET)]
    begin = len(bar)
    for end, mark, style in ((low, track, _TRACK), (high, zone, _ZONE), (width, track, _TRACK)):
        if held is not None and begin <= held < end:
            parts.append((mark * (held - begin), style))
            held_style = level_style(held_dbfs, zone_dbfs=zone_dbfs) or _QUIET
            parts.append(("|" if is_ascii else "│", held_style))
            begin = held + 1
        parts.append((mark * (end - begin), style))
        begin = max(begin, end)
    return row_of(*parts)


def db_scale(width: int, *, zone_dbfs: tuple[float, float] | None = None) -> Text:
    """Return the numbers above a bar; the ends of the zone have priority."""
    return Text(_scale(width, zone_dbfs), _TRACK)


@functools.cache
def _scale(width: int, zone_dbfs: tuple[float, float] | None) -> str:
    row = [" "] * width
    for mark in (*(zone_dbfs or ()), *_MARKS_DBFS):  # if two would touch, the first one is kept
        label = f"{mark:g}"
        start = min(max(0, round(_share(mark) * width) - len(label) // 2), width - len(label))
        if all(cell == " " for cell in row[max(0, start - 1) : start + len(label) + 1]):
            row[start : start + len(label)] = label
    return "".join(row)


def share_bar(share: float, width: int, *, style: str, blocks: str = BLOCKS) -> Text:
    """Return a bar for a share of 1."""
    filled, rest = divmod(round(min(1.0, max(0.0, share)) * width * len(blocks)), len(blocks))
    bar = blocks[-1] * filled + (blocks[rest - 1] if rest else "")
    track = "." if blocks == ASCII_BLOCKS else "·"
    return row_of((bar, style), (track * (width - len(bar)), _TRACK))


def level_style(level_dbfs: float, *, zone_dbfs: tuple[float, float] | None = None) -> str:
    """Return the colour of a level: green in the zone, yellow above it, red if it clips, else none.

    Without a zone the last 3 dB are yellow.

    >>> [level_style(level_dbfs, zone_dbfs=(-9.0, -3.0)) for level_dbfs in (-20.0, -6.0, -2.0, 0.0)]
    ['', 'green', 'yellow', 'red']
    """
    low_dbfs, high_dbfs = zone_dbfs or (-_HOT_DB, -_HOT_DB)
    if level_dbfs >= _CLIPS_DBFS:
        return "red"
    if level_dbfs > high_dbfs:
        return "yellow"
    return "green" if zone_dbfs and level_dbfs >= low_dbfs else ""


def level_words(level_db: float, unit: str, *, sign: str = "") -> str:
    """Return a level in columns; a dash for silence, below -100 dB.

    >>> level_words(-6.04, "dBFS"), level_words(-math.inf, "dBFS")
    (' -6.0 dBFS', '    - dBFS')
    """
    number = "-" if level_db < _SILENT_DB else f"{level_db:{sign}.1f}"
    return f"{number:>5} {unit}"


def _share(level_dbfs: float) -> float:
    """Return the place of a level between the ends of a bar, 0 to 1."""
    return min(1.0, max(0.0, (level_dbfs - FLOOR_DBFS) / -FLOOR_DBFS))


def _column(level_dbfs: float, width: int) -> int:
    """Return the first column whose middle is at a level or above."""
    return math.ceil(_share(level_dbfs) * width - 0.5)
