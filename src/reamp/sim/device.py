"""The interface of every simulated amp and pedal, and the devices by name."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Protocol

import numpy.typing as npt

from reamp.errors import ConfigError
from reamp.sim.amps import CleanAmp, LeadAmp
from reamp.sim.linear import Pad, Wire
from reamp.sim.overdrive import Overdrive
from reamp.sim.volts import Volts

__all__ = ["SimulatedDevice", "device_by_name", "device_knobs", "device_names", "device_with_knobs"]


class SimulatedDevice(Protocol):
    """Simulated gear that turns volts at its input into volts at its output."""

    @property
    def name(self) -> str:
        """Its name on the command line."""
        ...

    @property
    def description(self) -> str:
        """Its description in one line."""
        ...

    def process(self, volts: npt.ArrayLike, *, rate_hz: int) -> Volts:
        """Return the volts at the output, frame for frame; the device begins at rest.

        Raises `AudioError` when `volts` is not a row of finite numbers, `ConfigError` for a rate that the
        device does not run at.
        """
        ...


_DEVICES: dict[str, Callable[[], SimulatedDevice]] = {
    "lead-amp": LeadAmp,
    "clean-amp": CleanAmp,
    "overdrive": Overdrive,
    "wire": Wire,
    "pad": Pad,
}


def device_names() -> tuple[str, ...]:
    """Return the names that `device_by_name` knows."""
    return tuple(_DEVICES)


def device_by_name(name: str) -> SimulatedDevice:
    """Return a device with its default settings.

    Raises `ConfigError` for a name that is not in `device_names()`.

    >>> device_by_name("pad").description
    'a 6 dB pad, 10 Hz high-pass, linear'
    """
    if name not in _DEVICES:
        raise ConfigError(f"there is no simulated device {name!r}; there are {', '.join(_DEVICES)}")
    return _DEVICES[name]()


_KNOBS = ("drive", "gain", "bass", "middle", "treble", "tone", "master", "volume")


def device_knobs(name: str) -> dict[str, float]:
    """Return the knobs of a device, each from 0 to 1, with where they are by default.

    >>> device_knobs("overdrive")
    {'drive': 0.5, 'tone': 0.5, 'volume': 0.7}
    """
    device = device_by_name(name)
    return {knob: getattr(device, knob) for knob in _KNOBS if hasattr(device, knob)}


def device_with_knobs(name: str, knobs: Mapping[str, float]) -> SimulatedDevice:
    """Return a device with some of its knobs turned; raises `ConfigError` for a knob that it does not have.

    >>> device_with_knobs("overdrive", {"drive": 1.0})
    Overdrive(drive=1.0, tone=0.5, volume=0.7, ...)
    """
    unknown = [knob for knob in knobs if knob not in device_knobs(name)]
    if unknown:
        raise ConfigError(f"the {name} has no knob {unknown[0]!r}")
    changed: SimulatedDevice = dataclasses.replace(device_by_name(name), **knobs)  # type: ignore[type-var]
    return changed
