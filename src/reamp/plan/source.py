"""Where a guitar comes from: the interface, the gain that it shows, the channel, and how these are known."""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

from reamp.errors import ConfigError
from reamp.interfaces.gain import GainLike, InterfaceGain
from reamp.interfaces.remembered import load_remembered, remembered_gain
from reamp.interfaces.table import Interface
from reamp.interfaces.user_table import resolve_interface

__all__ = ["NO_INTERFACE", "UNKNOWN_SOURCE", "Origin", "Source"]

NO_INTERFACE = "none"
"""What the user types for an unknown interface, so that the remembered one is not assumed either."""


class Origin(StrEnum):
    """How the interface is known."""

    NAMED = "named"
    """The user names it."""
    REMEMBERED = "remembered"
    """It is remembered on this machine or for the device."""
    MATCHED = "matched"
    """The name of the device leads to it."""
    UNKNOWN = "unknown"
    """It was neither named, remembered nor matched."""
    NONE = "none"
    """The user says that it is unknown."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """An interface, its gain and its input channel; an unknown interface or gain is None.

    Make one with `unknown`, `named` or `remembered`. `is_gain_remembered`: the gain was not typed, but
    remembered with the interface. `device` is the device that the interface is remembered for. `channel`
    counts from 1 and is for live play; the channel of a recording is chosen where it is read. Raises
    `ConfigError` for a channel below 1 and for a gain that the interface cannot show.
    """

    interface: Interface | None
    gain: InterfaceGain | None
    origin: Origin
    is_gain_remembered: bool = False
    device: str | None = None
    channel: int = 1

    def __post_init__(self) -> None:
        if self.channel < 1:
            raise ConfigError(f"channels count from 1, got {self.channel}")
        if self.interface is not None and self.gain is not None:
            self.gain.above_lowest_db(self.interface)

    @classmethod
    def unknown(cls, *, channel: int = 1) -> "Source":
        """Return the source of a guitar whose interface is unknown, without looking up the remembered one."""
        return cls(interface=None, gain=None, origin=Origin.NONE, channel=channel)

    @classmethod
    def named(
        cls,
        interface: str | Interface,
        *,
        input: str | None = None,
        gain: GainLike | None = None,
        channel: int = 1,
    ) -> "Source":
        """Return the source of a guitar at this interface: its name, a row of the table, or a level.

        A level is given as `level_as_interface(dbu)`. `input` names another input than the instrument input.
        `gain` is the number on the display, or text: `"+5"` is 5 dB above the lowest. Without it, the gain
        remembered with this interface is used; if there is none, it is unknown and plans assume the lowest.
        Raises `InterfaceError` for a name that is not in the table, `LevelError` and `ConfigError` for an
        invalid gain.

        >>> Source.named("Apollo Twin X", gain="+5").raised_db
        5.0
        """
        if isinstance(interface, str):
            interface = resolve_interface(interface, input=input)
        if not isinstance(interface, Interface):
            raise ConfigError(f"interface must be a name or level_as_interface(dbu), got {interface!r}")
        source = cls(interface=interface, gain=InterfaceGain.of(gain), origin=Origin.NAMED, channel=channel)
        return source._with_remembered_gain(None)

    @classmethod
    def remembered(
        cls,
        device: str | None = None,
        *,
        gain: GainLike | None = None,
        channel: int = 1,
    ) -> "Source":
        """Return the source of a guitar at the interface remembered for a device, or else for this machine.

        `gain` replaces the remembered gain. If nothing is remembered, the interface is unknown. Raises
        `ConfigError` for a broken file, and `InterfaceError` when the name no longer leads to one interface.
        """
        kept, typed = load_remembered(device), InterfaceGain.of(gain)
        if kept is None:
            return cls(interface=None, gain=typed, origin=Origin.UNKNOWN, channel=channel)
        source = cls(
            interface=kept.interface(),
            gain=typed,
            origin=Origin.REMEMBERED,
            device=kept.device,
            channel=channel,
        )
        return source._with_remembered_gain(device)

    def at_device(self, device: str | None) -> "Source":
        """Return this source for another device.

        A named interface and a typed gain stay. Whatever was remembered is looked up again for the device.
        """
        typed = None if self.is_gain_remembered else self.gain
        if self.origin is Origin.NONE:
            return self
        if self.origin is Origin.NAMED:
            return self.with_gain(typed)._with_remembered_gain(device)
        return Source.remembered(device, gain=typed, channel=self.channel)

    def with_gain(self, gain: InterfaceGain | None) -> "Source":
        """Return the source with a typed gain; raises `ConfigError` as the constructor does."""
        return dataclasses.replace(self, gain=gain, is_gain_remembered=False)

    def turned_to(self, shown_db: float) -> "Source":
        """Return the source with its gain turned so that the display shows `shown_db`; see `shown_gain_db`.

        A gain that was given relative to the lowest stays relative. Raises `ConfigError` below the lowest,
        and as the constructor does.
        """
        now_db = self.shown_gain_db
        if now_db is None or self.gain is None or self.gain.raised_db is None:
            return self.with_gain(InterfaceGain(shown_db=shown_db))
        raised_db = self.gain.raised_db + shown_db - now_db
        if raised_db < 0.0:
            raise ConfigError(f"that is {-raised_db:g} dB below the lowest gain of the interface")
        return self.with_gain(InterfaceGain(raised_db=raised_db))

    @property
    def raised_db(self) -> float:
        """How far the gain is above the interface's lowest; 0 if either is unknown."""
        if self.interface is None or self.gain is None:
            return 0.0
        return self.gain.above_lowest_db(self.interface)

    @property
    def shown_gain_db(self) -> float | None:
        """The gain on the display; None if it is unknown. An unknown lowest gain counts as 0."""
        if self.interface is None or self.gain is None:
            return None
        return self.gain.on_display_db(self.interface)

    def _with_remembered_gain(self, device: str | None) -> "Source":
        if self.gain is not None or self.interface is None:
            return self
        gain = remembered_gain(self.interface, device)
        return dataclasses.replace(self, gain=gain, is_gain_remembered=gain is not None)


UNKNOWN_SOURCE = Source.unknown()
"""The source of a guitar whose interface is unknown."""
