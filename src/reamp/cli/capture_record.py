"""`reamp capture record` records gear through the interface; `reamp capture takes` lists unfinished takes."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from reamp.atomic import check_output
from reamp.audio import Signal
from reamp.capture.burst import turn_db
from reamp.capture.capture import Gear, check_new_capture
from reamp.capture.open_session import OpenJacks, open_jacks
from reamp.capture.record import CaptureSession, Recorded, signal_to_play
from reamp.capture.record_playing import record_playing
from reamp.capture.take_folder import find_takes
from reamp.capture.take_run import TakeEvent
from reamp.cli.capture_show import exit_code, show_capture
from reamp.cli.console import print_findings, print_json
from reamp.cli.live_params import capture_stream_options
from reamp.cli.numbers import SECONDS, Whole
from reamp.cli.params import Command, gear_options, json_option
from reamp.cli.pytorch import need_torch
from reamp.live.stream import StreamConfig
from reamp.terminal.capture_take import shown_take
from reamp.terminal.console import console
from reamp.terminal.keyboard import has_terminal
from reamp.texts import minutes
from reamp.train.architectures import ARCHITECTURES

if TYPE_CHECKING:
    from reamp.train.while_recording import LearnAhead

__all__ = ["record", "takes"]

_PLAYING_S = 60.0


@click.command(cls=Command)
@click.argument("path", metavar="NAME.capture", type=click.Path(path_type=Path))
@capture_stream_options
@click.option("--signal", "signal_path", type=click.Path(path_type=Path),
              help="The signal to play.  [default: Reamp's test signal, three minutes]")  # fmt: skip
@click.option("--signal-channel", type=Whole(1), metavar="N", help="Which channel of it.")
@click.option("--also-di", type=Whole(1), metavar="N",
              help="Play nothing: record the guitar on this input, and its gear on the return.")  # fmt: skip
@click.option("--seconds", type=SECONDS, default=_PLAYING_S, show_default=True, metavar="S",
              help="How long to record a guitar; Ctrl-C ends it earlier.")  # fmt: skip
@click.option("--anyway", is_flag=True, help="Keep a take despite faults.")
@click.option("--train", "is_trained", is_flag=True, help="Train a model while it records: NAME.nam.")
@click.option("--architecture", type=click.Choice(list(ARCHITECTURES)), default=next(iter(ARCHITECTURES)),
              show_default=True, help="What to train.")  # fmt: skip
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
    is_trained: bool,
    architecture: str,
    as_json: bool,
    gear: dict[str, str | None],
) -> None:
    """Play the test signal into gear, and record what comes back.

    First it plays a quiet burst, then the loudest part. On a terminal it says how far to turn the return, and
    listens again. A take with missing frames is recorded again, at most twice. A take with a silent return, a
    clipped converter or a turned knob is refused. The levels are those of reamp capture setup.

    Examples:
      reamp capture record mt15.capture --gear-make PRS --gear-model "MT 15"
      reamp capture record mt15.capture --train --architecture a1-standard
      reamp capture record jam.capture --also-di 1 --seconds 60
    """
    check_new_capture(path)
    if is_trained and also_di is not None:
        raise click.UsageError("--train is for a take of the signal: leave out --also-di")
    ahead = _ahead(path, architecture) if is_trained else None
    opened = open_jacks(stream, send=send, return_=return_, di=also_di)
    with contextlib.closing(opened.stream):
        if also_di is not None:
            recorded = _playing(opened, path, Gear(**gear), seconds)
        else:
            signal = _signal(opened, signal_path, signal_channel)
            session = CaptureSession(opened.stream, opened.jacks, signal, setup=opened.setup)
            recorded = _re_amped(session, path, Gear(**gear), signal_path, ahead, anyway=anyway)
    findings = (*opened.findings, *recorded.findings)
    facts = {"takes": recorded.attempts, "xruns": recorded.xruns}
    show_capture(recorded.capture, findings, facts=facts, as_json=as_json)
    if ahead is not None and not exit_code(findings):
        _finish(ahead, path, as_json=as_json)
    ctx.exit(exit_code(findings))


def _signal(opened: OpenJacks, path: Path | None, channel: int | None) -> Signal:
    with console(stderr=True).status("making the signal"):  # only on a terminal
        return signal_to_play(path, rate_hz=opened.stream.rate_hz, channel=channel)


def _re_amped(
    session: CaptureSession,
    path: Path,
    gear: Gear,
    signal_path: Path | None,
    ahead: "LearnAhead | None",
    *,
    anyway: bool,
) -> Recorded:
    """Hear the bursts until the return is right, record, and learn meanwhile."""
    burst = session.listen()
    while turn_db(burst) and has_terminal():
        print_findings(burst.findings, stderr=True)
        if click.prompt("Enter hears again, go records", default="", show_default=False):
            break
        burst = session.listen()
    with contextlib.ExitStack() as stack:
        show = stack.enter_context(shown_take(go_on=anyway))
        if ahead is not None:
            stack.enter_context(ahead)

        def on_take(event: TakeEvent) -> bool:
            if ahead is not None:
                ahead.on_take(event)
            return show(event)

        return session.record(
            path, gear=gear, on_take=on_take, signal_path=signal_path, despite_faults=anyway
        )


def _ahead(path: Path, architecture: str) -> "LearnAhead":
    need_torch("training")
    from reamp.train.while_recording import LearnAhead

    check_output(path.with_suffix(".nam"))
    return LearnAhead(ARCHITECTURES[architecture])


def _finish(ahead: "LearnAhead", path: Path, *, as_json: bool) -> None:
    """Train on the whole capture, and print the result."""
    from reamp.train.job import Job

    result = ahead.finish(Job(capture=path, model=path.with_suffix(".nam")), on_progress=lambda _: None)
    for network in result.report.networks:
        line = f"{result.job.model}  {network.name}: ESR {network.esr:.3g}, {network.grade}"
        click.echo(line, err=as_json)


def _playing(opened: OpenJacks, path: Path, gear: Gear, seconds: float) -> Recorded:
    with shown_take(go_on=True) as on_take:
        return record_playing(
            opened.stream, opened.jacks, path, seconds=seconds, setup=opened.setup, gear=gear, on_take=on_take
        )


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@json_option
def takes(*, folder: Path, as_json: bool) -> None:
    """List takes that never became captures: after a crash, a power cut, or a fault.

    The recorded part is a WAV file. If it is long enough, reamp capture new makes a capture of it.

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
