"""Whether the names of two models say that they are the same gear at the same knob positions.

Sound alone cannot tell this: a gain knob before the distortion does what a higher send level does.
"""

import re
import unicodedata
from pathlib import Path

from reamp.library.entry import Entry

__all__ = ["name_difference", "settings_in"]

_TOKEN = re.compile(
    r"(?:(?<![^\s_(\[=:/])[+-](?=\d))?"  # the sign of a number, where it is no hyphen
    r"[^\W_]+(?:[.,]\d+[^\W_]*)*"  # a word or number, with its decimals
    r"|[^\w\s\-.,;()\[\]/\\&']"  # any other sign, which may stand for a setting
)
_OF_NETWORK = re.compile(
    r"(?<!\S)(?:"
    r"a[12]|standard|std|lite|feather|nano|wavenet|convnet|lstm(?: \d+x\d+)?"
    r"|esr ?\d\S*|\d+ ?(?:ep|epochs)"
    r"|[+-]?\d+(?:[.,]\d+)? ?dbu|(?:un)?calibrated"
    r")(?!\S)"
)
"""Words about the network, its training and its levels; `A2 full` is the one of two words."""
_A2_FULL = re.compile(r"(?<!\S)a2 full(?!\S)")


def settings_in(text: str) -> str:
    """Return a name without letter case, separators, and words about the network and the levels.

    What is left, numbers above all, may be a knob position.

    >>> settings_in("JCM800 Gain-5.5, A1 standard +12.2dBu"), settings_in("jcm800_gain 5.5 (nano)")
    ('jcm800 gain 5.5', 'jcm800 gain 5.5')
    """
    tokens = " ".join(_TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()))
    return " ".join(_OF_NETWORK.sub(" ", _A2_FULL.sub(" ", tokens)).split())


def name_difference(a: Entry, b: Entry) -> str | None:
    """Return what in the names of two models may mean other gear or other knobs; None where they agree.

    The file with its folders must be the same apart from words about the network. So must the name, title,
    author and gear, where both files state them. Two files with one network agree.
    """
    if a.fingerprint is not None and a.fingerprint == b.fingerprint:
        return None
    if not (settings_in(a.label) and settings_in(b.label)):
        return "a file name without a name of the gear"
    if settings_in(_whole_place(a)) != settings_in(_whole_place(b)):
        return "other file names"
    for what, our_text, their_text in (
        ("names", a.name, b.name),
        ("titles", a.title, b.title),
        ("makers of the gear", a.gear_make, b.gear_make),
        ("models of the gear", a.gear_model, b.gear_model),
        ("types of gear", a.gear_type, b.gear_type),
        ("tones", a.tone_type, b.tone_type),
        ("authors", a.author, b.author),
    ):
        if our_text and their_text and settings_in(our_text) != settings_in(their_text):
            return f"other {what}"
    return None


def _whole_place(entry: Entry) -> str:
    return str(Path(entry.folder.name) / entry.place.with_suffix(""))
