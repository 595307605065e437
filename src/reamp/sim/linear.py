"""Linear devices, a wire and a pad, for checking a capture."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reamp.errors import ConfigError
from reamp.sim.parts import check_positive
from reamp.sim.volts import Volts, checked_volts

__all__ = ["Pad", "Wire"]

_HIGHEST_CORNER_HZ = 1000.0


@dataclass(frozen=True, kw_only=True)
class Wire:
    """A cable, whose output equals its input."""

    @property
    def name(self) -> str:
        """Its name on the command line."""
        return "wire"

    @property
    def description(self) -> str:
        """Its description in one line."""
        return "a cable: gain 1, linear"

    def process(self, volts: npt.ArrayLike, *, rate_hz: int) -> Volts:
        """Return a copy; raises `AudioError` when `volts` is not a row of finite numbers."""
        return checked_volts(volts, device=self.name).copy()


@dataclass(frozen=True, kw_only=True)
class Pad:
    """Two resistors behind a coupling capacitor: a gain of r2 / (r1 + r2), a high-pass of one pole.

    The default halves the voltage and is 3 dB down at 10 Hz.
    """

    coupling_f: float = 1.0 / (2.0 * math.pi * 10.0 * 20e3)  # 0.796 uF
    series_ohm: float = 10e3
    shunt_ohm: float = 10e3

    def __post_init__(self) -> None:
        """Raise `ConfigError` for impossible part values, and for a corner above 1 kHz."""
        check_positive(self)
        if self.corner_hz > _HIGHEST_CORNER_HZ:
            raise ConfigError(f"the corner must be at most 1 kHz, got {self.corner_hz:.0f} Hz")

    @property
    def name(self) -> str:
        """Its name on the command line."""
        return "pad"

    @property
    def description(self) -> str:
        """Its description in one line."""
        return f"a {-20 * math.log10(self.gain):.0f} dB pad, {self.corner_hz:.0f} Hz high-pass, linear"

    @property
    def gain(self) -> float:
        """The ratio of volts far above the corner."""
        return self.shunt_ohm / (self.series_ohm + self.shunt_ohm)

    @property
    def corner_hz(self) -> float:
        """The frequency at which the coupling capacitor attenuates by 3 dB."""
        return 1.0 / (2.0 * math.pi * self.coupling_f * (self.series_ohm + self.shunt_ohm))

    def process(self, volts: npt.ArrayLike, *, rate_hz: int) -> Volts:
        """Return the volts after the pad: the bilinear transform of gain s / (s + 2 pi corner).

        Raises `AudioError` when `volts` is not a row of finite numbers.
        """
        signal = checked_volts(volts, device=self.name)
        warped = math.tan(math.pi * self.corner_hz / rate_hz)
        pole = (1.0 - warped) / (1.0 + warped)
        driven = self.gain / (1.0 + warped) * np.diff(signal, prepend=0.0)
        # y[n] = pole y[n-1] + driven[n], in blocks so short that pole^-n stays below e^18: 8 of 16 digits
        block_frames = min(1024, math.ceil(-18.0 / math.log(pole)))
        decay = pole ** np.arange(1, block_frames + 1)
        out, last = np.empty_like(signal), 0.0
        for first in range(0, len(signal), block_frames):
            part = driven[first : first + block_frames]
            falling = decay[: len(part)]
            out[first : first + len(part)] = falling * (last + np.cumsum(part / falling))
            last = float(out[first + len(part) - 1])
        return out
