"""`reamp stage`: finds the right gain of the interface from hard strums, live or recorded."""

import contextlib
from pathlib import Path

import click

from reamp.cli.console import print_findings
from reamp.cli.hints import HINTS
from reamp.cli.live_params import stream_options
from reamp.cli.params import FILE, Command, GainOptions, channel_option, interface_options, typed_options
from reamp.cli.plan_text import print_plan
from reamp.interfaces.remembered import remembered_path
from reamp.interfaces.table import InputKind, interfaces
from reamp.live.backends import open_stream
from reamp.live.listening import Listening
from reamp.live.stream import StreamConfig
from reamp.plan.source import Source
from reamp.rig.rig import Rig, RigModel
from reamp.stage.assistant import AssistantStep, GainAssistant
from reamp.stage.take import hear_take
from reamp.stage.words import advice, turned_words
from reamp.terminal.console import say
from reamp.terminal.keyboard import has_terminal
from reamp.terminal.meters import level_words
from reamp.terminal.stage_lines import listen_plainly
from reamp.terminal.stage_screen import listen_on_screen

__all__ = ["stage"]

_LIVE = {"backend", "device", "rate_hz", "block_frames", "input_channel", "headless"}


@click.command(cls=Command)
@click.argument("take", type=FILE, required=False)
@interface_options
@channel_option
@stream_options
@click.option("--model", type=FILE, help="Plan the gain into this model at the end.")
@click.option("--headless", is_flag=True, help="Plain lines instead of a screen.")
def stage(
    *,
    take: Path | None,
    gains: GainOptions,
    channel: int | None,
    stream: StreamConfig,
    input_channel: int,
    model: Path | None,
    headless: bool,
) -> None:
    """Find the right gain of the interface from hard strums.

    Play five strums, a second apart, as hard as you ever play: they should peak at -9 to -3 dBFS. The command
    says how to turn the gain. reamp play and reamp render subtract that gain from the model's input. If the
    interface is remembered, or known by the device's name, its gain is remembered too. The turn of a knob
    without numbers is measured by the sound before and after. TAKE is a recording of such strums, to use
    instead of live playing.

    Example:
      reamp stage
      reamp stage take.wav --interface "Apollo Twin X" --interface-gain 20
    """
    rig = None if model is None else Rig(models=(RigModel(path=model),))
    if rig is not None:
        rig.read_levels()  # a broken model is reported before the strums
    if take is not None:
        if typed := typed_options(_LIVE):
            raise click.UsageError(f"{typed[0]} is only for live strums: leave out TAKE or {typed[0]}")
        source = gains.source()
        heard = hear_take(take, source=source, channel=channel)
        _say_what_follows(heard, take.name, rig, source=source)
        return
    if channel is not None:
        raise click.UsageError("--channel is for a recording; for live strums use --input-channel")
    with contextlib.closing(open_stream(stream)) as device:
        listening = Listening(device, source=gains.live_source(input_channel))
        if headless or not has_terminal():
            listen_plainly(listening, hints=HINTS)
        else:
            listen_on_screen(listening, hints=HINTS)
    if listening.assistant.step is AssistantStep.LISTEN:
        return
    _say_what_follows(listening.assistant, device.device.name, rig)
    if listening.assistant.step is AssistantStep.DONE:
        _keep_and_print(listening)


def _say_what_follows(
    assistant: GainAssistant, name: str, rig: Rig | None, *, source: Source | None = None
) -> None:
    """Print the strums, the advice for the gain, and the plan of a rig."""
    peak = level_words(assistant.peak_dbfs, "dBFS").strip()
    say(f"{name}  {assistant.hard_strums} hard strums, peak {peak}   ", (advice(assistant), "bold"))
    print_findings(assistant.findings())
    if rig is not None:
        print_plan(assistant.plan(rig, source=source), [rig.models[0].name])


def _keep_and_print(listening: Listening) -> None:
    """Remember the gain with its interface and print that, or else print how to remember it."""
    gain, interface = listening.assistant.gain, listening.calibration.interface
    if measured := turned_words(listening.assistant):
        say(measured)
    if gain is None:
        return
    if listening.added_gain_db > 0.0:
        say(f"Reamp subtracts the added gain, {listening.added_gain_db:g} dB, from the model's input.")
    kept = listening.keep_gain()
    if kept is not None:
        say(f"{kept.interface().name}, gain at {gain.words}; remembered in {remembered_path()}")
        return
    name = "NAME"
    if interface is not None and interface in interfaces() and interface.kind is InputKind.INSTRUMENT:
        name = f'"{interface.name}"'
    say(f"To remember it: reamp interface set {name} --gain {gain}", style="dim")
