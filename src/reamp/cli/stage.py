"""`reamp stage`: how to set the interface's gain, from a recording of hard strums."""

from pathlib import Path

import click
from rich.text import Text

from reamp.audio.files import AudioReader
from reamp.cli.console import console, print_findings
from reamp.cli.params import FILE, Command, GainOptions, channel_option, interface_options
from reamp.rig.stage import STRUMS_NEEDED, Stage, Step, read_inputs

__all__ = ["stage"]

_BLOCKS_S = 10  # a second


@click.command(cls=Command)
@click.argument("take", type=FILE)
@interface_options
@channel_option
def stage(*, take: Path, gains: GainOptions, channel: int | None) -> None:
    """Say how to set the interface's gain, from hard strums.

    TAKE is the guitar as the interface recorded it: five strums, a second apart, as hard as you play. They
    should peak at -9 to -3 dBFS; what the gain adds is taken off the model's input by reamp render.

    Example:
      reamp stage take.wav --interface "Apollo Twin X" --interface-gain 20
    """
    interface, shown_db = gains.source()
    lowest_db = (interface.min_gain_shown_db if interface else None) or 0.0
    gain_db = lowest_db if shown_db is None else shown_db
    assistant = Stage(gain_db=gain_db, interface=interface)
    with AudioReader(take, channel=channel) as reader:
        rate_hz = reader.info.rate_hz
        for block in reader.blocks(rate_hz // _BLOCKS_S):
            assistant.add(read_inputs([block], rate_hz=rate_hz))
    said = _advice(assistant, is_gain_known=shown_db is not None)
    heard = f"{take.name}  {assistant.hard_strums} hard strums, peak {assistant.peak_dbfs:.1f} dBFS   "
    console().print(Text.assemble(heard, (said, "bold")), soft_wrap=True)
    print_findings(assistant.findings())


def _advice(assistant: Stage, *, is_gain_known: bool) -> str:
    wanted_db = assistant.wanted_gain_db
    if assistant.step is Step.LISTEN or wanted_db is None:
        return f"record {STRUMS_NEEDED} hard strums or more, a second apart"
    step_db = wanted_db - assistant.gain_db
    if not step_db:
        return "leave the gain as it is"
    turn = f"turn the gain {'up' if step_db > 0 else 'down'} by {abs(step_db):g} dB"
    return f"{turn}, to {wanted_db:g} dB" if is_gain_known else turn
