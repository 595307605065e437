"""What the commands of `reamp capture` print alike: a capture in a few lines, and its findings."""

from collections.abc import Mapping, Sequence

from reamp.capture.capture import Capture
from reamp.capture.summary import capture_fields, capture_words, is_trainable
from reamp.cli.console import print_findings, print_json
from reamp.findings import Finding
from reamp.terminal.console import print_fields, say

__all__ = ["exit_code", "show_capture"]


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 1 when a finding makes training senseless."""
    return int(not is_trainable(findings))


def show_capture(
    shown: Capture,
    findings: Sequence[Finding],
    *,
    rows: Mapping[str, str] | None = None,
    facts: Mapping[str, object] | None = None,
    as_json: bool,
) -> None:
    """Print a capture; `rows` replace or follow its own lines, and `facts` the JSON for scripts."""
    if as_json:
        print_json(capture_fields(shown, findings) | dict(facts or {}))
        return
    print_fields(str(shown.path), capture_words(shown) | dict(rows or {}), width=11)
    if findings:
        say()
        print_findings(findings)
    if exit_code(findings):
        say("\nTraining on this capture makes no sense.", style="bold red")
    elif not findings:
        say("  no problems found", style="green")
