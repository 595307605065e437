"""Which interface the guitar comes from, and how that is known: a rig's gains follow from it."""

from dataclasses import dataclass
from enum import StrEnum

from reamp.findings import Finding
from reamp.gear.interface_table import Interface
from reamp.gear.remembered_interface import load_remembered
from reamp.rig.play import interface_of

__all__ = ["NO_INTERFACE", "Calibration", "Origin", "calibrate"]

NO_INTERFACE = "none"
"""A name for: nobody knows, and nothing is to be assumed."""


class Origin(StrEnum):
    """How the interface is known."""

    NAMED = "named"
    """By the user, for this session."""
    REMEMBERED = "remembered"
    """By the user, for this machine."""
    MATCHED = "matched"
    """By the name of the device."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """The interface, None where it is unknown, and the gain that it shows, None where nobody said it.

    `confidence` is 0 to 1: that the device is this interface, not that the interface's level is right.
    """

    interface: Interface | None
    origin: Origin
    confidence: float
    gain_db: float | None
    findings: tuple[Finding, ...] = ()


def calibrate(
    device_name: str, *, interface: str | Interface | None = None, interface_gain_db: float | None = None
) -> Calibration:
    """Return what is known of the interface that the system calls `device_name`.

    The first that leads to one: `interface`, the one remembered on this machine, the row of the table that
    `device_name` matches with certainty. `NO_INTERFACE` is none of them. Raises `InterfaceError` for a name
    that is not in the table, `ConfigError` for a broken file of the user's.
    """
    if isinstance(interface, str) and interface.strip().lower() == NO_INTERFACE:
        return Calibration(interface=None, origin=Origin.UNKNOWN, confidence=0.0, gain_db=None)
    named = interface_of(interface)
    if named is not None:
        return Calibration(interface=named, origin=Origin.NAMED, confidence=1.0, gain_db=interface_gain_db)
    kept = load_remembered()
    if kept is None:
        return Calibration(interface=None, origin=Origin.UNKNOWN, confidence=0.0, gain_db=None)
    found, gain_db = kept.interface(gain_typed_db=interface_gain_db)
    return Calibration(interface=found, origin=Origin.REMEMBERED, confidence=1.0, gain_db=gain_db)
