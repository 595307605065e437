"""What the commands print alike: findings, times, and JSON for scripts."""

import json
from collections.abc import Iterable
from textwrap import fill

import click
from rich.console import Console
from rich.text import Text

from reamp.cli.hints import finding_text
from reamp.findings import Finding, Severity

__all__ = ["HEARD_DB", "STYLES", "console", "minutes", "print_findings", "print_json", "printable"]

STYLES = {Severity.BLOCKER: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def console(*, stderr: bool = False) -> Console:
    """Return a console that styles only what it is told to, and nothing when piped."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


HEARD_DB = 1.0
"""A warning about a larger change of the level is printed even by --quiet."""


def print_findings(findings: Iterable[Finding], *, stderr: bool = False, quiet: bool = False) -> None:
    """Print each finding, wrapped beside its severity; what matters most comes first.

    quiet: only warnings that change the level by more than `HEARD_DB`.
    """
    out = console(stderr=stderr)
    if quiet:
        findings = filter(_is_heard, findings)
    for finding in sorted(findings, key=lambda finding: list(STYLES).index(finding.severity)):
        label = f"{finding.severity}:"
        text = Text(fill(finding_text(finding), max(40, out.width), subsequent_indent=" " * (len(label) + 1)))
        text.stylize(STYLES[finding.severity], 0, len(label))
        out.print(text)


def _is_heard(finding: Finding) -> bool:
    is_large = finding.effect_db is not None and abs(finding.effect_db) > HEARD_DB
    return is_large and finding.severity is not Severity.NOTE


def printable(text: str) -> str:
    r"""Return a text from a file in one line, without what would move the cursor or colour the screen.

    >>> printable("Bad\x1b[2J \n Höfner")
    'Bad�[2J � Höfner'
    """
    return "".join(each if each.isprintable() else "�" for each in text)


def minutes(time_s: float) -> str:
    """Return a time as a clock shows it.

    >>> minutes(42.0), minutes(178.0), minutes(11_525.0)
    ('0:42', '2:58', '3:12:05')
    """
    whole_minutes, seconds = divmod(round(time_s), 60)
    hours, rest = divmod(whole_minutes, 60)
    return f"{hours}:{rest:02}:{seconds:02}" if hours else f"{rest}:{seconds:02}"


def print_json(value: object) -> None:
    """Print a value for scripts."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
