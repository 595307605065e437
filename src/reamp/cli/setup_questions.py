"""The questions of `reamp capture setup` on a terminal: volts, an interface, a cable."""

from collections.abc import Callable
from typing import TypeVar

import click

from reamp.capture.open_session import OpenJacks
from reamp.capture.profile import HowKnown, KnownLevel, return_from_table, send_by_voltmeter, send_from_table
from reamp.capture.setup import measure_loopback, tone_on
from reamp.cli.console import print_error
from reamp.cli.hints import error_text
from reamp.cli.numbers import Number
from reamp.errors import ReampError, RecordingError
from reamp.interfaces.table import Interface
from reamp.interfaces.user_table import level_of_text, resolve_interface
from reamp.terminal.console import say

__all__ = ["OnLevels", "ask_levels"]

OnLevels = Callable[[KnownLevel | None, KnownLevel | None], None]
"""Gets the send level and the return level as soon as each is known."""

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


def ask_levels(opened: OpenJacks, on_levels: OnLevels, *, input: str) -> None:
    """Ask until the two levels are known or left out; what is known is given to `on_levels` at once.

    `input` is the input of the interface in the table that the return is. Raises `DeviceError` where the
    device goes away.
    """
    before = opened.setup
    send = None if before is None else before.send_level
    back = None if before is None else before.return_level
    measured = _ask_volts(opened, send)
    interface: Interface | None = None
    if measured is None and send is None:
        named = _ask_interface(input)
        if isinstance(named, Interface):
            interface, measured = named, send_from_table(named)
            if measured is None:
                say(f"   The table has no output level of the {named.name}.")
        else:
            measured = named
    if measured is not None:
        send, back = measured, None  # what hung on the other send level is no longer known
        on_levels(send, back)
    if send is None:
        say("   The send level stays unknown, so the return cannot be measured with a cable.")
    else:
        back = _ask_cable(opened, send) or back
    if back is None and interface is not None:
        back = return_from_table(interface)
    on_levels(send, back)


def _ask_volts(opened: OpenJacks, before: KnownLevel | None) -> KnownLevel | None:
    """Return the send level that a voltmeter reads, None where nothing is typed."""
    with tone_on(opened.stream, opened.jacks):
        click.echo(_VOLTS.format(send=opened.jacks.send))
        if before is not None:
            say(f"   Enter keeps {before.level_dbu:.2f} dBu: {before.words}.")
        level: KnownLevel | None = click.prompt(
            "volts", default="", show_default=False, value_proc=_answer_or_none(_level_of_volts)
        )
    return level


def _level_of_volts(typed: str) -> KnownLevel:
    return send_by_voltmeter(Number(0.0, unit="V", inside=True).convert(typed, None, None))


def _ask_interface(input: str) -> Interface | KnownLevel | None:
    """Return the interface that is named, or the send level that is typed in its place."""

    def read(typed: str) -> Interface | KnownLevel:
        level_dbu = level_of_text(typed)
        if level_dbu is not None:
            return KnownLevel(level_dbu=level_dbu, how=HowKnown.TYPED)
        return resolve_interface(typed, input=input)

    click.echo(_TABLE)
    answer: Interface | KnownLevel | None = click.prompt(
        "interface", default="", show_default=False, value_proc=_answer_or_none(read)
    )
    return answer


def _ask_cable(opened: OpenJacks, send: KnownLevel) -> KnownLevel | None:
    """Return the return level, measured with a cable as often as it takes; None where it is left out."""
    click.echo(_CABLE.format(return_=opened.jacks.return_))
    while True:
        typed = click.prompt("measure", default="", show_default=False).strip().lower()
        if typed in ("s", "skip"):
            return None
        if typed:
            say("Error: press Enter to measure, or type skip", stderr=True)
            continue
        try:
            return measure_loopback(opened.stream, opened.jacks, send=send)
        except RecordingError as error:
            print_error(error)


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
