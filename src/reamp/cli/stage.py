"""`reamp stage`: how to set the interface's gain, from hard strums, live or recorded."""

import contextlib
from pathlib import Path

import click
from click.core import ParameterSource
from rich.text import Text

from reamp.audio.files import AudioReader
from reamp.cli.console import print_findings
from reamp.cli.hints import HINTS
from reamp.cli.live_params import stream_options
from reamp.cli.params import FILE, Command, GainOptions, channel_option, interface_options
from reamp.cli.plan_text import print_plan
from reamp.cli.stage_lines import keep_and_print, listen_plainly
from reamp.live.backends import open_stream
from reamp.live.listening import Listening
from reamp.live.stream import StreamConfig
from reamp.plan.source import Source
from reamp.rig.rig import Rig, RigModel
from reamp.stage.assistant import AssistantStep, GainAssistant, read_inputs
from reamp.stage.words import advice
from reamp.terminal.console import console
from reamp.terminal.keyboard import has_terminal
from reamp.terminal.meters import level_words
from reamp.terminal.stage_screen import listen_on_screen

__all__ = ["stage"]

_BLOCKS_S = 10  # a second

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
    """Say how to set the interface's gain, from hard strums.

    Play five strums, a second apart, as hard as you play: they should peak at -9 to -3 dBFS. What the gain
    adds is taken off the model's input by reamp play and render. Where the interface is remembered, or known
    by the device's name, its gain is remembered too. How far a knob without numbers was turned is measured by
    the sound before and after. TAKE is a recording of such strums, to be heard instead.

    Example:
      reamp stage
      reamp stage take.wav --interface "Apollo Twin X" --interface-gain 20
    """
    rig = None if model is None else Rig(models=(RigModel(path=model),))
    if rig is not None:
        rig.read_levels()  # a broken model is reported before the strums
    if take is not None:
        _refuse_live_options()
        _recorded(take, gains, channel, rig)
        return
    if channel is not None:
        raise click.UsageError("--channel is that of a recording; the input to listen to is --input-channel")
    with contextlib.closing(open_stream(stream)) as device:
        listening = Listening(device, source=gains.live_source(input_channel))
        if headless or not has_terminal():
            listen_plainly(listening)
        else:
            listen_on_screen(listening, hints=HINTS)
    if listening.assistant.step is AssistantStep.LISTEN:
        return
    _say_what_follows(listening.assistant, device.device.name, rig)
    if listening.assistant.step is AssistantStep.DONE:
        keep_and_print(listening)


def _refuse_live_options() -> None:
    context = click.get_current_context()
    for param in context.command.params:
        is_typed = context.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
        if param.name in _LIVE and is_typed:
            raise click.UsageError(
                f"{param.opts[0]} is for listening live: leave out TAKE or {param.opts[0]}"
            )


def _recorded(take: Path, gains: GainOptions, channel: int | None, rig: Rig | None) -> None:
    """Hear a recording, and say what follows from it."""
    source = gains.source()
    lowest_db = source.interface.min_gain_shown_db if source.interface else None
    shown_db = source.shown_gain_db
    assistant = GainAssistant(
        gain_db=(lowest_db or 0.0) if shown_db is None else shown_db,
        interface=source.interface,
        has_numbers=lowest_db is not None or source.gain is None or source.gain.shown_db is not None,
        is_gain_known=shown_db is not None,
    )
    with AudioReader(take, channel=channel) as reader:
        rate_hz = reader.info.rate_hz
        for block in reader.blocks(rate_hz // _BLOCKS_S):
            assistant.add(read_inputs([block], rate_hz=rate_hz))
    _say_what_follows(assistant, take.name, rig, source=source)


def _say_what_follows(
    assistant: GainAssistant, name: str, rig: Rig | None, *, source: Source | None = None
) -> None:
    """Print what was heard, what to do with the gain, and the plan of a rig."""
    said = advice(assistant)
    peak = level_words(assistant.peak_dbfs, "dBFS").strip()
    heard = f"{name}  {assistant.hard_strums} hard strums, peak {peak}   "
    console().print(Text.assemble(heard, (said, "bold")), soft_wrap=True)
    print_findings(assistant.findings())
    if rig is not None:
        print_plan(assistant.plan(rig, source=source), [rig.models[0].name])
