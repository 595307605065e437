"""`reamp align`: finds the unknown level of a model from a calibrated model of the same gear."""

from pathlib import Path

import click

from reamp.audio.files import read
from reamp.cli.console import print_findings, print_json
from reamp.cli.params import FILE, Command, channel_option, json_option, overwrite_option
from reamp.demo import demo_di_path
from reamp.plan.find_level import Alignment
from reamp.plan.find_level import find_level as align_models
from reamp.terminal.console import print_fields, say

__all__ = ["align"]

_FLOAT32_DB = -120.0
"""The rounding of float32: a smaller residual counts as none."""


@click.command(cls=Command)
@click.argument("known", type=FILE)
@click.argument("unknown", type=FILE)
@click.option("--di", type=FILE, help="A guitar, played soft and hard.  [default: the bundled one]")
@channel_option
@click.option("-o", "copy", type=FILE, help="Write a copy of UNKNOWN with the levels, marked as estimated.")
@overwrite_option("an existing copy")
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
    """Find the unknown level of a model by its sound.

    KNOWN is a .nam file that states its input level. UNKNOWN is another model of the same gear at the same
    settings, also of the gain knob. The two sound alike when the same volts drive them. This does not work
    with gear that hardly distorts; then the command says so and finds no level.

    Example:
      reamp align amp-12dbu.nam amp-unknown.nam -o amp-found.nam
    """
    if di is None and channel is not None:
        raise click.UsageError("--channel needs --di")
    if overwrite and copy is None:
        raise click.UsageError("--overwrite needs -o")
    if copy is not None and copy.suffix.lower() != ".nam":
        raise click.UsageError(f"{copy} must end in .nam")
    found = align_models(known, unknown, di=read(di or demo_di_path(), channel=channel))
    if copy is not None:
        found.tagged().write(copy, overwrite=overwrite)
    if as_json:
        print_json(found.fields())
    else:
        _print(found, copy)


def _print(found: Alignment, copy: Path | None) -> None:
    match = found.match
    output = "unknown" if found.output_level_dbu is None else f"{found.output_level_dbu:.2f} dBu"
    is_identical = match.rest_db <= _FLOAT32_DB
    fields = {
        "input level": (
            f"{found.input_level_dbu:.2f} dBu, give or take {max(match.uncertainty_db, 0.01):.2f} dB: "
            f"{match.input_db:+z.2f} dB from {found.known.name}"
        ),
        "output level": f"{output}: {match.output_db:+z.2f} dB",
        "residual": "none, they are identical" if is_identical else f"{match.rest_db:.1f} dB",
    }
    print_fields(str(found.unknown), fields, width=14)
    if copy is not None:
        say(f"  written to {copy}, marked as estimated")
    print_findings(found.findings, stderr=True)
