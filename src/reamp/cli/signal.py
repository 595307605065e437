"""`reamp signal`: writes the test signal as a file."""

from pathlib import Path

import click

from reamp.atomic import check_output
from reamp.audio.files import write
from reamp.audio.levels import peak_dbfs
from reamp.capture.make_signal import RATES_HZ, make_test_signal
from reamp.cli.params import FILE, Command, overwrite_option
from reamp.terminal.console import console, say
from reamp.texts import minutes

__all__ = ["signal"]


@click.command(cls=Command)
@click.option("-o", "output", type=FILE, required=True, help="Where to write.")
@click.option(
    "--rate",
    type=click.Choice([str(rate_hz) for rate_hz in RATES_HZ]),
    default="48000",
    show_default=True,
    help="In Hz: the sample rate of your session.",
)
@overwrite_option("an existing file")
def signal(*, output: Path, rate: str, overwrite: bool) -> None:
    """Write the test signal to play through the gear.

    It is three minutes of 24-bit audio: impulses for the latency, sweeps, noise at every level, guitar and
    bass, and a part that comes twice to show whether the gear repeats itself. Play it at full level, touch
    nothing while it runs, and record the output of the gear from beginning to end.

    Example:
      reamp signal -o signal.wav
    """
    check_output(output, overwrite=overwrite)
    with console(stderr=True).status("playing three minutes of guitar"):  # only on a terminal
        made = make_test_signal(int(rate))
    write(output, made, overwrite=overwrite)
    facts = (
        f"{minutes(made.duration_s)}, {made.rate_hz / 1000:g} kHz, 24 bit, peak {peak_dbfs(made):.1f} dBFS"
    )
    say((str(output), "bold"), f"  {facts}")
