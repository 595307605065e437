"""What the commands print alike: lines, findings, and JSON for scripts."""

from collections.abc import Iterable, Mapping
from textwrap import fill

import click
from rich.text import Text

from reamp.cli.hints import error_text, finding_text
from reamp.errors import ReampError
from reamp.findings import Finding, Severity, by_severity, folded, is_heard
from reamp.json_values import json_text
from reamp.terminal.console import STYLES, console
from reamp.texts import wrapped

__all__ = [
    "line_width",
    "print_details",
    "print_error",
    "print_fields",
    "print_findings",
    "print_folded",
    "print_json",
    "say",
]


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


def print_error(error: ReampError) -> None:
    """Print an error that does not end the command."""
    say(("Error: ", "red"), error_text(error), stderr=True)


def print_findings(findings: Iterable[Finding], *, stderr: bool = False, quiet: bool = False) -> None:
    """Print each finding, wrapped beside its severity; what matters most comes first.

    quiet: only those that are heard.
    """
    for finding in by_severity(filter(is_heard, findings) if quiet else findings):
        _print_wrapped(finding.severity, finding_text(finding), stderr=stderr)


def print_folded(findings: Iterable[Finding], *, stderr: bool = False, quiet: bool = False) -> None:
    """Print the findings of many models: what several have in common only once, with their names.

    quiet: as in `print_findings`.
    """
    for severity, words in folded(filter(is_heard, findings) if quiet else findings, words=finding_text):
        _print_wrapped(severity, words, stderr=stderr)


def _print_wrapped(severity: Severity, words: str, *, stderr: bool) -> None:
    label = f"{severity}:"
    text = Text("\n".join(wrapped(words, line_width(), indent=" " * (len(label) + 1))))
    text.stylize(STYLES[severity], 0, len(label))
    say(text, stderr=stderr)


def line_width() -> int:
    """Return how many columns a long text is wrapped to."""
    return max(40, console().width)


def print_json(value: object) -> None:
    """Print a value for scripts."""
    click.echo(json_text(value))
