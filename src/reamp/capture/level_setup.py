"""The levels of two jacks as they become known, step by step; each is remembered at once."""

import contextlib

import msgspec

from reamp.capture.open_session import OpenJacks
from reamp.capture.profile import (
    CaptureSetup,
    HowKnown,
    KnownLevel,
    keep_setup,
    return_from_table,
    send_by_voltmeter,
    send_from_table,
)
from reamp.capture.setup import measure_loopback, tone_on
from reamp.errors import ConfigError
from reamp.interfaces.table import Interface
from reamp.interfaces.user_table import level_of_text, resolve_interface
from reamp.units import parse_number

__all__ = ["LevelSetup", "level_or_interface", "level_read_in_volts"]


def level_read_in_volts(typed: str) -> KnownLevel:
    """Return the send level from the volts that a voltmeter read, as they are typed: `6.40 V`, `640 mV`.

    Raises `LevelError` for what is no number of volts, `ConfigError` for volts that are not above zero.
    """
    return send_by_voltmeter(parse_number(typed, unit="V"))


def level_or_interface(typed: str, *, input: str) -> KnownLevel | Interface:
    """Return the level that was typed, as in `18.3 dBu`, or the interface of that name, at this input of it.

    Raises `InterfaceError` for a name that is not in the table.
    """
    level_dbu = level_of_text(typed)
    if level_dbu is not None:
        return KnownLevel(level_dbu=level_dbu, how=HowKnown.TYPED)
    return resolve_interface(typed, input=input)


class LevelSetup:
    """The levels of the jacks of an open device; begins with those that are remembered."""

    def __init__(self, opened: OpenJacks) -> None:
        self._opened = opened
        self._interface: Interface | None = None
        jacks = opened.jacks
        self.setup = CaptureSetup(device=opened.stream.device.name, send=jacks.send, return_=jacks.return_)
        if opened.setup is not None:
            self.setup = msgspec.structs.replace(
                self.setup,
                send_level=opened.setup.send_level,
                return_level=opened.setup.return_level,
            )

    def tone(self) -> contextlib.AbstractContextManager[None]:
        """Play the sine for the voltmeter while the block lasts; raises as `tone_on`."""
        return tone_on(self._opened.stream, self._opened.jacks)

    def use_send(self, level: KnownLevel) -> None:
        """Remember a send level; the level of the return, which was measured by the one before, is forgotten.

        Raises as `keep_setup`.
        """
        self._keep(send_level=level, return_level=None)

    def use_interface(self, interface: Interface) -> bool:
        """Remember the output level that the table has of an interface; return whether it has one.

        Its input stands for the return until `measure_return` has measured that.
        """
        self._interface = interface
        level = send_from_table(interface)
        if level is not None:
            self._keep(send_level=level, return_level=return_from_table(interface))
        elif self.setup.return_level is None:
            self._keep(send_level=self.setup.send_level, return_level=return_from_table(interface))
        return level is not None

    def measure_return(self) -> KnownLevel:
        """Measure the level of the return by a cable from the send, remember it, and return it.

        Raises as `measure_loopback`, and `ConfigError` where the send level is unknown.
        """
        send = self.setup.send_level
        if send is None:
            raise ConfigError("the send level comes first: type what the voltmeter reads, or the level")
        level = measure_loopback(self._opened.stream, self._opened.jacks, send=send)
        self._keep(send_level=send, return_level=level)
        return level

    def keep(self) -> None:
        """Remember the jacks and what is known of them; raises as `keep_setup`."""
        keep_setup(self.setup)

    def _keep(self, *, send_level: KnownLevel | None, return_level: KnownLevel | None) -> None:
        self.setup = msgspec.structs.replace(self.setup, send_level=send_level, return_level=return_level)
        self.keep()
