"""A simplified overdrive pedal in volts: an op-amp into a diode clipper, a tone control, a volume control.

The harder it is driven the more it distorts: what the diodes leave of a wave grows ever squarer. Op-amp and
clipper are those of the "distortion" pedal in Yeh, Abel and Smith, "Simplified, physically-informed models of
distortion and overdrive guitar effects pedals", DAFx 2007; the transistor stage of 36 dB before them is left
out, and with it most of the gain. The tone control is a resistor into a capacitor.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reamp.errors import AudioError, ConfigError

__all__ = ["Overdrive"]

Volts = npt.NDArray[np.float64]
Spectrum = npt.NDArray[np.complex128]

_OVERSAMPLING = 8
_THERMAL_V = 25.85e-3  # kT/q at 300 K
_INPUT_TAU_S = 47e-9 * 220e3  # coupling capacitor into the bias resistor: 15.4 Hz
_OUTPUT_TAU_S = 100e-9 * 100e3  # coupling capacitor into the volume control: 15.9 Hz
_DRIVE_OHM, _DRIVE_F = 100e3, 250e-12  # the pot, its wiper at the op-amp's foot, and what is across its top
_FOOT_OHM, _FOOT_F = 4.7e3, 1e-6  # from the pot to ground
_CLIPPER_OHM, _CLIPPER_F = 2.2e3, 10e-9  # into the diodes, and across them: 7.2 kHz
_TONE_FIXED_OHM, _TONE_POT_OHM, _TONE_F = 1.5e3, 20e3, 22e-9  # low-pass at 336 Hz to 4.8 kHz
_TAIL_S = 1.0  # the coupling capacitors have forgotten by then: ten time constants and more


@dataclass(frozen=True, kw_only=True)
class Overdrive:
    """The pedal's controls (0 to 1) and parts; the default is a light overdrive at half drive.

    `diodes` are how many sit in series for the positive and the negative half wave: (1, 1) clips
    symmetrically, (2, 1) adds even harmonics. `saturation_a` and `emission` are the diode's I_s and n in
    Shockley's equation I = I_s (exp(V / (n V_t)) - 1); the defaults are those of a 1N4148. `rail_v` is the
    op-amp's largest swing on a 9 V supply.

    Simplified in that the clipper's capacitor acts before the op-amp's rails and the diodes, not beside
    them, so the clipping itself has no memory; the op-amp has no slew rate. Aliases of a 1 V, 5 kHz sine
    stay below -80 dB.
    """

    drive: float = 0.5
    tone: float = 0.5
    volume: float = 0.7
    diodes: tuple[int, int] = (1, 1)
    saturation_a: float = 2.52e-9
    emission: float = 1.752
    rail_v: float = 4.0

    def __post_init__(self) -> None:
        """Raise `ConfigError` for controls past their stops and parts that do not exist."""
        for name in ("drive", "tone", "volume"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ConfigError(f"{name} must be 0 to 1, got {getattr(self, name)}")
        if min(self.diodes) < 1:
            raise ConfigError(f"diodes must be at least 1 each way, got {self.diodes}")
        if min(self.saturation_a, self.emission, self.rail_v) <= 0.0:
            raise ConfigError("saturation_a, emission and rail_v must be above 0")

    def process(self, volts: npt.ArrayLike, *, rate_hz: int = 48_000) -> Volts:
        """Return the volts at the output jack, frame for frame; the pedal begins at rest.

        The whole signal at once, about 1.7 GB of memory a minute: a bench device, not a player.
        Raises `AudioError` when `volts` is not a row of finite numbers.
        """
        signal = np.asarray(volts, dtype=np.float64)
        if signal.ndim != 1 or not len(signal) or not np.isfinite(signal).all():
            raise AudioError(f"the overdrive needs one row of finite volts, got shape {signal.shape}")
        frames = _fast_length(len(signal) + round(_TAIL_S * rate_hz))
        s = np.asarray(2j * np.pi * np.fft.rfftfreq(frames, 1.0 / rate_hz), np.complex128)

        coupled = np.fft.rfft(signal, frames) * s * _INPUT_TAU_S / (1.0 + s * _INPUT_TAU_S)
        driven = coupled * self._opamp_gain(s) / (1.0 + s * _CLIPPER_OHM * _CLIPPER_F)

        fine = _OVERSAMPLING * frames
        diode_v = self._clip(_OVERSAMPLING * np.fft.irfft(driven, fine))
        half_frame = np.exp(-s / (2 * _OVERSAMPLING * rate_hz))  # the means lie half a frame late
        clipped = np.fft.rfft(diode_v)[: len(s)] * half_frame / _OVERSAMPLING

        tone_ohm = _TONE_FIXED_OHM + (1.0 - self.tone) * _TONE_POT_OHM
        toned = clipped / (1.0 + s * tone_ohm * _TONE_F)
        out = self.volume * toned * s * _OUTPUT_TAU_S / (1.0 + s * _OUTPUT_TAU_S)
        return np.fft.irfft(out, frames)[: len(signal)]

    def _opamp_gain(self, s: Spectrum) -> Spectrum:
        """Return the non-inverting gain: 1 plus the part of the pot above the wiper over all below it."""
        above_ohm = self.drive * _DRIVE_OHM
        below_ohm = (1.0 - self.drive) * _DRIVE_OHM + _FOOT_OHM
        above = above_ohm / (1.0 + s * above_ohm * _DRIVE_F)
        return 1.0 + above * s * _FOOT_F / (1.0 + s * below_ohm * _FOOT_F)

    def _clip(self, driven_v: Volts) -> Volts:
        """Return the mean voltage across the diodes from each frame to the next.

        The op-amp drives the resistor into the diodes with U, until its rails: U = V + R I(V). The mean of V
        over a straight path of U, the integral of V dU in closed form over the change of U, has far weaker
        aliases than V itself (Parker, Zavalishin and Le Bivic, DAFx 2016). V(U) is looked up in 65 537
        points of U(V).
        """
        leak_v = _CLIPPER_OHM * self.saturation_a
        forward, reverse = (count * self.emission * _THERMAL_V for count in self.diodes)

        def drive(v: Volts) -> Volts:
            return v + leak_v * (np.expm1(v / forward) - np.expm1(-v / reverse))

        def largest(thermal_v: float) -> float:
            """Return a V at which U has passed the rail, by the resistor alone or by the diodes alone."""
            return min(self.rail_v, thermal_v * math.log1p(self.rail_v / leak_v))

        table_v = np.linspace(-largest(reverse), largest(forward), 65_537)
        table_u = drive(table_v)
        v = np.interp(np.clip(driven_v, -self.rail_v, self.rail_v), table_u, table_v)
        inside_u = drive(v)
        integral = 0.5 * v**2 + v * (driven_v - inside_u)
        integral += leak_v * ((v - forward) * np.exp(v / forward) - (v + reverse) * np.exp(-v / reverse))
        change_u = np.roll(driven_v, -1) - driven_v
        moving = np.abs(change_u) > 1e-7  # below, the difference of integrals is rounding noise
        mean_v = 0.5 * (v + np.roll(v, -1))  # a circle that is silent where it closes
        mean_v[moving] = (np.roll(integral, -1) - integral)[moving] / change_u[moving]
        return mean_v


def _fast_length(frames: int) -> int:
    """Return the next length whose only prime factors are 2, 3 and 5: its Fourier transform is quick."""
    power = 1 << max(5, (frames - 1).bit_length())
    return next(power * n // 16 for n in (9, 10, 12, 15, 16) if power * n // 16 >= frames)
