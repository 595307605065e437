"""`reamp capture record`: gear recorded through the interface; `reamp capture takes`: what was left over."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from reamp.capture.burst import turn_db
from reamp.capture.capture import Gear, check_new_capture
from reamp.capture.open_session import OpenJacks, open_jacks
from reamp.capture.take_folder import find_takes
from reamp.cli.capture_show import exit_code, show_capture
from reamp.cli.console import print_findings, print_json
from reamp.cli.live_params import capture_stream_options
from reamp.cli.numbers import SECONDS, Whole
from reamp.cli.params import Command, gear_options, json_option
from reamp.live.stream import StreamConfig
from reamp.terminal.capture_take import shown_take
from reamp.terminal.console import console
from reamp.terminal.keyboard import has_terminal
from reamp.texts import minutes

if TYPE_CHECKING:
    from reamp.capture.record import Recorded

__all__ = ["record", "takes"]

_PLAYING_S = 60.0


@click.command(cls=Command)
@click.argument("path", metavar="NAME.capture", type=click.Path(path_type=Path))
@capture_stream_options
@click.option("--signal", "signal_path", type=click.Path(path_type=Path),
              help="What is played.  [default: Reamp's test signal, three minutes]")  # fmt: skip
@click.option("--signal-channel", type=Whole(1), metavar="N", help="Which channel of it.")
@click.option("--also-di", type=Whole(1), metavar="N",
              help="Play nothing: record the guitar on this input, and its gear on the return.")  # fmt: skip
@click.option("--seconds", type=SECONDS, default=_PLAYING_S, show_default=True, metavar="S",
              help="How long to record a guitar; Ctrl-C ends it earlier.")  # fmt: skip
@click.option("--anyway", is_flag=True, help="Keep a take in spite of faults.")
@gear_options
@json_option
@click.pass_context
def record(
    ctx: click.Context,
    /,
    *,
    path: Path,
    stream: StreamConfig,
    send: int | None,
    return_: int | None,
    signal_path: Path | None,
    signal_channel: int | None,
    also_di: int | None,
    seconds: float,
    anyway: bool,
    as_json: bool,
    **gear: str | None,
) -> None:
    """Play the test signal into gear, and record what comes back.

    A quiet burst comes first, then the loudest part: on a terminal it says how far to turn the return, and
    hears again. A take with missing frames is recorded again, twice at most; one with a silent return, a
    clipped converter or a knob that was turned is refused. The levels are those of reamp capture setup.

    Examples:
      reamp capture record mt15.capture --gear-make PRS --gear-model "MT 15"
      reamp capture record jam.capture --also-di 1 --seconds 60
    """
    check_new_capture(path)
    opened = open_jacks(stream, send=send, return_=return_, di=also_di)
    with contextlib.closing(opened.stream):
        if also_di is not None:
            recorded = _playing(opened, path, Gear(**gear), seconds)
        else:
            recorded = _re_amped(opened, path, Gear(**gear), signal_path, signal_channel, anyway=anyway)
    findings = (*opened.findings, *recorded.findings)
    facts = {"takes": recorded.attempts, "xruns": recorded.xruns}
    show_capture(recorded.capture, findings, facts=facts, as_json=as_json)
    ctx.exit(exit_code(findings))


def _re_amped(
    opened: OpenJacks, path: Path, gear: Gear, signal_path: Path | None, channel: int | None, *, anyway: bool
) -> "Recorded":
    from reamp.capture.record import CaptureSession, signal_to_play

    with console(stderr=True).status("making the signal"):  # only on a terminal
        signal = signal_to_play(signal_path, rate_hz=opened.stream.rate_hz, channel=channel)
    session = CaptureSession(opened.stream, opened.jacks, signal, setup=opened.setup)
    burst = session.listen()
    while turn_db(burst) != 0.0 and has_terminal():
        print_findings(burst.findings, stderr=True)
        if click.prompt("Enter: hear again; go: record", default="", show_default=False):
            break
        burst = session.listen()
    with shown_take(go_on=anyway) as on_take:
        return session.record(
            path, gear=gear, on_take=on_take, signal_path=signal_path, despite_faults=anyway
        )


def _playing(opened: OpenJacks, path: Path, gear: Gear, seconds: float) -> "Recorded":
    from reamp.capture.record_playing import record_playing

    with shown_take(go_on=True) as on_take:
        return record_playing(
            opened.stream, opened.jacks, path, seconds=seconds, setup=opened.setup, gear=gear, on_take=on_take
        )


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@json_option
def takes(*, folder: Path, as_json: bool) -> None:
    """List takes that never became captures: after a crash, a power cut, or a fault.

    What is there of one is a WAV file; where it is long enough, reamp capture new makes a capture of it.

    Example:
      reamp capture takes
    """
    found = find_takes(folder)
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("No unfinished takes.")
    for take in found:
        done = f"{minutes(take.recorded_s)} of {minutes(take.total_s)}, {take.notes.state}"
        console().print(Text.assemble((str(take.path), "bold"), f"  incomplete: {done}"), soft_wrap=True)
