"""`reamp capture plan`: which settings of knobs to record."""

from pathlib import Path

import click

from reamp.cli.numbers import Whole
from reamp.cli.params import FILE, Command, overwrite_option
from reamp.knobs.knob import Control
from reamp.knobs.plan import Use, make_plan, write_plan
from reamp.knobs.typed import parse_knob, parse_switch
from reamp.terminal.console import say

__all__ = ["plan"]


@click.command(cls=Command)
@click.argument("output", metavar="FILE", type=FILE)
@click.option("--knob", "knobs", multiple=True, metavar="NAME:LOW..HIGH", help="A knob and its range.")
@click.option("--switch", "switches", multiple=True, metavar="NAME:A,B", help="A switch and its positions.")
@click.option("--settings", type=Whole(2), metavar="N", help="Settings to learn from.  [default: 15 a knob]")
@click.option(
    "--validation",
    type=Whole(1),
    metavar="N",
    help="Further settings to judge the model by.  [default: a fifth]",
)
@click.option("--seed", type=Whole(0), default=0, show_default=True, metavar="N", help="Random seed.")
@overwrite_option("an existing plan")
def plan(
    *,
    output: Path,
    knobs: tuple[str, ...],
    switches: tuple[str, ...],
    settings: int | None,
    validation: int | None,
    seed: int,
    overwrite: bool,
) -> None:
    """Plan which settings of an amp to record, for a model with knobs.

    The settings fill the ranges evenly, corners included, in an order that turns few knobs. The plan is a
    text file with a line for each setting; edit it as you like. After the range of a knob:

      ,step=0.5        the finest change that you can set  [default: a fortieth of the range]
      ,avoid-ends=1    stay this far away from both ends
      ,default=3       where it stands when it is not set  [default: the middle]
      ,log             equal ratios for equal turns, as for frequencies

    Examples:
      reamp capture plan mt15.plan --knob gain:0..10 --knob treble:0..10 --switch bright:off,on
      reamp capture plan fuzz.plan --knob fuzz:0..10,avoid-ends=1 --settings 12
    """
    controls: list[Control] = [*map(parse_knob, knobs), *map(parse_switch, switches)]
    made = make_plan(controls, settings=settings, validation=validation, seed=seed)
    write_plan(made, output, overwrite=overwrite)
    counts = (
        f"{len(made.of(Use.TRAINING))} settings to learn from, {len(made.of(Use.VALIDATION))} to judge by"
    )
    say((str(output), "bold"), f"  {counts}; {made.turns} turns of a knob or switch")
