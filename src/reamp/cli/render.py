"""`reamp render`: plays a recorded guitar through models into a file."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from reamp.audio.files import SampleFormat
from reamp.cli.console import print_findings
from reamp.cli.hints import about_this_run
from reamp.cli.model_args import chain_option, name_models
from reamp.cli.params import (
    FILE,
    Command,
    GainOptions,
    OneOf,
    channel_option,
    collected,
    gain_options,
    is_sound,
    overwrite_option,
    quiet_option,
    slim_option,
    threads_option,
)
from reamp.cli.render_many import check_folder, render_all
from reamp.cli.rig_params import RigOptions, refuse_beside_preset, rig_options
from reamp.nam import NamDocument
from reamp.plan.source import Source
from reamp.playing.render import RenderConfig, RenderResult, render_file
from reamp.playing.render_words import free_output, rendered_words
from reamp.rig.preset import load_preset, preset_path
from reamp.rig.rig import Rig, RigModel
from reamp.terminal.console import print_parts
from reamp.terminal.progress import progress_bar

__all__ = ["render"]

_FORMATS = {"16": SampleFormat.PCM_16, "24": SampleFormat.PCM_24, "float": SampleFormat.FLOAT}


@click.command(cls=Command)
@click.argument("models", nargs=-1, type=FILE, metavar="MODEL...")
@click.argument("di", type=FILE)
@chain_option
@click.option(
    "-o",
    "output_path",
    type=FILE,
    help="The file to write; for several models, the folder.  [default: MODEL-DI.wav here]",
)
@gain_options
@channel_option
@rig_options
@slim_option
@click.option(
    "--format",
    "sample_format",
    type=OneOf(_FORMATS),
    default="24",
    show_default=True,
    help="Bits.",
)
@click.option("--preset", metavar="NAME", help="Play this preset, instead of MODEL and the rig's options.")
@threads_option
@overwrite_option("existing outputs")
@quiet_option
@collected("config", RenderConfig)
@click.pass_context
def render(
    ctx: click.Context,
    /,
    *,
    models: tuple[Path, ...],
    is_chain: bool,
    di: Path,
    output_path: Path | None,
    config: RenderConfig,
    gains: GainOptions,
    rig_typed: RigOptions,
    slim: float | None,
    preset: str | None,
    quiet: bool,
) -> None:
    """Play a recorded guitar through models, at the right level.

    MODEL is a .nam file. DI is the recording of the guitar, the last file on the line. The output has the
    length and the sample rate of the recording. It is stereo if the cabinet is, else mono. Without -o it goes
    into the current folder, named after both, and replaces no file.

    Several models, or a folder, are rendered into one file each in the folder -o, one model on each core.
    Existing files are kept. A model that fails does not stop the others, but the exit code is then 1. With
    --chain the models play into each other, into one file.

    Examples:
      reamp render amp.nam di.wav -o amp.wav --interface "Scarlett 2i2 4th Gen"
      reamp render amp.nam di.wav -o amp.wav --gate -70 --bass 6 --ir cab.wav
      reamp render amps/ di.wav -o out/
      reamp render --chain pedal.nam amp.nam di.wav -o both.wav
      reamp render --preset crunch di.wav -o crunch.wav
    """
    if not models and preset is None:
        raise click.UsageError("name the models and the recording of the guitar: MODEL... DI")
    if di.suffix.lower() == ".nam" or any(map(is_sound, models)):
        raise click.UsageError("the models come first, the recording of the guitar last: MODEL... DI")
    source = gains.source()
    if preset is not None:
        refuse_beside_preset(models)
        path = preset_path(preset)
        output_path = output_path or free_output(path.stem, di, overwrite=config.overwrite)
        _render_one(load_preset(path), di, output_path, source, config, quiet=quiet)
        return
    named = name_models(models, is_chain=is_chain).once()
    rigs = [rig_typed.on(gains.rig(chain, slim=slim)) for chain in named.chains]
    if not named.is_collection:
        output_path = output_path or free_output(named.file_names[0], di, overwrite=config.overwrite)
        _render_one(rigs[0], di, output_path, source, config, quiet=quiet)
        return
    if output_path is None:
        raise click.UsageError("several models are rendered into a folder: -o out/")
    check_folder(output_path, count=len(rigs))
    ctx.exit(render_all(rigs, named, di=di, folder=output_path, source=source, config=config, quiet=quiet))


def _render_one(
    rig: Rig, di: Path, output: Path, source: Source, config: RenderConfig, *, quiet: bool
) -> None:
    for model in rig.models:
        NamDocument.read(model.path)  # the same message for a broken file as in every command
    with progress_bar(di.name, quiet=quiet) as on_progress:
        result = render_file(rig, di=di, output=output, source=source, config=config, on_progress=on_progress)
    if not quiet:
        _print_result(rig.models, result)
    print_findings(about_this_run(result.findings), stderr=True, quiet=quiet)


def _print_result(models: Sequence[RigModel], result: RenderResult) -> None:
    """Print the models and their gain on one line, and the output on the next."""
    played, (output, *facts) = rendered_words(models, result)
    print_parts(*played)
    print_parts(Text(output, style="bold"), *facts)
