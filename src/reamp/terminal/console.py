"""Prints to the terminal: lines, fields, and findings in the colour of their severity."""

from collections.abc import Iterable, Mapping
from textwrap import fill

from rich.console import Console
from rich.text import Text

from reamp.findings import Severity
from reamp.texts import wrapped

__all__ = [
    "STYLES",
    "console",
    "line_width",
    "print_details",
    "print_fields",
    "print_parts",
    "print_sentence",
    "say",
]

STYLES = {Severity.BLOCKER: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def console(*, stderr: bool = False) -> Console:
    """Return a console that uses only explicit styles, and none in a pipe."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def say(*parts: str | tuple[str, str] | Text, style: str = "", stderr: bool = False) -> None:
    """Print parts with their styles on one line, without adding line breaks."""
    console(stderr=stderr).print(Text.assemble(*parts, style=style), soft_wrap=True)


def print_fields(title: str, fields: Mapping[str, str], *, width: int) -> None:
    """Print a title, and below it the texts by their names; `width` is the column of the names."""
    say(title, style="bold")
    for name, text in fields.items():
        say((f"  {name:{width}}", "dim"), text)


def print_details(lines: Iterable[str]) -> None:
    """Print lines below a row, indented."""
    for line in lines:
        console().print(Text(fill(line, line_width(), initial_indent="  ", subsequent_indent="  "), "dim"))


def print_parts(*parts: str | Text) -> None:
    """Print parts beside each other; a part that does not fit goes on the next line, unbroken."""
    line, width = Text(), console().width
    for part in filter(len, parts):
        if len(line) and len(line) + 2 + len(part) > width:
            say(line)
            line = Text()
        line.append("  " if len(line) else "").append(part)
    say(line)


def print_sentence(severity: Severity, words: str, *, stderr: bool = False) -> None:
    """Print a sentence after its severity; further lines are indented to the sentence."""
    label = f"{severity}:"
    text = Text("\n".join(wrapped(words, line_width(), indent=" " * (len(label) + 1))))
    text.stylize(STYLES[severity], 0, len(label))
    say(text, stderr=stderr)


def line_width() -> int:
    """Return the width in columns for long texts."""
    return max(40, console().width)
