"""`reamp bake`: writes a setting of a model with knobs as a plain model."""

from pathlib import Path

import click

from reamp.cli.params import FILE, Command, overwrite_option
from reamp.engine.bake import bake as baked
from reamp.knobs.knob import checked_setting, setting_words
from reamp.knobs.typed import parse_setting
from reamp.nam import NamDocument
from reamp.nam.knob_model import KnobModel
from reamp.terminal.console import say

__all__ = ["bake"]


@click.command(cls=Command)
@click.argument("model", type=FILE)
@click.option("--set", "typed", multiple=True, metavar="KNOB=VALUE", help="Where a knob or switch stands.")
@click.option("-o", "output", type=FILE, required=True, help="The model to write.")
@overwrite_option("an existing model")
def bake(*, model: Path, typed: tuple[str, ...], output: Path, overwrite: bool) -> None:
    """Write a setting of a model with knobs as a plain model.

    Every NAM player can play the plain model. It sounds like the model with knobs at that setting, and costs
    as much. It has the same levels, and the loudness of its setting. Knobs that are not set stand at their
    defaults; see `reamp info`.

    Example:
      reamp bake lead.nam --set gain=7 --set bright=on -o lead-7.nam
    """
    document = NamDocument.read(model)
    setting = checked_setting(KnobModel.of(document).controls, parse_setting(typed))
    made = baked(document, setting).write(output, overwrite=overwrite)
    loudness_db = made.metadata.loudness_db
    loudness = "silent" if loudness_db is None else f"loudness {loudness_db:.1f} dB"
    say((str(output), "bold"), f"  {setting_words(setting)}; {loudness}")
