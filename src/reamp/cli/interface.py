"""`reamp interface`: remembers the interface of this machine."""

import click

from reamp.cli.console import print_findings, print_json
from reamp.cli.numbers import LEVEL, SHOWN_GAIN
from reamp.cli.params import Group, json_option
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import (
    RememberedInterface,
    all_remembered,
    forget,
    remember,
    remembered_path,
)
from reamp.interfaces.words import remembered_words
from reamp.plan.findings import source_findings
from reamp.plan.source import Source

__all__ = ["interface"]


@click.group(cls=Group)
def interface() -> None:
    """Remember the interface of this machine, or of a device.

    Commands use it when you type none, and name it in their output. It is never part of a preset.

    Example:
      reamp interface set "Apollo Twin X"
    """


@interface.command("set")
@click.argument("name", required=False)
@click.option("--input", "input_name", metavar="NAME", help="Its input.  [default: instrument]")
@click.option("--max-input", "max_input_dbu", type=LEVEL, help="Its maximum input level, instead of a name.")
@click.option("--gain", type=SHOWN_GAIN, help="The gain it shows, or +5 above its lowest.")
@click.option("--device", metavar="NAME", help="Only for this device, as reamp devices shows it.")
def set_(
    *,
    name: str | None,
    input_name: str | None,
    max_input_dbu: float | None,
    gain: InterfaceGain | None,
    device: str | None,
) -> None:
    """Remember an interface, by its name in the table or by its maximum input level.

    Examples:
      reamp interface set "Apollo Twin X" --gain 20
      reamp interface set --max-input 12.2dBu --device "USB Audio CODEC"
    """
    if (name is None) == (max_input_dbu is None):
        raise click.UsageError("type either the interface's name or its level as --max-input")
    if name is None and input_name is not None:
        raise click.UsageError("--input needs the interface's name")
    kept = RememberedInterface.typed(
        name, input=input_name, max_input_dbu=max_input_dbu, gain=gain, device=device
    )
    remember(kept)
    click.echo(f"{remembered_words(kept)}; remembered in {remembered_path()}")
    source = Source.named(kept.interface())
    print_findings(source_findings(source, calibrated=False, is_recording=False))


@interface.command("show")
@json_option
def show(*, as_json: bool) -> None:
    """Show the remembered interface.

    Example:
      reamp interface show
    """
    remembered = all_remembered()
    if as_json:
        print_json(remembered)
    elif not remembered:
        click.echo("No interface is remembered: reamp interface set NAME")
    else:
        for kept in remembered:
            click.echo(f"{remembered_words(kept)}{'' if kept.date is None else f'; since {kept.date}'}")


@interface.command("clear")
def clear() -> None:
    """Forget the interface, also those of devices.

    Example:
      reamp interface clear
    """
    click.echo("The interface is forgotten." if forget() else "No interface was remembered.")
