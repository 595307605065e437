"""What the commands print alike: lines, findings, and JSON for scripts."""

from collections.abc import Iterable

import click
from rich.text import Text

from reamp.cli.hints import finding_text
from reamp.findings import Finding, Severity, by_severity, folded, is_heard
from reamp.json_values import json_text
from reamp.terminal.console import STYLES, console
from reamp.texts import wrapped

__all__ = ["print_findings", "print_folded", "print_json"]


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
    out, label = console(stderr=stderr), f"{severity}:"
    text = Text("\n".join(wrapped(words, max(40, out.width), indent=" " * (len(label) + 1))))
    text.stylize(STYLES[severity], 0, len(label))
    out.print(text, soft_wrap=True)


def print_json(value: object) -> None:
    """Print a value for scripts."""
    click.echo(json_text(value))
