"""`reamp render`: a recorded guitar through models, into a file."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from reamp.audio.files import Progress as OnProgress
from reamp.audio.files import SampleFormat
from reamp.cli.console import console, minutes, print_findings
from reamp.cli.gain import input_words, output_words
from reamp.cli.hints import about_this_run
from reamp.cli.params import FILE, Command, GainOptions, channel_option, gain_options, is_sound, slim_option
from reamp.cli.rig_params import RigOptions, refuse_beside_preset, rig_options
from reamp.engine import load
from reamp.nam import NamDocument
from reamp.nam.presets import describe
from reamp.rig.preset import load_preset, preset_path
from reamp.rig.render import RenderConfig, RenderResult, render_file
from reamp.rig.rig import RigModel

__all__ = ["render"]

_FORMATS = {"16": SampleFormat.PCM_16, "24": SampleFormat.PCM_24, "float": SampleFormat.FLOAT}


@click.command(cls=Command)
@click.argument("models", nargs=-1, type=FILE, metavar="MODEL...")
@click.argument("di", type=FILE)
@click.option("-o", "output_path", type=FILE, required=True, help="Where to write.")
@gain_options
@channel_option
@rig_options
@slim_option
@click.option(
    "--format",
    "sample_format",
    type=click.Choice(list(_FORMATS)),
    default="24",
    show_default=True,
    help="Bits.",
)
@click.option("--preset", metavar="NAME", help="Play this preset, instead of MODEL and the rig's options.")
@click.option("--threads", type=click.IntRange(min=1), metavar="N", help="Cores to use.  [default: all]")
@click.option("--overwrite", is_flag=True, help="Replace an existing output.")
@click.option("--quiet", is_flag=True, help="Print errors, and warnings of a level more than 1 dB off.")
def render(
    *,
    models: tuple[Path, ...],
    di: Path,
    output_path: Path,
    gains: GainOptions,
    channel: int | None,
    rig_typed: RigOptions,
    slim: float | None,
    sample_format: str,
    preset: str | None,
    threads: int | None,
    overwrite: bool,
    quiet: bool,
) -> None:
    """Play a recorded guitar through models, at the right level.

    MODEL is a .nam file; several are a chain. DI is the recording of the guitar, the last file named. The
    output is as long as the recording and at its sample rate; mono, or stereo where the cabinet is.

    Example:
      reamp render amp.nam di.wav -o amp.wav --interface "Scarlett 2i2 4th Gen"
      reamp render amp.nam di.wav -o amp.wav --gate -70 --bass 6 --ir cab.wav
      reamp render --preset crunch di.wav -o crunch.wav
    """
    if not models and preset is None:
        raise click.UsageError("name the models and the recording of the guitar: MODEL... DI")
    if di.suffix.lower() == ".nam" or any(map(is_sound, models)):
        raise click.UsageError("the models come first, the recording of the guitar last: MODEL... DI")
    if preset is not None:
        refuse_beside_preset(models)
        rig = load_preset(preset_path(preset))
    else:
        rig = rig_typed.on(gains.rig(models, slim=slim))
    for model in rig.models:
        NamDocument.read(model.path)  # what is wrong with a file is said alike by every command
    config = RenderConfig(
        channel=channel, sample_format=_FORMATS[sample_format], overwrite=overwrite, threads=threads
    )
    source = gains.source()
    with _progress_bar(di.name, quiet=quiet) as on_progress:
        result = render_file(
            rig,
            di=di,
            output=output_path,
            source=source,
            config=config,
            on_progress=on_progress,
        )
    if not quiet:
        _print_result(rig.models, result)
    print_findings(about_this_run(result.findings), stderr=True, quiet=quiet)


def _print_result(models: Sequence[RigModel], result: RenderResult) -> None:
    """Print what was rendered on one line."""
    names, model_rate_hz = " > ".join(model.path.name for model in models), None
    if len(models) == 1:
        document = NamDocument.read(models[0].path)
        model_rate_hz = document.sample_rate_hz
        names += f"  {describe(document.content()).partition(' (')[0]}"
        names += f"{_size(models[0])}{_khz(model_rate_hz)}"
    plan = result.plan
    line = Text.assemble(
        f"{names}   gain {plan.input_gain.value_db:+.1f} dB, {input_words(plan)}   ",
        (str(result.output), "bold"),
        "" if result.rate_hz == model_rate_hz else _khz(result.rate_hz),
        "" if result.channels == 1 else ", stereo",
        f"  {plan.output_gain.value_db:+.1f} dB, {output_words(plan)}",
        f"  {minutes(result.duration_s)}  peak {result.peak_dbfs:.1f} dBFS",
    )
    console().print(line, soft_wrap=True)


def _size(model: RigModel) -> str:
    """Return which network of a slimmable model played."""
    if model.slim is None:
        return ""
    loaded = load(model.path)
    loaded.slim = model.slim
    return (
        f" at size {model.slim:g}: {loaded.info.weight_count} weights" if loaded.info.slim_breakpoints else ""
    )


def _khz(rate_hz: float | None) -> str:
    return "" if rate_hz is None else f", {rate_hz / 1000:g} kHz"


@contextlib.contextmanager
def _progress_bar(name: str, *, quiet: bool) -> Iterator[OnProgress | None]:
    """Yield what moves a bar on stderr; there is none when nobody would see it."""
    out = console(stderr=True)
    if quiet or not out.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
