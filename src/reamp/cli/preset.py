"""`reamp preset`: keeps rigs as files that can be shared."""

from pathlib import Path

import click

from reamp.atomic import check_output
from reamp.cli.model_args import chain_option, models_argument, name_models, one_chain
from reamp.cli.params import (
    GainOptions,
    Group,
    is_sound,
    overwrite_option,
    rig_gain_options,
    set_option,
    slim_option,
)
from reamp.cli.rig_params import RigOptions, rig_options
from reamp.nam import NamDocument
from reamp.playing.render import rig_files
from reamp.rig.preset import load_preset, preset_names, preset_path, save_preset

__all__ = ["preset"]


@click.group(cls=Group)
def preset() -> None:
    """Keep rigs as files that can be shared.

    NAME is one of your presets, or the path of a file such as rigs/crunch.toml. A preset never contains the
    interface or its gain. Use it with --preset NAME in reamp play and reamp render.

    Example:
      reamp preset save crunch --chain pedal.nam amp.nam --gate -70 --ir cab.wav
    """


@preset.command("save")
@click.argument("name")
@models_argument
@chain_option
@rig_gain_options
@rig_options
@slim_option
@set_option
@overwrite_option("an existing preset")
def save(
    *,
    name: str,
    models: tuple[Path, ...],
    is_chain: bool,
    gains: GainOptions,
    rig_typed: RigOptions,
    slim: float | None,
    knobs_typed: tuple[str, ...],
    overwrite: bool,
) -> None:
    """Save a rig, with the options of reamp render.

    Example:
      reamp preset save crunch --chain pedal.nam amp.nam --gate -70 --bass 6 --ir cab.wav
    """
    if any(map(is_sound, models)):
        raise click.UsageError("name .nam files as the models; an impulse response is --ir FILE")
    path = preset_path(name)
    chain = one_chain(name_models(models, is_chain=is_chain), "a preset")
    rig = rig_typed.on(gains.rig(chain, slim=slim, knobs=knobs_typed))
    for model in chain:
        NamDocument.read(model)
    if path.parent.exists():
        check_output(path, inputs=rig_files(rig), overwrite=overwrite)
    save_preset(rig, path)
    click.echo(f"{' > '.join(model.name for model in chain)}  saved as {path}")


@preset.command("load", context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS OF PLAY]...")
@click.pass_context
def load(ctx: click.Context, *, name: str, options: tuple[str, ...]) -> None:
    """Play through a preset, live, like reamp play --preset NAME.

    Example:
      reamp preset load crunch --block 64
    """
    root = ctx.find_root()
    assert isinstance(root.command, click.Group)  # the group of `reamp`
    play = root.command.get_command(root, "play")
    assert play is not None
    with play.make_context("play", [*options, "--preset", name], parent=root) as playing:
        play.invoke(playing)


@preset.command("show")
@click.argument("name")
def show(*, name: str) -> None:
    """Print a preset, and check that its files exist.

    Example:
      reamp preset show crunch
    """
    path = preset_path(name)
    for file in rig_files(load_preset(path)):
        click.echo(f"# {file}")
    click.echo(path.read_text(encoding="utf-8"), nl=False)


@preset.command("list")
def list_() -> None:
    """List your presets.

    Example:
      reamp preset list
    """
    names = preset_names()
    for name in names:
        click.echo(name)
    if not names:
        click.echo("No preset yet: reamp preset save NAME MODEL...", err=True)
