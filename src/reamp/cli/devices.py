"""`reamp devices`: what can be played on, and which interface of the table each device is."""

import dataclasses

import click
from rich.text import Text

from reamp.cli.console import print_json
from reamp.cli.live_params import backend_option
from reamp.cli.params import Command, json_option
from reamp.errors import DeviceError
from reamp.interfaces.device_match import DeviceMatch, match_device
from reamp.live.backends import find_devices
from reamp.live.stream import BACKENDS, AudioDevice
from reamp.terminal.console import console
from reamp.texts import printable

__all__ = ["devices"]

_NAME_WIDTH = 40
_CANDIDATES_SHOWN = 3


@click.command(cls=Command)
@backend_option
@json_option
def devices(*, backend: str | None, as_json: bool) -> None:
    """List the devices to play on.

    Below each is the interface that its name leads to, and how sure that is: where it is certain, reamp
    play takes its level from the table by itself.

    Example:
      reamp devices
    """
    found, failed = _found(backend)
    if as_json:
        print_json([_fields(device) for device in found])
        return
    out = console()
    out.print(Text(f"{'Device':{_NAME_WIDTH}}  {'Backend':9}   In  Out  Rate", style="dim"), soft_wrap=True)
    for device in found:
        out.print(_row(device), soft_wrap=True)
        if device.inputs and (match := match_device(device.name)) is not None:
            out.print(Text(f"  {_match_words(match)}"), style="dim", soft_wrap=True)
    for failure in failed:
        out.print(Text(f"note: {failure}", style="dim"), soft_wrap=True)


def _found(backend: str | None) -> tuple[list[AudioDevice], list[DeviceError]]:
    """Return the devices, and why a backend has none; raises `DeviceError` where there is no device."""
    found: list[AudioDevice] = []
    failed = []
    for name in BACKENDS if backend is None else (backend,):
        try:
            found += find_devices(name)
        except DeviceError as error:
            failed.append(error)
    if not found:
        whys = "".join(f"; {failure}" for failure in failed)
        raise DeviceError(f"there is no audio device: connect an interface{whys}", backend=backend)
    return found, failed


def _row(device: AudioDevice) -> Text:
    name = Text(printable(device.name), "bold")
    name.truncate(_NAME_WIDTH, overflow="ellipsis", pad=True)
    channels = f"{device.inputs:4}{device.outputs:5}"
    text = Text.assemble(name, f"  {device.backend:9} {channels}  {device.rate_hz / 1000:g} kHz")
    return text.append("  default" if device.is_default else "", "green")


def _match_words(match: DeviceMatch) -> str:
    first = match.candidates[0]
    if match.is_certain:
        level = "level unknown" if first.applied_dbu is None else f"{first.applied_dbu:.4g} dBu"
        return f"{first.name}, {level} ({first.confidence.words}); {match.confidence:.0%} sure"
    names = " or ".join(row.name for row in match.candidates[:_CANDIDATES_SHOWN])
    return f"perhaps {names}, {match.confidence:.0%} sure: reamp interface set says which"


def _fields(device: AudioDevice) -> dict[str, object]:
    match = match_device(device.name) if device.inputs else None
    found = match and {
        "candidates": [row.name for row in match.candidates],
        "confidence": match.confidence,
        "is_certain": match.is_certain,
    }
    return {**dataclasses.asdict(device), "interface": found}
