"""Which device of a backend is meant, and which of its inputs: part of a name is enough where it fits one."""

from collections.abc import Sequence
from dataclasses import replace

from reamp.errors import ConfigError, DeviceError
from reamp.live.stream import AudioDevice

__all__ = ["check_channel", "check_outputs", "choose_sink", "choose_source", "joined"]


def choose_source(devices: Sequence[AudioDevice], wanted: str | None, *, backend: str) -> AudioDevice:
    """Return the device whose inputs are meant.

    wanted: part of a name, upper case or lower; None is the default, or else the first. Where what fits has
    no inputs, it is the default too: many devices have two names, one for each direction. Raises
    `DeviceError`.
    """
    return _choose(devices, [device for device in devices if device.inputs], wanted, "inputs", backend)


def choose_sink(devices: Sequence[AudioDevice], wanted: str | None, *, backend: str) -> AudioDevice:
    """Return the device whose outputs are meant; as `choose_source`."""
    return _choose(devices, [device for device in devices if device.outputs], wanted, "outputs", backend)


def joined(source: AudioDevice, sink: AudioDevice) -> AudioDevice:
    """Return the inputs of one and the outputs of the other as one device, by the name of the first."""
    return replace(source, outputs=sink.outputs)


def check_channel(device: AudioDevice, channel: int) -> None:
    """Raise `ConfigError` where a device has no input of that number, counted from 1."""
    if channel > device.inputs:
        inputs = (
            "no input" if not device.inputs else f"{device.inputs} input{'s' if device.inputs > 1 else ''}"
        )
        raise ConfigError(f"{device.name} has {inputs}; there is no input {channel}")


def check_outputs(device: AudioDevice, outputs: Sequence[int]) -> None:
    """Raise `ConfigError` where a device lacks one of these outputs, counted from 1."""
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
