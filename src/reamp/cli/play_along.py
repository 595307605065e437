"""The options of `reamp play` for files that play along, and for recordings."""

from collections.abc import Callable
from pathlib import Path

import click

from reamp.cli.numbers import Number
from reamp.cli.params import FILE, packed
from reamp.live.play_along import BACKING_GAIN_DB, PlayAlong

__all__ = ["along_options"]

_along_options = packed(
    "along",
    PlayAlong,
    click.option("--input", type=FILE, metavar="FILE", help="Play this in a loop, in place of the guitar."),
    click.option("--backing", type=FILE, metavar="FILE", help="Play this in a loop beside it."),
    click.option(
        "--backing-gain",
        "backing_gain_db",
        type=Number(unit="dB"),
        default=BACKING_GAIN_DB,
        show_default=True,
        metavar="DB",
        help="The gain of the backing.",
    ),
)

_takes_option = click.option(
    "--takes",
    type=FILE,
    default=Path(),
    metavar="FOLDER",
    help="The folder for recordings of the w key.  [default: the current one]",
)


def along_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options; the command gets `along` and `takes`."""
    added: Callable[..., None] = _along_options(_takes_option(command))
    return added
