"""`reamp page`: writes a page of one file that plays a model in a browser."""

from pathlib import Path

import click

from reamp.cli.params import FILE, Command, overwrite_option
from reamp.model_page.page import PageConfig, write_model_page
from reamp.sim.speaker import CABINETS
from reamp.terminal.console import say

__all__ = ["page"]

_NO_CABINET = "none"


@click.command(cls=Command)
@click.argument("model", type=FILE)
@click.option("-o", "output", type=FILE, metavar="FILE.html", help="The page.  [default: MODEL.html here]")
@click.option(
    "--ir",
    "cabinet",
    type=click.Choice([_NO_CABINET, *CABINETS]),
    help="The cabinet at first.  [default: 4x12 for an amp, else none]",
)
@overwrite_option("an existing page")
def page(*, model: Path, output: Path | None, cabinet: str | None, overwrite: bool) -> None:
    """Write a page that plays a model, calibrated.

    The page is one file, to open, to send or to put on a site. It plays the demo guitar, a recording that is
    dropped in, or a guitar at the input of the machine that shows it. The listener finds the interface by its
    name, or types its level. The page holds the model: whoever has the page has the model.

    Example:
      reamp page amp.nam -o amp.html
    """
    config = PageConfig(cabinet="" if cabinet == _NO_CABINET else cabinet)
    written = write_model_page(
        model, output or Path(f"{model.stem}.html"), config=config, overwrite=overwrite
    )
    say((str(written.path), "bold"), f"  {written.bytes / 1e6:.1f} MB; open it in a browser")
