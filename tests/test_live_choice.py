"""Part of a device's name is enough if it fits only one."""

import pytest

from reamp.errors import ConfigError, DeviceError
from reamp.live.choice import check_channel, choose_sink, choose_source, joined
from reamp.live.stream import AudioDevice


def device(name: str, *, inputs: int = 2, outputs: int = 2, is_default: bool = False) -> AudioDevice:
    return AudioDevice(
        backend="jack", name=name, inputs=inputs, outputs=outputs, rate_hz=48_000, is_default=is_default
    )


SOUND_CARD = device("HDA Intel PCH")
SMALL = device("Scarlett 2i2 USB", is_default=True)
LARGE = device("Scarlett 2i2 USB Pro")
MICROPHONE = device("Blue Yeti", outputs=0)
SPEAKER = device("HDMI", inputs=0)
ALL = (SOUND_CARD, SMALL, LARGE, MICROPHONE, SPEAKER)


@pytest.mark.parametrize(
    ("wanted", "source", "sink"),
    [
        (None, SMALL, SMALL),
        ("intel", SOUND_CARD, SOUND_CARD),
        ("scarlett 2i2 usb", SMALL, SMALL),
        ("Pro", LARGE, LARGE),
        ("yeti", MICROPHONE, SMALL),
        ("HDMI", SMALL, SPEAKER),
    ],
)
def test_it_is_the_device_that_fits(wanted: str | None, source: AudioDevice, sink: AudioDevice) -> None:
    assert choose_source(ALL, wanted, backend="jack") is source
    assert choose_sink(ALL, wanted, backend="jack") is sink


def test_without_a_default_it_is_the_first() -> None:
    assert choose_source((SPEAKER, SOUND_CARD, LARGE), None, backend="jack") is SOUND_CARD


@pytest.mark.parametrize(
    ("devices", "wanted", "problem"),
    [
        (
            ALL,
            "Scar",
            "'Scar' is part of several names: 'Scarlett 2i2 USB', 'Scarlett 2i2 USB Pro'; type more",
        ),
        ((SOUND_CARD, SPEAKER), "Apollo", "jack has no device 'Apollo', only 'HDA Intel PCH', 'HDMI'"),
        ((SPEAKER,), None, "jack has no device with inputs: connect an interface"),
    ],
)
def test_what_fits_none_or_several_is_said(
    devices: tuple[AudioDevice, ...], wanted: str | None, problem: str
) -> None:
    with pytest.raises(DeviceError, match=problem):
        choose_source(devices, wanted, backend="jack")


def test_two_directions_are_one_device() -> None:
    assert joined(MICROPHONE, SMALL) == device("Blue Yeti")


def test_an_input_that_is_not_there_is_said() -> None:
    check_channel(SMALL, 2)
    with pytest.raises(ConfigError, match="Scarlett 2i2 USB has 2 inputs; there is no input 3"):
        check_channel(SMALL, 3)
    with pytest.raises(ConfigError, match="HDMI has no input; there is no input 1"):
        check_channel(SPEAKER, 1)
