"""Format texts for people: a name in one line, a time as minutes and seconds, a sentence in lines."""

import re
from textwrap import wrap

__all__ = ["broken_name", "minutes", "printable", "wrapped"]


def printable(text: str) -> str:
    r"""Return a text from a file in one line, without control characters, which could change the screen.

    >>> printable("Bad\x1b[2J \n Höfner")
    'Bad�[2J � Höfner'
    """
    return "".join(each if each.isprintable() else "�" for each in text)


def minutes(time_s: float) -> str:
    """Return a time as minutes and seconds, with hours where needed.

    >>> minutes(42.0), minutes(178.0), minutes(11_525.0)
    ('0:42', '2:58', '3:12:05')
    """
    whole_minutes, seconds = divmod(round(time_s), 60)
    hours, rest = divmod(whole_minutes, 60)
    return f"{hours}:{rest:02}:{seconds:02}" if hours else f"{rest}:{seconds:02}"


def wrapped(text: str, width: int, *, indent: str = "") -> list[str]:
    """Return a text in lines of a width; further lines are indented. Words are never broken.

    So options, paths and commands can be copied, even if they are longer than a line.

    >>> wrapped("set the gain by ear (--input-trim)", 30)
    ['set the gain by ear', '(--input-trim)']
    """
    return wrap(text, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)


def broken_name(name: str, width: int) -> str:
    """Return a name in lines of a width, broken after `_`, `-` and spaces.

    >>> broken_name("dirtytree_dt33_feather", 16).split()
    ['dirtytree_dt33_', 'feather']
    """
    lines = [""]
    for part in re.findall(r"[^_\- ]*[_\- ]?", name):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(line.strip() for line in lines)
