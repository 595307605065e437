"""The options of `reamp play` for files that play along, and for those that are recorded."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from reamp.cli.numbers import Number
from reamp.cli.params import FILE
from reamp.live.play_along import BACKING_GAIN_DB, PlayAlong

__all__ = ["along_options"]


def along_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options; the command gets `along` and `takes`."""

    @click.option(
        "--input", "input_path", type=FILE, metavar="FILE", help="Play this, over and over, as the guitar."
    )
    @click.option("--backing", type=FILE, metavar="FILE", help="Play this beside it; it is not recorded.")
    @click.option("--backing-gain", type=Number(unit="dB"), default=BACKING_GAIN_DB, show_default=True,
                  metavar="DB", help="How much to change the backing.")  # fmt: skip
    @click.option("--takes", type=FILE, default=Path(), metavar="FOLDER",
                  help="Where the w key records to.  [default: this folder]")  # fmt: skip
    @functools.wraps(command)
    def with_along(
        *args: Any, input_path: Path | None, backing: Path | None, backing_gain: float, **options: Any
    ) -> Any:
        along = PlayAlong(input=input_path, backing=backing, backing_gain_db=backing_gain)
        return command(*args, along=along, **options)

    return with_along
