"""`reamp align`: the unknown level of a capture, from a calibrated one of the same gear."""

from pathlib import Path

import click
from rich.text import Text

from reamp.audio.files import read
from reamp.cli.console import print_findings, print_json
from reamp.cli.params import FILE, Command, channel_option, json_option
from reamp.demo import demo_di_path
from reamp.plan.find_level import Alignment
from reamp.plan.find_level import find_level as align_models
from reamp.terminal.console import console

__all__ = ["align"]


@click.command(cls=Command)
@click.argument("known", type=FILE)
@click.argument("unknown", type=FILE)
@click.option("--di", type=FILE, help="A guitar, played soft and hard.  [default: the bundled one]")
@channel_option
@click.option("-o", "copy", type=FILE, help="Write a copy of UNKNOWN that says the levels, as estimated.")
@click.option("--overwrite", is_flag=True, help="Replace an existing copy.")
@json_option
def align(
    *,
    known: Path,
    unknown: Path,
    di: Path | None,
    channel: int | None,
    copy: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Find the unknown level of a capture by its sound.

    KNOWN is a .nam file that says its input level, UNKNOWN another capture of the same gear at the same
    settings, a gain knob included. Where the two sound alike, they were driven by the same volts. Gear that
    hardly distorts does not tell, and is refused.

    Example:
      reamp align amp-12dbu.nam amp-unknown.nam -o amp-found.nam
    """
    if di is None and channel is not None:
        raise click.UsageError("--channel needs --di")
    if overwrite and copy is None:
        raise click.UsageError("--overwrite belongs to -o")
    if copy is not None and copy.suffix.lower() != ".nam":
        raise click.UsageError(f"{copy} is no name of a model: it ends in .nam")
    found = align_models(known, unknown, di=read(di or demo_di_path(), channel=channel))
    if copy is not None:
        found.tagged().write(copy, overwrite=overwrite)
    if as_json:
        print_json(_facts(found))
    else:
        _print(found, copy)


def _facts(found: Alignment) -> dict[str, object]:
    match = found.match
    return {
        "input_level_dbu": found.input_level_dbu,
        "uncertainty_db": match.uncertainty_db,
        "output_level_dbu": found.output_level_dbu,
        "input_difference_db": match.input_db,
        "output_difference_db": match.output_db,
        "rest_db": match.rest_db,
        "polarity": match.polarity,
        "delay_frames": match.delay_frames,
        "findings": found.findings,
    }


def _rest(rest_db: float) -> str:
    return f"{rest_db:.1f} dB" if rest_db > -120.0 else "none, they are identical"  # below, float32 is


def _print(found: Alignment, copy: Path | None) -> None:
    match, out = found.match, console()
    output = "unknown" if found.output_level_dbu is None else f"{found.output_level_dbu:.2f} dBu"
    rows = {
        "input level": (
            f"{found.input_level_dbu:.2f} dBu, give or take {max(match.uncertainty_db, 0.01):.2f} dB: "
            f"{match.input_db:+z.2f} dB from {found.known.name}"
        ),
        "output level": f"{output}: {match.output_db:+z.2f} dB",
        "residual": _rest(match.rest_db),
    }
    out.print(Text(str(found.unknown), style="bold"), soft_wrap=True)
    for title, words in rows.items():
        out.print(Text.assemble((f"  {title:14}", "dim"), words), soft_wrap=True)
    if copy is not None:
        out.print(Text(f"  written to {copy}, marked as estimated"), soft_wrap=True)
    if found.findings:
        print_findings(found.findings, stderr=True)
