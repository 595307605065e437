"""The simulated devices by name: each in volts, frame for frame, from rest."""

import numpy as np
import pytest

from reamp.errors import AudioError, ConfigError
from reamp.sim.device import device_by_name, device_names


@pytest.mark.parametrize("name", device_names())
def test_every_device_keeps_its_name_and_the_length(name: str) -> None:
    device = device_by_name(name)
    assert device.name == name
    assert 10 < len(device.description) < 80
    volts = np.sin(np.arange(1001) / 10)
    out = device.process(volts, rate_hz=48_000)
    assert (out.shape, out.dtype) == (volts.shape, np.float64)
    assert np.array_equal(out, device.process(volts, rate_hz=48_000))


@pytest.mark.parametrize("name", device_names())
def test_what_is_no_signal_is_refused(name: str) -> None:
    with pytest.raises(AudioError, match=f"the {name} needs one row of finite volts"):
        device_by_name(name).process(np.array([0.0, np.nan]), rate_hz=48_000)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(
        ConfigError, match="no simulated device 'fuzz'; there are lead-amp, clean-amp, overdrive"
    ):
        device_by_name("fuzz")
