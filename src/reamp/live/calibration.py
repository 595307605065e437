"""Finds which interface a device is, and how certain that is. The gains of a rig depend on it."""

import dataclasses
from dataclasses import dataclass

from reamp.findings import Check, Finding, Severity
from reamp.interfaces.device_match import DeviceMatch, match_device
from reamp.interfaces.table import Interface
from reamp.plan.source import Origin, Source

__all__ = ["Calibration", "calibrate"]


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """The source of the guitar on a device, and how certain it is.

    `confidence`, 0 to 1, is that the device is this interface, not that the interface's level is right. For
    an unknown interface it is that of the best guess. `findings` say how the interface is known; the findings
    of the plan say what follows for the gains.
    """

    source: Source
    confidence: float
    findings: tuple[Finding, ...] = ()

    @property
    def interface(self) -> Interface | None:
        """The interface, None if it is unknown."""
        return self.source.interface

    @property
    def origin(self) -> Origin:
        """How the interface is known."""
        return self.source.origin

    @property
    def gain_db(self) -> float | None:
        """The gain that the interface shows, None if it is unknown."""
        return self.source.shown_gain_db


def calibrate(device_name: str, source: Source) -> Calibration:
    """Return the calibration for the interface that the system calls `device_name`.

    A source that names its interface, or says that it is unknown, is used unchanged. Otherwise it is the
    interface remembered for this device or on this machine, or the row of the table that `device_name`
    matches with certainty. Raises `ConfigError` for a broken file of the user's, and `InterfaceError` if the
    remembered name is no longer in the table.
    """
    source = source.at_device(device_name)
    if source.origin in (Origin.NAMED, Origin.NONE):
        return Calibration(source=source, confidence=1.0 if source.origin is Origin.NAMED else 0.0)
    match = match_device(device_name)
    if source.interface is not None:
        return _remembered(source, source.interface, match if source.device is None else None)
    if match is None:
        return Calibration(source=source, confidence=0.0, findings=(_unmatched(device_name),))
    if not match.is_certain:
        return Calibration(source=source, confidence=match.confidence, findings=(_uncertain(match),))
    matched = dataclasses.replace(source, interface=match.candidates[0], origin=Origin.MATCHED)
    return Calibration(source=matched, confidence=match.confidence, findings=(_matched(match),))


def _remembered(source: Source, found: Interface, match: DeviceMatch | None) -> Calibration:
    """Return the remembered interface, with a warning if the device is certainly another one."""
    is_product = bool(found.manufacturer)
    if match is None or not match.is_certain or not is_product or found.name in _names(match):
        return Calibration(source=source, confidence=1.0)
    other = match.candidates[0]
    effect_db = None
    if found.applied_dbu is not None and other.applied_dbu is not None:
        effect_db = other.applied_dbu - found.applied_dbu
    finding = Finding(
        check=Check.INTERFACE_OTHER_DEVICE,
        severity=Severity.WARNING,
        subject=match.device_name,
        message=f"the gains are for the remembered interface, {found.name}, but this is another device",
        advice=f"name {other.name}, or the interface that you play through",
        effect_db=effect_db,
    )
    return Calibration(source=source, confidence=round(1.0 - match.confidence, 2), findings=(finding,))


def _matched(match: DeviceMatch) -> Finding:
    names = _names(match)
    return Finding(
        check=Check.INTERFACE_MATCHED,
        severity=Severity.NOTE,
        subject=match.device_name,
        message=f"assuming that this device is {' or '.join(names)}",
        advice="if yours is another interface, name it",
    )


def _uncertain(match: DeviceMatch) -> Finding:
    *others, last = _names(match)
    names = f"{', '.join(others)} or {last}" if others else last
    return Finding(
        check=Check.INTERFACE_UNCERTAIN,
        severity=Severity.NOTE,
        subject=match.device_name,
        message=f"this device may be {names}, which is too uncertain to use its level",
        advice="name your interface",
    )


def _unmatched(device_name: str) -> Finding:
    return Finding(
        check=Check.INTERFACE_UNMATCHED,
        severity=Severity.NOTE,
        subject=device_name,
        message="this device matches no interface in the table",
        advice="name your interface",
    )


def _names(match: DeviceMatch) -> list[str]:
    return [row.name for row in match.candidates]
