"""Finds every device of every backend, with its interface in the table."""

import dataclasses
from dataclasses import dataclass

from reamp.errors import DeviceError
from reamp.interfaces.device_match import DeviceMatch, match_device
from reamp.live.backends import find_devices
from reamp.live.stream import BACKENDS, AudioDevice

__all__ = ["FoundDevice", "FoundDevices", "find_all_devices"]


@dataclass(frozen=True, kw_only=True)
class FoundDevice:
    """A device, and the interface that its name matches; None without a match or without inputs."""

    device: AudioDevice
    match: DeviceMatch | None

    def fields(self) -> dict[str, object]:
        """Return the facts about the device as named values for JSON."""
        interface = self.match and {
            "candidates": [row.name for row in self.match.candidates],
            "confidence": self.match.confidence,
            "is_certain": self.match.is_certain,
        }
        return {**dataclasses.asdict(self.device), "interface": interface}


@dataclass(frozen=True, kw_only=True)
class FoundDevices:
    """The devices, and for each backend without devices the reason."""

    devices: tuple[FoundDevice, ...]
    failures: tuple[DeviceError, ...]


def find_all_devices(backend: str | None = None) -> FoundDevices:
    """Return the devices of one backend, or of all; raises `DeviceError` if there is no device."""
    found: list[AudioDevice] = []
    failures = []
    for name in BACKENDS if backend is None else (backend,):
        try:
            found += find_devices(name)
        except DeviceError as error:
            failures.append(error)
    if not found:
        whys = "".join(f"; {failure}" for failure in failures)
        raise DeviceError(f"there is no audio device: connect an interface{whys}", backend=backend)
    devices = (
        FoundDevice(device=each, match=match_device(each.name) if each.inputs else None) for each in found
    )
    return FoundDevices(devices=tuple(devices), failures=tuple(failures))
