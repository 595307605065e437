"""Render the bundled guitar through the bundled model: at the right level, or as loud at a wrong one."""

from dataclasses import replace
from pathlib import Path

from reamp.atomic import check_output
from reamp.audio.files import read, write
from reamp.audio.loudness import matching_gain_db
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path, demo_model_path
from reamp.errors import OutputError
from reamp.interfaces.gain import LOWEST_GAIN
from reamp.interfaces.table import level_as_interface
from reamp.nam import NamDocument
from reamp.plan.source import Source
from reamp.playing.render import RenderConfig, RenderResult, render_file
from reamp.rig.rig import Rig, chain

__all__ = ["LINE_INPUT_DBU", "LOST_DB", "render_as_loud_as", "render_calibrated", "write_demo"]

LINE_INPUT_DBU = 22.2
"""Maximum level of many line inputs, where a guitar is 10 dB quieter than in the demo's input."""

LOST_DB = DEMO_DI_FULL_SCALE_DBU - LINE_INPUT_DBU
"""The level of a guitar in such an input, relative to the demo's, without calibration."""

_FILES = ("di.wav", "overdrive.nam", "calibrated.wav", "uncalibrated.wav")
_OVERWRITE = RenderConfig(overwrite=True)


def write_demo(folder: Path, *, overwrite: bool = False) -> tuple[RenderResult, dict[Path, str]]:
    """Write the guitar, the model, and both renders; return the calibrated one, and what each file is.

    Makes the folder. Raises `OutputError`, and `OutputExistsError` before anything is written.
    """
    di, model, right, wrong = (folder / name for name in _FILES)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, f"cannot be created: {error.strerror or error}") from error
    for path in (di, model, right, wrong):
        check_output(path, overwrite=overwrite)
    write(di, read(demo_di_path()), overwrite=True)
    NamDocument.read(demo_model_path()).write(model, overwrite=True)
    calibrated = render_calibrated(right)
    render_as_loud_as(calibrated, wrong, input_trim_db=LOST_DB)
    gain_db = calibrated.plan.input_gain.value_db
    return calibrated, {
        di: "the guitar as it was recorded",
        model: "the model of the pedal",
        right: f"at the level that the pedal was captured at: gain {gain_db:+.2f} dB",
        wrong: f"{-LOST_DB:g} dB too quiet into the pedal, made equally loud: less distortion, less sustain",
    }


def render_calibrated(output: Path) -> RenderResult:
    """Render at the level that the pedal was captured at; replaces `output`."""
    source = Source.named(level_as_interface(DEMO_DI_FULL_SCALE_DBU), gain=LOWEST_GAIN)
    return render_file(_rig(), di=demo_di_path(), output=output, source=source, config=_OVERWRITE)


def render_as_loud_as(reference: RenderResult, output: Path, *, input_trim_db: float) -> None:
    """Render without calibration, then again with the output gain that makes it as loud as `reference`."""
    quiet = replace(_rig(), input_trim_db=input_trim_db)
    render_file(quiet, di=demo_di_path(), output=output, config=_OVERWRITE)
    gain_db = matching_gain_db(read(output), reference=read(reference.output))
    louder = replace(quiet, output_trim_db=gain_db)
    render_file(louder, di=demo_di_path(), output=output, config=_OVERWRITE)


def _rig() -> Rig:
    return chain(demo_model_path())
