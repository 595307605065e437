"""`reamp capture setup`: remembers the jacks of the gear, and their levels, which are measured once."""

import contextlib

import click
import msgspec
from rich.text import Text

from reamp.capture.level_setup import LevelSetup
from reamp.capture.open_session import OpenJacks, open_jacks
from reamp.capture.profile import (
    CaptureSetup,
    HowKnown,
    KnownLevel,
    all_setups,
    return_from_table,
    send_by_voltmeter,
    send_from_table,
    setups_path,
)
from reamp.cli.console import print_json
from reamp.cli.live_params import capture_stream_options
from reamp.cli.numbers import LEVEL, Number
from reamp.cli.params import Command, json_option
from reamp.cli.setup_questions import ask_levels
from reamp.interfaces.table import Interface
from reamp.interfaces.user_table import resolve_interface
from reamp.live.stream import StreamConfig
from reamp.terminal.console import console
from reamp.terminal.keyboard import has_terminal

__all__ = ["setup"]


@click.command(cls=Command)
@capture_stream_options
@click.option("--volts", type=Number(0.0, unit="V", inside=True), metavar="V",
              help="What a voltmeter read at the gear's input, with a 1 kHz sine at 0 dBFS.")  # fmt: skip
@click.option("--send-level", "send_dbu", type=LEVEL, help="The level into the gear, if it is known.")
@click.option("--return-level", "return_dbu", type=LEVEL, help="The level of the return, likewise.")
@click.option("--loopback", is_flag=True, help="Measure the return: a cable leads from the send to it.")
@click.option(
    "--interface", "interface_name", metavar="NAME", help="Take missing levels from the table of interfaces."
)
@click.option("--interface-input", metavar="NAME", default="line", show_default=True, help="Its input.")
@click.option("--list", "is_list", is_flag=True, help="List the remembered setups.")
@json_option
def setup(
    *,
    stream: StreamConfig,
    send: int | None,
    return_: int | None,
    volts: float | None,
    send_dbu: float | None,
    return_dbu: float | None,
    loopback: bool,
    interface_name: str | None,
    interface_input: str,
    is_list: bool,
    as_json: bool,
) -> None:
    """Measure the levels of a setup once: what full scale is at the gear's input, and at the return.

    Without options it asks step by step: for the volts at the gear's jack, then for a cable from the send to
    the return. After a wrong answer it asks again. Each level is remembered as soon as it is known, for this
    device and these two jacks, with its source and its uncertainty.

    Examples:
      reamp capture setup --send 3 --return 2
      reamp capture setup --send 3 --return 2 --volts 6.40 --loopback
      reamp capture setup --interface "Scarlett 2i2 4th Gen"
    """
    if is_list:
        _show(all_setups(), as_json=as_json)
        return
    if (volts is not None) + (send_dbu is not None) > 1:
        raise click.UsageError("--volts and --send-level set the same level: give one of them")
    if loopback and return_dbu is not None:
        raise click.UsageError("--loopback and --return-level set the same level: give one of them")
    typed = (volts, send_dbu, return_dbu, interface_name)
    asks = has_terminal() and not loopback and all(each is None for each in typed)
    if not asks and not loopback and all(each is None for each in typed):
        raise click.UsageError("give at least one of --volts, --send-level, --loopback and --interface")
    table = None if interface_name is None else resolve_interface(interface_name, input=interface_input)
    opened = open_jacks(stream, send=send, return_=return_)
    with contextlib.closing(opened.stream):
        levels = LevelSetup(opened)
        if asks:
            ask_levels(levels, input=interface_input)
        else:
            _use(levels, _send_level(opened, volts, send_dbu, table), _typed(return_dbu), table)
            if loopback:
                _measure_return(levels)
    _show((levels.setup,), as_json=as_json)
    if not as_json:
        click.echo(f"remembered in {setups_path()}")


def _use(
    levels: LevelSetup, send: KnownLevel | None, back: KnownLevel | None, table: Interface | None
) -> None:
    """Remember the levels of the options in place of those from before."""
    back = back or (None if table is None else return_from_table(table))
    levels.setup = msgspec.structs.replace(levels.setup, send_level=send, return_level=back)
    levels.keep()


def _send_level(
    opened: OpenJacks, volts: float | None, typed_dbu: float | None, table: Interface | None
) -> KnownLevel | None:
    """Return the level of the send: read, typed, looked up, or remembered from before."""
    if volts is not None:
        return send_by_voltmeter(volts)
    before = None if opened.setup is None else opened.setup.send_level
    return _typed(typed_dbu) or (before if table is None else send_from_table(table))


def _measure_return(levels: LevelSetup) -> None:
    if levels.setup.send_level is None:
        raise click.UsageError("--loopback needs the level of the send: --volts, --send-level or --interface")
    levels.measure_return()


def _typed(level_dbu: float | None) -> KnownLevel | None:
    return None if level_dbu is None else KnownLevel(level_dbu=level_dbu, how=HowKnown.TYPED)


def _show(setups: tuple[CaptureSetup, ...], *, as_json: bool) -> None:
    if as_json:
        print_json([msgspec.to_builtins(each) for each in setups])
        return
    if not setups:
        click.echo("No setup is remembered: reamp capture setup measures one.")
    for each in setups:
        line = Text.assemble(
            (each.device, "bold"), f"  output {each.send} into the gear, input {each.return_}"
        )
        console().print(line, soft_wrap=True)
        for name, level in (("send", each.send_level), ("return", each.return_level)):
            words = "unknown" if level is None else f"{level.level_dbu:.2f} dBu at full scale  {level.words}"
            console().print(Text.assemble((f"  {name:11}", "dim"), words), soft_wrap=True)
