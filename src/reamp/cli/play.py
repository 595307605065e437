"""`reamp play`: plays a guitar through models, live."""

import contextlib
from pathlib import Path

import click

from reamp.cli.hints import HINTS
from reamp.cli.live_params import stream_options
from reamp.cli.model_args import chain_option, name_models
from reamp.cli.params import FILE, Command, GainOptions, gain_options, is_sound, set_option, slim_option
from reamp.cli.play_along import along_options
from reamp.cli.rig_params import RigOptions, refuse_beside_preset, rig_options
from reamp.library.index import Library
from reamp.library.query import Query
from reamp.live.play_along import PlayAlong
from reamp.live.session import Session
from reamp.live.stream import StreamConfig
from reamp.live.typed import kept_gain_lines
from reamp.nam import NamDocument
from reamp.rig.preset import load_preset, preset_path
from reamp.terminal.headless import serve
from reamp.terminal.keyboard import has_terminal
from reamp.terminal.player import play_on_screen

__all__ = ["play"]


@click.command(cls=Command)
@click.argument("models", nargs=-1, type=FILE, metavar="MODEL...")
@chain_option
@gain_options
@rig_options
@slim_option
@set_option
@click.option("--preset", metavar="NAME", help="Play this preset, instead of MODEL and the rig's options.")
@along_options
@click.option("--library", "words", metavar="WORDS", help="Play the models that reamp library search finds.")
@stream_options
@click.option("--headless", is_flag=True, help="No screen: commands are lines of JSON (docs/live.md).")
def play(
    *,
    models: tuple[Path, ...],
    is_chain: bool,
    gains: GainOptions,
    rig_typed: RigOptions,
    slim: float | None,
    knobs_typed: tuple[str, ...],
    preset: str | None,
    along: PlayAlong,
    takes: Path,
    words: str | None,
    stream: StreamConfig,
    input_channel: int,
    headless: bool,
) -> None:
    """Play through models, live.

    MODEL is a .nam file. If you name several or a folder, the first one plays, and the keys n and p step
    through them. In the same way, i and I step through the cabinets of a folder after --ir. With --chain the
    models play into each other. The screen shows the levels; ? shows the keys. The interface is the one that
    you type, else the one of reamp interface set, else the one that the device's name matches. Its level sets
    the gain into the model.

    Examples:
      reamp play amp.nam --ir cab.wav
      reamp play --chain pedal.nam amps/ --ir irs/
      reamp play amps/ --gate -70 --interface "Scarlett 2i2 4th Gen" --interface-gain 20
      reamp play --preset crunch --backend jack --block 64
      reamp play amp.nam --input take_di.wav --backing song.flac
      reamp play --library "vox clean"
    """
    if not headless and not has_terminal():
        raise click.UsageError("the screen needs a terminal; --headless plays without one")
    if words is not None:
        models = (*models, *_found(words))
    path, named = None, tuple[Path, ...]()
    if preset is not None:
        refuse_beside_preset(models)
        path = preset_path(preset)
        rig = load_preset(path)
    else:
        chain, named = _models(models, is_chain=is_chain)
        rig = rig_typed.first_of_folders().on(gains.rig(chain, slim=slim, knobs=knobs_typed))
    for model in rig.models:
        NamDocument.read(model.path)  # the same message for a broken file as in every command
    session = Session(rig, stream=stream, source=gains.live_source(input_channel), preset=path, along=along)
    try:
        with session:
            if headless:
                serve(session, hints=HINTS, takes=takes)
            else:
                play_on_screen(session, named=named, hints=HINTS, takes=takes)
    finally:  # Ctrl-C too
        if session.kept_gain is not None and not headless:
            with contextlib.suppress(OSError):  # the terminal may be gone
                for line in kept_gain_lines(session.kept_gain, hints=HINTS):
                    click.echo(line)


def _found(words: str) -> tuple[Path, ...]:
    """Return the models of the library that match these words, the best match first."""
    with Library() as index:
        found = index.search(Query(words=words)).entries
    if not found:
        raise click.UsageError(f"the library has no model with the words {words!r}")
    return tuple(entry.path for entry in found if not entry.is_gone)


def _models(typed: tuple[Path, ...], *, is_chain: bool) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the models to begin with, and those to step through; none means those of their folder."""
    if not typed:
        raise click.UsageError("name a model, a folder of models or a --preset")
    if any(map(is_sound, typed)):
        raise click.UsageError("the models are .nam files; an impulse response is --ir FILE")
    named = name_models(typed, is_chain=is_chain).once()
    if named.typed == 1:
        return named.chains[0], ()
    if any(len(chain) > 1 for chain in named.chains):
        raise click.UsageError("name several models or one chain; play cannot step through chains")
    return named.chains[0], tuple(path for (path,) in named.chains)
