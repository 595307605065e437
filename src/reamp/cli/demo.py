"""`reamp demo`: renders the bundled guitar through the bundled model, at the right and at a wrong level."""

from pathlib import Path

import click

from reamp.cli.params import FILE, Command, overwrite_option
from reamp.demo import DEMO_DI_FULL_SCALE_DBU
from reamp.demo.renders import write_demo
from reamp.terminal.console import say

__all__ = ["demo"]


@click.command(cls=Command)
@click.option("-o", "folder", type=FILE, default=Path("out"), show_default=True, help="Where to write.")
@overwrite_option("existing files")
def demo(*, folder: Path, overwrite: bool) -> None:
    """Render the bundled guitar through the bundled model.

    Both are simulated in volts, so every level is known. The command writes the guitar and the model, the
    guitar through the model at the right level, and a common mistake at equal loudness: a guitar in a line
    input that takes 22.2 dBu, without calibration.

    Example:
      reamp demo -o out
    """
    calibrated, files = write_demo(folder, overwrite=overwrite)
    gain_db = calibrated.plan.input_gain.value_db
    recorded, captured = f"{DEMO_DI_FULL_SCALE_DBU:g} dBu", f"{DEMO_DI_FULL_SCALE_DBU - gain_db:g} dBu"
    say(
        f"A simulated guitar, recorded at {recorded} full scale, through a model of a simulated pedal,\n"
        f"captured at {captured} full scale.\n"
    )
    width = max(len(str(path)) for path in files)
    for path, what in files.items():
        say((f"{path!s:{width}}", "bold"), f"  {what}")
