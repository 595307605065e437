"""Chooses a device of a backend by its name, or a part of it that fits only one, and checks its channels."""

from collections.abc import Sequence
from dataclasses import replace

from reamp.errors import ConfigError, DeviceError
from reamp.live.stream import AudioDevice

__all__ = ["check_channel", "check_outputs", "choose_sink", "choose_source", "joined"]


def choose_source(devices: Sequence[AudioDevice], wanted: str | None, *, backend: str) -> AudioDevice:
    """Return the device to record from.

    wanted: part of a name, in upper or lower case; None means the default, or else the first. If the devices
    that fit have no inputs, the default is used too, because many devices have two names, one for each
    direction. Raises `DeviceError`.
    """
    return _choose(devices, [device for device in devices if device.inputs], wanted, "inputs", backend)


def choose_sink(devices: Sequence[AudioDevice], wanted: str | None, *, backend: str) -> AudioDevice:
    """Return the device to play on; see `choose_source`."""
    return _choose(devices, [device for device in devices if device.outputs], wanted, "outputs", backend)


def joined(source: AudioDevice, sink: AudioDevice) -> AudioDevice:
    """Return one device with the inputs of `source`, the outputs of `sink`, and the name of `source`."""
    return replace(source, outputs=sink.outputs)


def check_channel(device: AudioDevice, channel: int) -> None:
    """Raise `ConfigError` if a device has no input with this number, counted from 1."""
    if channel > device.inputs:
        inputs = (
            "no input" if not device.inputs else f"{device.inputs} input{'s' if device.inputs > 1 else ''}"
        )
        raise ConfigError(f"{device.name} has {inputs}; there is no input {channel}")


def check_outputs(device: AudioDevice, outputs: Sequence[int]) -> None:
    """Raise `ConfigError` if a device lacks one of these outputs, counted from 1."""
    if max(outputs) > device.outputs:
        there = f"{device.outputs} output{'s' if device.outputs > 1 else ''}"
        raise ConfigError(f"{device.name} has {there}; there is no output {max(outputs)}")


def _choose(
    devices: Sequence[AudioDevice], usable: Sequence[AudioDevice], wanted: str | None, what: str, backend: str
) -> AudioDevice:
    if not usable:
        raise DeviceError(f"{backend} has no device with {what}: connect an interface", backend=backend)
    default = next((device for device in usable if device.is_default), usable[0])
    if wanted is None:
        return default
    if not any(_fits(device, wanted) for device in devices):
        raise DeviceError(f"{backend} has no device {wanted!r}, only {_names(devices)}", backend=backend)
    fitting = [device for device in usable if _fits(device, wanted)]
    exact = [device for device in fitting if device.name.casefold() == wanted.casefold()]
    if len(fitting) > 1 and not exact:
        raise DeviceError(
            f"{wanted!r} is part of several names: {_names(fitting)}; type more of it", backend=backend
        )
    return (exact or fitting or [default])[0]


def _fits(device: AudioDevice, wanted: str) -> bool:
    return wanted.casefold() in device.name.casefold()


def _names(devices: Sequence[AudioDevice]) -> str:
    return ", ".join(repr(name) for name in dict.fromkeys(device.name for device in devices))
