"""The terminal that is printed to: lines, names with texts, and the colours of how much a finding matters."""

from collections.abc import Iterable, Mapping
from textwrap import fill

from rich.console import Console
from rich.text import Text

from reamp.findings import Severity
from reamp.texts import wrapped

__all__ = ["STYLES", "console", "line_width", "print_details", "print_fields", "print_sentence", "say"]

STYLES = {Severity.BLOCKER: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def console(*, stderr: bool = False) -> Console:
    """Return a console that styles only what it is told to, and nothing when piped."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def say(*parts: str | tuple[str, str] | Text, style: str = "", stderr: bool = False) -> None:
    """Print parts with their styles beside each other, in as many lines as they have and no more."""
    console(stderr=stderr).print(Text.assemble(*parts, style=style), soft_wrap=True)


def print_fields(title: str, fields: Mapping[str, str], *, width: int) -> None:
    """Print a title and below it texts by their names, which take a column of a width."""
    say(title, style="bold")
    for name, text in fields.items():
        say((f"  {name:{width}}", "dim"), text)


def print_details(lines: Iterable[str]) -> None:
    """Print lines below a row, indented."""
    for line in lines:
        console().print(Text(fill(line, line_width(), initial_indent="  ", subsequent_indent="  "), "dim"))


def print_sentence(severity: Severity, words: str, *, stderr: bool = False) -> None:
    """Print a sentence that begins with its severity, wrapped beside that."""
    label = f"{severity}:"
    text = Text("\n".join(wrapped(words, line_width(), indent=" " * (len(label) + 1))))
    text.stylize(STYLES[severity], 0, len(label))
    say(text, stderr=stderr)


def line_width() -> int:
    """Return how many columns a long text is wrapped to."""
    return max(40, console().width)
