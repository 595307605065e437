"""`reamp demo`: the bundled guitar through the bundled model, and what a wrong level does to it."""

from pathlib import Path

import click
from rich.text import Text

from reamp.atomic import check_output
from reamp.audio.files import read, write
from reamp.cli.params import FILE, Command, overwrite_option
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path, demo_model_path
from reamp.demo.renders import LOST_DB, render_as_loud_as, render_calibrated
from reamp.errors import OutputError
from reamp.nam import NamDocument
from reamp.playing.render import RenderResult
from reamp.terminal.console import console

__all__ = ["demo"]

_FILES = ("di.wav", "overdrive.nam", "calibrated.wav", "uncalibrated.wav")


@click.command(cls=Command)
@click.option(
    "-o",
    "folder",
    type=FILE,
    default=Path("out"),
    show_default=True,
    help="Where to write.",
)
@overwrite_option("existing files")
def demo(*, folder: Path, overwrite: bool) -> None:
    """Render the bundled guitar through the bundled model.

    Both are simulated, in volts, so that every level is known. Writes the two, the guitar through the model
    at the right level, and the common mistake at equal loudness: a guitar in a line input that takes
    22.2 dBu, without calibration.

    Example:
      reamp demo -o out
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, f"cannot be created: {error.strerror or error}") from error
    for name in _FILES:
        check_output(folder / name, overwrite=overwrite)
    write(folder / "di.wav", read(demo_di_path()), overwrite=True)
    NamDocument.read(demo_model_path()).write(folder / "overdrive.nam", overwrite=True)
    calibrated = render_calibrated(folder / "calibrated.wav")
    render_as_loud_as(calibrated, folder / "uncalibrated.wav", input_trim_db=LOST_DB)
    _print_files(folder, calibrated, lost_db=LOST_DB)


def _print_files(folder: Path, calibrated: RenderResult, *, lost_db: float) -> None:
    gain_db = calibrated.plan.input_gain.value_db
    recorded, captured = f"{DEMO_DI_FULL_SCALE_DBU:g} dBu", f"{DEMO_DI_FULL_SCALE_DBU - gain_db:g} dBu"
    console().print(
        f"A simulated guitar, recorded at {recorded} full scale, through a model of a simulated pedal,\n"
        f"captured at {captured} full scale.\n",
        soft_wrap=True,
    )
    texts = (
        "the guitar as it was recorded",
        "the model of the pedal",
        f"at the level that the pedal was captured at: gain {gain_db:+.2f} dB",
        f"{-lost_db:g} dB too quiet into the pedal, made equally loud: less distortion, less sustain",
    )
    for name, what in zip(_FILES, texts, strict=True):
        path = str(folder / name)
        line = Text.assemble((f"{path:{len(str(folder / 'uncalibrated.wav'))}}", "bold"), f"  {what}")
        console().print(line, soft_wrap=True)
