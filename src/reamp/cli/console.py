"""What the commands print alike: findings, times, and JSON for scripts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from textwrap import wrap

import click
from rich.console import Console
from rich.text import Text

from reamp.cli.hints import finding_text
from reamp.findings import Check, Finding, Severity, joined
from reamp.json_values import json_text

__all__ = [
    "HEARD_DB",
    "STYLES",
    "console",
    "minutes",
    "print_findings",
    "print_folded",
    "print_json",
    "printable",
    "wrapped",
]

STYLES = {Severity.BLOCKER: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def console(*, stderr: bool = False) -> Console:
    """Return a console that styles only what it is told to, and nothing when piped."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


_NAMED = 3
"""How many models a finding names that several have in common."""

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
        _print_wrapped(out, finding.severity, finding_text(finding))


def print_folded(findings: Iterable[Finding], *, stderr: bool = False, quiet: bool = False) -> None:
    """Print the findings of many models: what several have in common only once, with their names.

    quiet: as in `print_findings`.
    """
    by_check: dict[tuple[Check, Severity], list[Finding]] = {}
    for finding in dict.fromkeys(filter(_is_heard, findings) if quiet else findings):
        by_check.setdefault((finding.check, finding.severity), []).append(finding)
    out = console(stderr=stderr)
    for (_, severity), found in sorted(by_check.items(), key=lambda item: list(STYLES).index(item[0][1])):
        for words in _folded(found):
            _print_wrapped(out, severity, words)


def _folded(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the lines for findings of one check: the first in full, with all whom it is true of."""
    first, *_ = findings
    if not first.subject:
        yield from map(finding_text, findings)
        return
    alike = [each.subject for each in findings if replace(each, subject=first.subject) == first]
    others = dict.fromkeys(each.subject for each in findings if each.subject not in alike)
    likewise = f"; likewise {_some(list(others))}" if others else ""
    yield finding_text(replace(first, subject=_some(alike))) + likewise


def _some(names: Sequence[str]) -> str:
    """Return names as a sentence lists them, the first few of many.

    >>> _some("abcd"), _some("abcde")
    ('a, b, c and d', 'a, b, c and 2 more')
    """
    if len(names) <= _NAMED + 1:
        return joined(names)
    return joined([*names[:_NAMED], f"{len(names) - _NAMED} more"])


def _print_wrapped(out: Console, severity: Severity, words: str) -> None:
    label = f"{severity}:"
    text = Text("\n".join(wrapped(words, max(40, out.width), indent=" " * (len(label) + 1))))
    text.stylize(STYLES[severity], 0, len(label))
    out.print(text, soft_wrap=True)


def _is_heard(finding: Finding) -> bool:
    is_large = finding.effect_db is not None and abs(finding.effect_db) > HEARD_DB
    return is_large and finding.severity is not Severity.NOTE


def wrapped(text: str, width: int, *, indent: str = "") -> list[str]:
    """Return a text in lines of a width, the following ones indented; a word is never broken.

    So an option, a path or a command can be copied, if it fits a line or not.

    >>> wrapped("set the gain by ear (--input-trim)", 30)
    ['set the gain by ear', '(--input-trim)']
    """
    return wrap(text, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)


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
    click.echo(json_text(value))
