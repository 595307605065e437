"""Every device with its interface, and a reason for each backend that has none."""

import pytest

from reamp.errors import DeviceError
from reamp.live import devices
from reamp.live.devices import find_all_devices
from reamp.live.stream import AudioDevice


def find(backend: str) -> tuple[AudioDevice, ...]:
    if backend == "portaudio":
        raise DeviceError("no sound card", backend=backend)
    names = {"Focusrite Scarlett 2i2 4th Gen": 2, "HDMI": 0}
    return tuple(
        AudioDevice(backend="jack", name=name, inputs=inputs, outputs=2, rate_hz=48_000)
        for name, inputs in names.items()
    )


def test_a_device_with_inputs_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "find_devices", find)
    found = find_all_devices()
    assert [str(failure) for failure in found.failures] == ["no sound card"]
    guitar, screen = (each.fields() for each in found.devices)
    assert guitar["name"] == "Focusrite Scarlett 2i2 4th Gen"
    assert guitar["interface"] == {
        "candidates": ["Focusrite Scarlett 2i2 4th Gen"],
        "confidence": 1.0,
        "is_certain": True,
    }
    assert screen["interface"] is None
    with pytest.raises(DeviceError, match=r"no audio device.*; no sound card"):
        find_all_devices("portaudio")
