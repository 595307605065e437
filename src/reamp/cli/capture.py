"""`reamp capture`: two recordings kept as a capture, and checked."""

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec
from rich.text import Text

from reamp.audio.files import probe
from reamp.capture.capture import Capture, Gear, Levels
from reamp.capture.picture import PICTURE_NAME, describe_latency, write_picture
from reamp.cli.console import console, minutes, print_findings, print_json
from reamp.cli.params import LEVEL, Group, channel_option, gear_options, json_option
from reamp.errors import MissingExtraError
from reamp.findings import Finding, Severity

__all__ = ["capture"]


@click.group(cls=Group)
def capture() -> None:
    """Keep what went into the gear and what came out, and check it.

    A capture is a folder that a person can read: the two recordings, and a text file with levels, gear and
    latency. It is what `reamp train` learns from.

    Examples:
      reamp capture new --signal signal.wav --recording amp.wav -o amp.capture
      reamp capture check amp.capture
    """


@capture.command()
@click.option("--signal", type=click.Path(path_type=Path), required=True, help="What was played.")
@click.option("--recording", type=click.Path(path_type=Path), required=True, help="What came back.")
@click.option("-o", "output", type=click.Path(path_type=Path), required=True, help="NAME.capture, a folder.")
@click.option("--send", "send_dbu", type=LEVEL, help="The level into the gear, see `reamp level send`.")
@click.option("--return", "return_dbu", type=LEVEL, help="The level of the return, see `reamp level return`.")
@gear_options
@click.option("--latency", type=int, metavar="FRAMES", help="The latency, where it is measured wrongly.")
@click.option("--layout", metavar="NAME", help="The test signal, where it is not recognised: v3, v2, ...")
@channel_option
@click.option("--signal-channel", type=click.IntRange(min=1), metavar="N", help="The same for the signal.")
@json_option
@click.pass_context
def new(
    ctx: click.Context,
    /,
    *,
    signal: Path,
    recording: Path,
    output: Path,
    send_dbu: float | None,
    return_dbu: float | None,
    latency: int | None,
    layout: str | None,
    channel: int | None,
    signal_channel: int | None,
    as_json: bool,
    **gear: str | None,
) -> None:
    """Make a capture from the signal and its recording.

    Any signal will do; the published test signals and Reamp's own are recognised, and can be checked better.
    Levels are optional: without them the model is as good, but cannot be calibrated.

    Example:
      reamp capture new --signal signal.wav --recording amp.wav -o amp.capture
    """
    made = Capture.create(
        output,
        signal_path=signal,
        recording_path=recording,
        levels=Levels(input_level_dbu=send_dbu, output_level_dbu=return_dbu),
        gear=Gear(**gear),
        layout_name=layout,
        latency_frames=latency,
        signal_channel=signal_channel,
        recording_channel=channel,
    )
    _show(made, made.findings, as_json=as_json)
    ctx.exit(_exit_code(made.findings))


@capture.command()
@click.argument("path", metavar="CAPTURE", type=click.Path(path_type=Path))
@click.option(
    "--picture",
    type=click.Path(path_type=Path),
    metavar="FILE.png",
    help=f"Where to draw the alignment.  [default: {PICTURE_NAME} in the capture]",
)
@json_option
@click.pass_context
def check(ctx: click.Context, /, *, path: Path, picture: Path | None, as_json: bool) -> None:
    """Check a capture, say what to do, and draw its alignment.

    The exit code is 1 when a finding makes training senseless.

    Example:
      reamp capture check amp.capture
    """
    opened = Capture.open(path)
    findings = opened.check()
    drawn = _draw(opened, picture) if opened.latency is not None else None
    _show(opened, findings, picture=drawn, as_json=as_json)
    ctx.exit(_exit_code(findings))


def _draw(opened: Capture, picture: Path | None) -> Path | None:
    """Draw the alignment; without the library that draws, that is a hint unless a picture was asked for."""
    path = opened.path / PICTURE_NAME if picture is None else picture
    try:
        write_picture(opened, path)
    except MissingExtraError as error:
        if picture is not None:
            raise
        console(stderr=True).print(Text(f"no picture: {error}"), soft_wrap=True)
        return None
    return path


def _exit_code(findings: Sequence[Finding]) -> int:
    return int(any(finding.severity is Severity.BLOCKER for finding in findings))


def _show(shown: Capture, findings: Sequence[Finding], *, picture: Path | None = None, as_json: bool) -> None:
    if as_json:
        print_json(_facts(shown, findings, picture))
        return
    out = console()
    out.print(Text(str(shown.path), style="bold"), soft_wrap=True)
    for name, value in _rows(shown, picture).items():
        out.print(Text.assemble((f"  {name:11}", "dim"), value), soft_wrap=True)
    if findings:
        out.print()
        print_findings(findings)
    if _exit_code(findings):
        out.print(Text("\nTraining on this capture makes no sense.", style="bold red"))
    elif not findings:
        out.print(Text("  nothing to complain about", style="green"))


def _facts(shown: Capture, findings: Sequence[Finding], picture: Path | None) -> dict[str, object]:
    return {
        "path": str(shown.path),
        "rate_hz": shown.rate_hz,
        "layout": shown.layout.name,
        "latency": msgspec.to_builtins(shown.latency),
        "levels": msgspec.to_builtins(shown.levels),
        "gear": msgspec.to_builtins(shown.gear),
        "findings": msgspec.to_builtins(findings),
        "picture": None if picture is None else str(picture),
        "is_trainable": not _exit_code(findings),
    }


def _rows(shown: Capture, picture: Path | None) -> dict[str, str]:
    gear, latency = shown.gear, shown.latency
    names = " ".join(part for part in (gear.gear_make, gear.gear_model) if part)
    rows = {
        "gear": names or "unknown",
        "signal": f"{shown.source.signal}, {_layout(shown)}, {minutes(_training_s(shown))} to train on",
        "recording": f"{shown.source.recording}, {shown.rate_hz / 1000:g} kHz",
        "latency": "unknown" if latency is None else describe_latency(latency, shown.rate_hz),
        "send": _level(shown.levels.input_level_dbu),
        "return": _level(shown.levels.output_level_dbu),
    }
    return rows if picture is None else rows | {"picture": str(picture)}


def _training_s(shown: Capture) -> float:
    """Return how much there is to train on: less than the signal has where the recording ends early."""
    latency_frames = max(0, shown.latency.frames) if shown.latency else 0
    recorded = probe(shown.recording_path).frames - latency_frames
    return shown.layout.training.within(max(0, recorded)).frames / shown.rate_hz


def _layout(shown: Capture) -> str:
    return "a signal of your own" if shown.layout.name == "split" else f"test signal {shown.layout.name}"


def _level(level_dbu: float | None) -> str:
    return "unknown" if level_dbu is None else f"{level_dbu:.4g} dBu at full scale"
