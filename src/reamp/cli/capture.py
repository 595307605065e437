"""`reamp capture`: keeps two recordings as a capture, and checks it."""

from pathlib import Path

import click
from rich.text import Text

from reamp.capture.capture import Capture, Gear, Levels
from reamp.capture.picture import PICTURE_NAME, write_picture
from reamp.cli.capture_plan import plan
from reamp.cli.capture_plugin import plugin
from reamp.cli.capture_record import record, takes
from reamp.cli.capture_setup import setup
from reamp.cli.capture_show import exit_code, show_capture
from reamp.cli.capture_sim import sim
from reamp.cli.numbers import LEVEL, Whole
from reamp.cli.params import FILE, Group, channel_option, gear_options, json_option
from reamp.errors import MissingExtraError
from reamp.terminal.console import console

__all__ = ["capture"]


@click.group(cls=Group)
def capture() -> None:
    """Keep what went into the gear and what came out, and check it.

    A capture is a folder that a person can read: the two recordings, and a text file with levels, gear and
    latency. It is what `reamp train` learns from.

    Examples:
      reamp capture setup --send 3 --return 2
      reamp capture record amp.capture
      reamp capture new --signal signal.wav --recording amp.wav -o amp.capture
      reamp capture check amp.capture
      reamp capture sim lead-amp --send 11.76dBu -o amp.capture
    """


@capture.command()
@click.option("--signal", type=FILE, required=True, help="The signal that was played.")
@click.option("--recording", type=FILE, required=True, help="The recording of the gear.")
@click.option("-o", "output", type=FILE, required=True, help="NAME.capture, a folder.")
@click.option("--send", "send_dbu", type=LEVEL, help="The level into the gear, see `reamp level send`.")
@click.option("--return", "return_dbu", type=LEVEL, help="The level of the return, see `reamp level return`.")
@gear_options
@click.option("--latency", type=Whole(), metavar="FRAMES", help="The latency, if it is measured wrongly.")
@click.option("--layout", metavar="NAME", help="The test signal, if it is not recognised: v3, v2, ...")
@channel_option
@click.option("--signal-channel", type=Whole(1), metavar="N", help="The same for the signal.")
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
    gear: dict[str, str | None],
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
    show_capture(made, made.findings, as_json=as_json)
    ctx.exit(exit_code(made.findings))


@capture.command()
@click.argument("path", metavar="CAPTURE", type=FILE)
@click.option(
    "--picture",
    type=FILE,
    metavar="FILE.png",
    help=f"Where to draw the alignment.  [default: {PICTURE_NAME} in the capture]",
)
@json_option
@click.pass_context
def check(ctx: click.Context, /, *, path: Path, picture: Path | None, as_json: bool) -> None:
    """Check a capture, say what to do, and draw its alignment.

    The exit code is 1 if a finding makes training senseless.

    Example:
      reamp capture check amp.capture
    """
    opened = Capture.open(path)
    findings = opened.check()
    drawn = _draw(opened, picture) if opened.latency is not None else None
    rows = {} if drawn is None else {"picture": str(drawn)}
    facts = {"picture": None if drawn is None else str(drawn)}
    show_capture(opened, findings, rows=rows, facts=facts, as_json=as_json)
    ctx.exit(exit_code(findings))


def _draw(opened: Capture, picture: Path | None) -> Path | None:
    """Draw the alignment. Without Matplotlib this only prints a hint, unless a picture was requested."""
    path = opened.path / PICTURE_NAME if picture is None else picture
    try:
        write_picture(opened, path)
    except MissingExtraError as error:
        if picture is not None:
            raise
        console(stderr=True).print(Text(f"no picture: {error}"), soft_wrap=True)
        return None
    return path


for command in (setup, record, takes, plugin, sim, plan):
    capture.add_command(command)
