"""Which interface the guitar comes from, and how that is known: a rig's gains follow from it."""

from dataclasses import dataclass
from enum import StrEnum

from reamp.findings import Finding, Severity
from reamp.gear.device_match import DeviceMatch, match_device
from reamp.gear.interface_table import Interface
from reamp.gear.remembered_interface import NO_INTERFACE, load_remembered
from reamp.rig.play import interface_of

__all__ = ["Calibration", "Origin", "calibrate"]


class Origin(StrEnum):
    """How the interface is known."""

    NAMED = "named"
    """By the user, for this session."""
    REMEMBERED = "remembered"
    """By the user, for this machine or device."""
    MATCHED = "matched"
    """By the name of the device."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """The interface, None where it is unknown, and the gain that it shows, None where nobody said it.

    `confidence` is 0 to 1: that the device is this interface, not that the interface's level is right; for an
    unknown one it is that of the best guess. `findings` say how the interface is known; what follows for the
    gains is said by the plan.
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

    The first that leads to one: `interface`, the one remembered for this device or on this machine, the row
    of the table that `device_name` matches with certainty. `NO_INTERFACE` is none of them. Raises
    `InterfaceError` for a name that is not in the table, `ConfigError` for a broken file of the user's.
    """
    if isinstance(interface, str) and interface.strip().lower() == NO_INTERFACE:
        return _unknown(interface_gain_db)
    named = interface_of(interface)
    if named is not None:
        return Calibration(interface=named, origin=Origin.NAMED, confidence=1.0, gain_db=interface_gain_db)
    match = match_device(device_name)
    kept = load_remembered(device_name)
    if kept is not None:
        found, gain_db = kept.interface(gain_typed_db=interface_gain_db)
        return _remembered(found, gain_db, match if kept.device is None else None)
    if match is None:
        return _unknown(interface_gain_db, _unmatched(device_name))
    if not match.is_certain:
        return _unknown(interface_gain_db, _uncertain(match), confidence=match.confidence)
    return Calibration(
        interface=match.candidates[0],
        origin=Origin.MATCHED,
        confidence=match.confidence,
        gain_db=interface_gain_db,
        findings=(_matched(match),),
    )


def _unknown(gain_db: float | None, *findings: Finding, confidence: float = 0.0) -> Calibration:
    if gain_db is not None:
        unused = Finding(
            check="interface-gain-unused",
            severity=Severity.WARNING,
            message="the interface gain counts from a level that is unknown, so it changes nothing",
            advice="name the interface",
            measured=gain_db,
            unit="dB",
        )
        findings = (*findings, unused)
    return Calibration(
        interface=None, origin=Origin.UNKNOWN, confidence=confidence, gain_db=None, findings=findings
    )


def _remembered(found: Interface, gain_db: float | None, match: DeviceMatch | None) -> Calibration:
    """Return the remembered interface, with a warning where the device certainly is another."""
    findings: tuple[Finding, ...] = ()
    confidence = 1.0
    is_product = bool(found.manufacturer)
    if match is not None and match.is_certain and is_product and found.name not in _names(match):
        confidence = round(1.0 - match.confidence, 2)
        findings = (
            Finding(
                check="interface-other-device",
                severity=Severity.WARNING,
                message=(
                    f"the device is {match.device_name!r}, but {found.name} is {found.remembered}: "
                    "the gains are those of the wrong interface"
                ),
                advice=f"name {_names(match)[0]}, or what you play through",
            ),
        )
    return Calibration(
        interface=found, origin=Origin.REMEMBERED, confidence=confidence, gain_db=gain_db, findings=findings
    )


def _matched(match: DeviceMatch) -> Finding:
    names = _names(match)
    return Finding(
        check="interface-matched",
        severity=Severity.NOTE,
        message=f"the interface is taken to be {' or '.join(names)}, after the device {match.device_name!r}",
        advice="name yours if it is another",
    )


def _uncertain(match: DeviceMatch) -> Finding:
    *others, last = _names(match)
    names = f"{', '.join(others)} or {last}" if others else last
    return Finding(
        check="interface-uncertain",
        severity=Severity.NOTE,
        message=f"the device {match.device_name!r} may be {names}: not certain enough to assume it",
        advice="name yours",
    )


def _unmatched(device_name: str) -> Finding:
    return Finding(
        check="interface-unmatched",
        severity=Severity.NOTE,
        message=f"the name of the device, {device_name!r}, leads to no interface in the table",
        advice="name yours",
    )


def _names(match: DeviceMatch) -> list[str]:
    return [row.name for row in match.candidates]
