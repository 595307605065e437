"""What the commands of `reamp capture` print alike: a capture in a few lines, and its findings."""

from collections.abc import Mapping, Sequence

from rich.text import Text

from reamp.audio.files import probe
from reamp.capture.capture import Capture
from reamp.capture.picture import describe_latency
from reamp.cli.console import console, minutes, print_findings, print_json
from reamp.findings import Finding, Severity

__all__ = ["exit_code", "level_row", "show_capture"]


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 1 when a finding makes training senseless."""
    return int(any(finding.severity is Severity.BLOCKER for finding in findings))


def level_row(level_dbu: float | None) -> str:
    """Return a level as a row shows it.

    >>> level_row(11.76), level_row(None)
    ('11.76 dBu at full scale', 'unknown')
    """
    return "unknown" if level_dbu is None else f"{level_dbu:.4g} dBu at full scale"


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
        print_json(_facts(shown, findings) | dict(facts or {}) | {"is_trainable": not exit_code(findings)})
        return
    out = console()
    out.print(Text(str(shown.path), style="bold"), soft_wrap=True)
    for name, value in (_rows(shown) | dict(rows or {})).items():
        out.print(Text.assemble((f"  {name:11}", "dim"), value), soft_wrap=True)
    if findings:
        out.print()
        print_findings(findings)
    if exit_code(findings):
        out.print(Text("\nTraining on this capture makes no sense.", style="bold red"))
    elif not findings:
        out.print(Text("  no problems found", style="green"))


def _facts(shown: Capture, findings: Sequence[Finding]) -> dict[str, object]:
    return {
        "path": str(shown.path),
        "rate_hz": shown.rate_hz,
        "layout": shown.layout.name,
        "latency": shown.latency,
        "levels": shown.levels,
        "gear": shown.gear,
        "findings": findings,
        "picture": None,
    }


def _rows(shown: Capture) -> dict[str, str]:
    gear, latency = shown.gear, shown.latency
    names = " ".join(part for part in (gear.gear_make, gear.gear_model) if part)
    return {
        "gear": names or "unknown",
        "signal": f"{shown.source.signal}, {_layout(shown)}, {minutes(_training_s(shown))} to train on",
        "recording": f"{shown.source.recording}, {shown.rate_hz / 1000:g} kHz",
        "latency": "unknown" if latency is None else describe_latency(latency, shown.rate_hz),
        "send": level_row(shown.levels.input_level_dbu),
        "return": level_row(shown.levels.output_level_dbu),
    }


def _training_s(shown: Capture) -> float:
    """Return how much there is to train on: less than the signal has where the recording ends early."""
    latency_frames = max(0, shown.latency.frames) if shown.latency else 0
    recorded = probe(shown.recording_path).frames - latency_frames
    return shown.layout.training.within(max(0, recorded)).frames / shown.rate_hz


def _layout(shown: Capture) -> str:
    return f"test signal {shown.layout.name}" if shown.layout.is_known else "a signal of your own"
