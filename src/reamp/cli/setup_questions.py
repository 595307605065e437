"""The questions of `reamp capture setup` on a terminal: volts, an interface, a cable."""

from collections.abc import Callable
from typing import TypeVar

import click

from reamp.capture.level_setup import LevelSetup, level_or_interface, level_read_in_volts
from reamp.capture.profile import KnownLevel
from reamp.cli.console import print_error
from reamp.cli.hints import error_text
from reamp.errors import ReampError, RecordingError
from reamp.interfaces.table import Interface
from reamp.terminal.console import say

__all__ = ["ask_levels"]

_T = TypeVar("_T")

_VOLTS = """\
1. A sine of 1 kHz plays on output {send}, at 0 dBFS. Measure volts AC at the
   plug that goes into the gear, behind the re-amp box, and type what you read.
   Without a voltmeter, press Enter."""
_TABLE = """\
   The table of interfaces may know the level, good to ±0.5 to ±2 dB. Type the
   name of your interface, its output turned up fully, or the level as in
   18.3 dBu. Else press Enter."""
_CABLE = """\
2. Take the gear out: plug the cable that goes into it into input {return_}, and
   leave all gains as they are for the capture. Press Enter to measure, or type
   skip."""


def ask_levels(levels: LevelSetup, *, input: str) -> None:
    """Ask until the two levels are known or left out; each is remembered at once.

    `input` is the input of the interface in the table that the return is. Raises `DeviceError` where the
    device goes away.
    """
    measured = _ask_volts(levels)
    if measured is not None:
        levels.use_send(measured)
    elif levels.setup.send_level is None:
        named = _ask_interface(input)
        if isinstance(named, Interface):
            if not levels.use_interface(named):
                say(f"   The table has no output level of the {named.name}.")
        elif named is not None:
            levels.use_send(named)
    if levels.setup.send_level is None:
        say("   The send level stays unknown, so the return cannot be measured with a cable.")
    else:
        _ask_cable(levels)
    levels.keep()


def _ask_volts(levels: LevelSetup) -> KnownLevel | None:
    """Return the send level that a voltmeter reads, None where nothing is typed."""
    before = levels.setup.send_level
    with levels.tone():
        click.echo(_VOLTS.format(send=levels.setup.send))
        if before is not None:
            say(f"   Enter keeps {before.level_dbu:.2f} dBu: {before.words}.")
        level: KnownLevel | None = click.prompt(
            "volts", default="", show_default=False, value_proc=_answer_or_none(level_read_in_volts)
        )
    return level


def _ask_interface(input: str) -> Interface | KnownLevel | None:
    """Return the interface that is named, or the send level that is typed in its place."""
    click.echo(_TABLE)
    answer: Interface | KnownLevel | None = click.prompt(
        "interface",
        default="",
        show_default=False,
        value_proc=_answer_or_none(lambda typed: level_or_interface(typed, input=input)),
    )
    return answer


def _ask_cable(levels: LevelSetup) -> None:
    """Measure the return level with a cable, as often as it takes, unless it is left out."""
    click.echo(_CABLE.format(return_=levels.setup.return_))
    while True:
        typed = click.prompt("measure", default="", show_default=False).strip().lower()
        if typed in ("s", "skip"):
            return
        if typed:
            say("Error: press Enter to measure, or type skip", stderr=True)
            continue
        try:
            levels.measure_return()
        except RecordingError as error:
            print_error(error)
        else:
            return


def _answer_or_none(read: Callable[[str], _T]) -> Callable[[str], _T | None]:
    """Return a function that reads an answer, None for an empty one; after a wrong one it asks again."""

    def answer(typed: str) -> _T | None:
        if not typed.strip():
            return None
        try:
            return read(typed.strip())
        except ReampError as error:
            raise click.UsageError(error_text(error)) from error

    return answer
