"""The terminal that commands print to, and the colours in which it shows how much a finding matters."""

from rich.console import Console

from reamp.findings import Severity

__all__ = ["STYLES", "console"]

STYLES = {Severity.BLOCKER: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def console(*, stderr: bool = False) -> Console:
    """Return a console that styles only what it is told to, and nothing when piped."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)
