"""What the page Capture may ask for about the levels of two jacks: a voltmeter, a name, a cable."""

from collections.abc import Mapping
from typing import Any, Literal

from reamp.app.commands import Nothing, PageCommand
from reamp.app.new_capture import Jacks, Text
from reamp.app.workshop import Workshop
from reamp.capture.level_setup import level_or_interface, level_read_in_volts
from reamp.capture.profile import CaptureSetup, KnownLevel, find_setup
from reamp.errors import ConfigError
from reamp.interfaces.table import Interface

__all__ = ["LEVEL_COMMANDS"]

_INPUT = "line"  # of an interface in the table: where the gear's output is plugged in


class _Tone(Jacks, frozen=True, kw_only=True):
    is_on: bool


class _Send(Jacks, frozen=True, kw_only=True):
    text: Text
    how: Literal["volts", "name"]


def _levels(_: Workshop, said: Jacks) -> object:
    """Return what is remembered of the levels of two jacks; the device stays closed."""
    if said.device is None:
        raise ConfigError("choose a device first")
    return _view(find_setup(said.device, send=said.send, return_=said.return_))


def _tone(workshop: Workshop, said: _Tone) -> object:
    """Play the sine for the voltmeter until it is switched off, or ends by itself after five minutes."""
    if not said.is_on:
        workshop.bench.close()
        return None
    return _view(workshop.bench.play_tone(said.open).setup)


def _send(workshop: Workshop, said: _Send) -> object:
    """Remember the level of the send: as a voltmeter reads it, as typed, or as the table has it."""
    if said.how == "volts":
        level: KnownLevel | Interface = level_read_in_volts(said.text)
    else:
        level = level_or_interface(said.text, input=_INPUT)
    with workshop.bench.opened(said.open) as levels:
        if isinstance(level, KnownLevel):
            levels.use_send(level)
        elif not levels.use_interface(level):
            raise ConfigError(f"the table has no output level of the {level.name}: type it, as in 18.3 dBu")
        return _view(levels.setup)


def _cable(workshop: Workshop, said: Jacks) -> object:
    """Measure the level of the return by a cable from the send, and remember it."""
    with workshop.bench.opened(said.open) as levels:
        levels.measure_return()
        return _view(levels.setup)


def _view(setup: CaptureSetup | None) -> dict[str, Any]:
    return {
        name: None
        if level is None
        else {
            "level_dbu": level.level_dbu,
            "how": level.how,
            "uncertainty_db": level.uncertainty_db,
            "words": level.words,
        }
        for name, level in (
            ("send", None if setup is None else setup.send_level),
            ("return", None if setup is None else setup.return_level),
        )
    }


LEVEL_COMMANDS: Mapping[str, PageCommand] = {
    "levels": PageCommand(form=Jacks, do=_levels),
    "levels tone": PageCommand(form=_Tone, do=_tone),
    "levels send": PageCommand(form=_Send, do=_send),
    "levels cable": PageCommand(form=Jacks, do=_cable),
    "levels end": PageCommand(form=Nothing, do=lambda workshop, _: workshop.bench.close()),
}
"""Every command by its name."""
