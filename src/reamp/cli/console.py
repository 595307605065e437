"""Prints lines, findings and JSON in the same way for all commands."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from reamp.cli.hints import error_text, finding_text
from reamp.errors import ReampError
from reamp.findings import Finding, by_severity, folded, is_heard
from reamp.json_values import json_text
from reamp.terminal.console import print_sentence, say

__all__ = ["print_error", "print_findings", "print_folded", "print_json", "problem_of"]


def print_error(error: ReampError) -> None:
    """Print an error that does not end the command."""
    say(("Error: ", "red"), error_text(error), stderr=True)


def print_findings(findings: Iterable[Finding], *, stderr: bool = False, quiet: bool = False) -> None:
    """Print each finding, wrapped beside its severity; the most severe come first.

    quiet: only those that change the level audibly.
    """
    for finding in by_severity(filter(is_heard, findings) if quiet else findings):
        print_sentence(finding.severity, finding_text(finding), stderr=stderr)


def print_folded(findings: Iterable[Finding], *, stderr: bool = False, quiet: bool = False) -> None:
    """Print the findings of many models; a finding that several have is printed once, with their names.

    quiet: as in `print_findings`.
    """
    for severity, words in folded(filter(is_heard, findings) if quiet else findings, words=finding_text):
        print_sentence(severity, words, stderr=stderr)


def print_json(value: object) -> None:
    """Print a value for scripts."""
    click.echo(json_text(value))


def problem_of(error: ReampError, models: Sequence[Path]) -> str:
    """Return the text of an error about a model or a chain, without the path that its row already shows."""
    text = error_text(error)
    return text.removeprefix(f"{models[0]}: ") if len(models) == 1 else text
