"""`reamp devices`: lists the devices to play on, each with its interface in the table."""

import click
from rich.text import Text

from reamp.cli.console import print_json
from reamp.cli.live_params import backend_option
from reamp.cli.params import Command, json_option
from reamp.interfaces.words import match_words
from reamp.live.devices import FoundDevice, find_all_devices
from reamp.terminal.console import say
from reamp.texts import printable

__all__ = ["devices"]

_NAME_WIDTH = 40


@click.command(cls=Command)
@backend_option
@json_option
def devices(*, backend: str | None, as_json: bool) -> None:
    """List the devices to play on.

    Below each device is the interface that matches its name, and how certain that is. If it is certain, reamp
    play uses its level from the table.

    Example:
      reamp devices
    """
    found = find_all_devices(backend)
    if as_json:
        print_json([each.fields() for each in found.devices])
        return
    say(f"{'Device':{_NAME_WIDTH}}  {'Backend':9}   In  Out  Rate", style="dim")
    for each in found.devices:
        _print(each)
    for failure in found.failures:
        say(f"note: {failure}", style="dim")


def _print(found: FoundDevice) -> None:
    device, match = found.device, found.match
    name = Text(printable(device.name), "bold")
    name.truncate(_NAME_WIDTH, overflow="ellipsis", pad=True)
    facts = f"  {device.backend:9} {device.inputs:4}{device.outputs:5}  {device.rate_hz / 1000:g} kHz"
    say(name, facts, ("  default" if device.is_default else "", "green"))
    if match is not None:
        which = "" if match.is_certain else ": reamp interface set says which"
        say(f"  {match_words(match)}{which}", style="dim")
