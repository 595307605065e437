"""`reamp play`: a guitar through models, live."""

import time
from pathlib import Path

import click

from reamp.cli.console import console
from reamp.cli.full_screen import full_screen
from reamp.cli.keyboard import has_terminal, keyboard
from reamp.cli.live_params import stream_options
from reamp.cli.meters import ASCII_BLOCKS, BLOCKS
from reamp.cli.params import FILE, Command, GainOptions, gain_options, is_sound, slim_option
from reamp.cli.play_desk import Desk, first_model
from reamp.cli.play_headless import serve
from reamp.cli.play_screen import Held, hold, screen
from reamp.cli.rig_params import RigOptions, refuse_beside_preset, rig_options
from reamp.live.session import Session
from reamp.live.stream import StreamConfig
from reamp.nam import NamDocument
from reamp.rig.preset import load_preset, preset_path

__all__ = ["play"]

SCREENS_PER_S = 25
"""Meters look continuous from 20 on."""

MAX_MODELS = 8
"""No chain is longer: who names more means to choose among them."""


@click.command(cls=Command)
@click.argument("models", nargs=-1, type=FILE, metavar="MODEL...")
@gain_options
@rig_options
@slim_option
@click.option("--preset", metavar="NAME", help="Play this preset, instead of MODEL and the rig's options.")
@stream_options
@click.option("--headless", is_flag=True, help="No screen: commands are lines of JSON (docs/live.md).")
def play(
    *,
    models: tuple[Path, ...],
    gains: GainOptions,
    rig_typed: RigOptions,
    slim: float | None,
    preset: str | None,
    stream: StreamConfig,
    input_channel: int,
    headless: bool,
) -> None:
    """Play through models, live.

    MODEL is a .nam file; several are a chain. A folder is its first model: n and p step through all of
    them. The screen shows the levels, and ? its keys. The interface is the one that is typed, that reamp
    interface set remembers, or that the device's name leads to; its level sets the gain into the model.

    Example:
      reamp play amp.nam --ir cab.wav
      reamp play amps/ --gate -70 --interface "Scarlett 2i2 4th Gen" --interface-gain 20
      reamp play --preset crunch --backend jack --block 64
    """
    if not headless and not has_terminal():
        raise click.UsageError("the screen needs a terminal; --headless plays without one")
    path = None
    if preset is not None:
        refuse_beside_preset(models)
        path = preset_path(preset)
        rig = load_preset(path)
    else:
        rig = rig_typed.on(gains.rig(_models(models), slim=slim))
    for model in rig.models:
        NamDocument.read(model.path)  # what is wrong with a file is said alike by every command
    with Session(
        rig,
        stream=stream,
        source=gains.live_source(input_channel),
        preset=path,
    ) as session:
        if headless:
            serve(session)
        else:
            _show(session)


def _models(typed: tuple[Path, ...]) -> list[Path]:
    """Return the models of the chain."""
    if not typed:
        raise click.UsageError("name a model, a folder of models or a --preset")
    if any(map(is_sound, typed)):
        raise click.UsageError("the models are .nam files; an impulse response is --ir FILE")
    if len(typed) > MAX_MODELS:
        raise click.UsageError(
            f"{len(typed)} models would be one chain, of at most {MAX_MODELS}; to choose among them, name "
            "their folder"
        )
    return [first_model(path) if path.is_dir() else path for path in typed]


def _show(session: Session) -> None:
    """Show the session until somebody quits."""
    desk, held, resets = Desk(session), Held(), 0
    due_s = time.monotonic()
    with keyboard() as read, full_screen(console()) as out:
        blocks = BLOCKS if out.has_blocks else ASCII_BLOCKS
        while not desk.is_over:
            status = session.status()
            if desk.view.resets != resets:
                held, resets = Held(), desk.view.resets
            held = hold(held, status, time_s=time.monotonic())
            width, height = out.size
            out.show(screen(status, desk.view, held, width=width, height=height, blocks=blocks))
            due_s = max(due_s + 1.0 / SCREENS_PER_S, time.monotonic())
            try:
                desk.press(read(max(0.0, due_s - time.monotonic())))
            except EOFError:  # the terminal was closed
                return
