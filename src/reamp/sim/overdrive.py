"""A simplified overdrive pedal in volts: an op-amp into a diode clipper, a tone control, a volume control.

More drive makes the clipped wave squarer. Op-amp and clipper are those of the "distortion" pedal in Yeh, Abel
and Smith, "Simplified, physically-informed models of distortion and overdrive guitar effects pedals", DAFx
2007; the transistor stage of 36 dB before them, which has most of the gain, is left out. The tone control is
a resistor into a capacitor.
"""

from dataclasses import dataclass

import numpy.typing as npt

from reamp import _core
from reamp.errors import ConfigError
from reamp.sim.parts import check_control, check_positive
from reamp.sim.volts import Volts, through_core

__all__ = ["Overdrive"]

_DRIVE_OHM, _DRIVE_F = 100e3, 250e-12  # the drive pot, and the capacitor across its upper part
_FOOT_OHM, _FOOT_F = 4.7e3, 1e-6  # from the pot's lower end to ground
_TONE_FIXED_OHM, _TONE_POT_OHM, _TONE_F = 1.5e3, 20e3, 22e-9  # low-pass at 336 Hz to 4.8 kHz


@dataclass(frozen=True, kw_only=True)
class Overdrive:
    """The pedal's controls (0 to 1) and parts; the default is a light overdrive at half drive.

    `diodes` are how many sit in series for the positive and the negative half wave: (1, 1) clips
    symmetrically, (2, 1) adds even harmonics. `saturation_a` and `emission` are the diode's I_s and n in
    Shockley's equation I = I_s (exp(V / (n V_t)) - 1); the defaults are those of a 1N4148. `clipper_f` is the
    capacitor across them, behind `clipper_ohm`. `rail_v` is the op-amp's largest swing on a 9 V supply; it
    has no slew rate.
    """

    drive: float = 0.5
    tone: float = 0.5
    volume: float = 0.7
    diodes: tuple[int, int] = (1, 1)
    saturation_a: float = 2.52e-9
    emission: float = 1.752
    clipper_ohm: float = 2.2e3
    clipper_f: float = 10e-9
    rail_v: float = 4.0

    def __post_init__(self) -> None:
        """Raise `ConfigError` for controls outside 0 to 1 and impossible part values."""
        for name in ("drive", "tone", "volume"):
            check_control(name, getattr(self, name))
        check_positive(self, may_be_zero=("drive", "tone", "volume"))
        if min(self.diodes) < 1:
            raise ConfigError(f"diodes must be at least 1 each way, got {self.diodes}")

    @property
    def name(self) -> str:
        """Its name on the command line."""
        return "overdrive"

    @property
    def description(self) -> str:
        """Its description in one line."""
        return "a pedal with an op-amp and a diode clipper"

    def process(self, volts: npt.ArrayLike, *, rate_hz: int) -> Volts:
        """Return the volts at the output jack, frame for frame, from rest.

        Raises `AudioError` when `volts` is not a row of finite numbers, `ConfigError` for a rate outside 8 to
        400 kHz.
        """
        return through_core(lambda: _core.Overdrive(self._parts(), rate_hz), volts, device=self.name)

    def _parts(self) -> _core.OverdriveParts:
        parts = _core.OverdriveParts()
        parts.above_ohm = max(self.drive, 1e-4) * _DRIVE_OHM
        parts.above_f = _DRIVE_F
        parts.below_ohm = (1.0 - self.drive) * _DRIVE_OHM + _FOOT_OHM
        parts.below_f = _FOOT_F
        parts.rail_v = self.rail_v
        parts.clipper_ohm, parts.clipper_f = self.clipper_ohm, self.clipper_f
        parts.saturation_a, parts.emission = self.saturation_a, self.emission
        parts.forward_diodes, parts.reverse_diodes = self.diodes
        parts.tone_ohm = _TONE_FIXED_OHM + (1.0 - self.tone) * _TONE_POT_OHM
        parts.tone_f = _TONE_F
        parts.volume = self.volume
        return parts
