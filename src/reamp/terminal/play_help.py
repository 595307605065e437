"""The help page of the player: it explains the keys and the words on the screen."""

from collections.abc import Sequence
from textwrap import wrap

from rich.text import Text

from reamp.terminal.play_desk import KEYS

__all__ = ["help_rows"]

_LABEL = 14

_WORDS = (
    ("converter", "the guitar as the interface delivers it, before any gain here"),
    ("dBFS", "level relative to the loudest digital sound; 0 clips"),
    ("dBu", "level as a voltage, as at the amp's input: 0 is 0.775 V"),
    ("calibrated", "the model gets the level that the real amp would get"),
    ("load", "how busy the processor is; an xrun is a gap, heard as a click"),
)
"""The words on the screen, explained in one row of 80 columns each, so that the help fits 24 rows."""


def help_rows(width: int) -> list[Text]:
    """Return the rows that explain the keys and the words of the screen."""
    return [Text("Keys", "bold"), Text(), *_explained(KEYS, width), Text(), *_explained(_WORDS, width)]


def _explained(entries: Sequence[tuple[str, str]], width: int) -> list[Text]:
    rows = []
    for name, what in entries:
        lines = wrap(what, max(20, width - _LABEL), break_on_hyphens=False)
        rows.append(Text.assemble((f"{name:{_LABEL}}", "bold"), lines[0]))
        rows += [Text(" " * _LABEL + line) for line in lines[1:]]
    return rows
