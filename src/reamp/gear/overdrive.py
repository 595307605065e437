"""A simplified overdrive pedal in volts: a diode clipper round an op-amp, a tone control, a volume control.

The circuit is the one most overdrives grew from, without the transistors around it: a non-inverting op-amp
whose feedback path holds a drive resistor, a small capacitor and anti-parallel diodes (Yeh, Abel and Smith,
"Simplified, physically-informed models of distortion and overdrive guitar effects pedals", DAFx 2007).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reamp.errors import AudioError, ConfigError

__all__ = ["Overdrive"]

Volts = npt.NDArray[np.float64]

_OVERSAMPLING = 8
_THERMAL_V = 25.85e-3  # kT/q at 300 K
_INPUT_TAU_S = 20e-9 * 510e3  # coupling capacitor into the bias resistor: 15.6 Hz
_OUTPUT_TAU_S = 100e-9 * 100e3  # coupling capacitor into the volume control: 15.9 Hz
_GAIN_OHM, _GAIN_F = 4.7e3, 47e-9  # op-amp's foot to ground: bass below 720 Hz is amplified less
_DRIVE_FIXED_OHM, _DRIVE_POT_OHM, _DRIVE_F = 51e3, 500e3, 51e-12
_TONE_TAU_S = 1e3 * 220e-9  # low-pass at 723 Hz
_TREBLE_TAU_S = 1e3 * 33e-9  # the tone control never lets through more than below 4.8 kHz
_TAIL_S = 0.2  # the coupling capacitors have forgotten by then: 20 time constants


@dataclass(frozen=True, kw_only=True)
class Overdrive:
    """The pedal's controls (0 to 1) and parts; the default is a warm overdrive at half drive.

    `diodes` are how many sit in series for the positive and the negative half wave: (1, 1) clips
    symmetrically, (2, 1) adds even harmonics. `saturation_a` and `emission` are the diode's I_s and n in
    Shockley's equation I = I_s (exp(V / (n V_t)) - 1); the defaults are those of a 1N4148. `rail_v` is the
    op-amp's largest swing on a 9 V supply.

    Simplified in that the feedback capacitor acts before the diodes, not beside them, so the clipping itself
    has no memory; the op-amp has no slew rate. Aliases of a 1 V, 5 kHz sine stay below -80 dB.
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

    def process(self, volts: npt.ArrayLike, *, rate: int = 48_000) -> Volts:
        """Return the volts at the output jack, frame for frame; the pedal begins at rest.

        The whole signal at once, about 1.5 GB of memory a minute: a bench device, not a player.
        Raises `AudioError` when `volts` is not a row of finite numbers.
        """
        signal = np.asarray(volts, dtype=np.float64)
        if signal.ndim != 1 or not len(signal) or not np.isfinite(signal).all():
            raise AudioError(f"the overdrive needs one row of finite volts, got shape {signal.shape}")
        frames = _fast_length(len(signal) + round(_TAIL_S * rate))
        s = 2j * np.pi * np.fft.rfftfreq(frames, 1.0 / rate)

        coupled = np.fft.rfft(signal, frames) * s * _INPUT_TAU_S / (1.0 + s * _INPUT_TAU_S)
        feedback_tau_s = self._drive_ohm * _DRIVE_F
        current = coupled * s * _GAIN_F / (1.0 + s * _GAIN_OHM * _GAIN_F) / (1.0 + s * feedback_tau_s)

        fine = _OVERSAMPLING * frames
        dry_v = _OVERSAMPLING * np.fft.irfft(coupled, fine)
        diode_v = self._clip(_OVERSAMPLING * np.fft.irfft(current, fine))
        opamp_v = np.clip(_between(dry_v) + diode_v, -self.rail_v, self.rail_v)
        half_frame = np.exp(
            -s / (2 * _OVERSAMPLING * rate)
        )  # the means lie half a frame later than their index
        clipped = np.fft.rfft(opamp_v)[: len(s)] * half_frame / _OVERSAMPLING

        treble = (1.0 + s * self.tone * _TONE_TAU_S) / (1.0 + s * _TREBLE_TAU_S)
        toned = clipped * treble / (1.0 + s * _TONE_TAU_S)
        out = self.volume * toned * s * _OUTPUT_TAU_S / (1.0 + s * _OUTPUT_TAU_S)
        return np.fft.irfft(out, frames)[: len(signal)]

    @property
    def _drive_ohm(self) -> float:
        return _DRIVE_FIXED_OHM + self.drive * _DRIVE_POT_OHM

    def _clip(self, current_a: Volts) -> Volts:
        """Return the mean voltage across resistor and diodes from each frame to the next.

        The mean of V over a straight path of current, the integral of V dI in closed form over the change of
        I, has far weaker aliases than V itself (Parker, Zavalishin and Le Bivic, DAFx 2016). V(I) is looked
        up in 65 537 points of I(V).
        """
        ohm, leak_a = self._drive_ohm, self.saturation_a
        forward, reverse = (count * self.emission * _THERMAL_V for count in self.diodes)

        def current(v: Volts) -> Volts:
            return v / ohm + leak_a * (np.expm1(v / forward) - np.expm1(-v / reverse))

        table_v = np.linspace(-20.0 * reverse, 20.0 * forward, 65_537)
        v = np.interp(current_a, current(table_v), table_v)
        exact_a = current(v)
        integral = v**2 / (2.0 * ohm)
        integral += leak_a * ((v - forward) * np.exp(v / forward) - (v + reverse) * np.exp(-v / reverse))
        change_a = np.roll(exact_a, -1) - exact_a
        moving = np.abs(change_a) > 1e-11  # below, the difference of integrals is rounding noise
        mean_v = _between(v)
        mean_v[moving] = (np.roll(integral, -1) - integral)[moving] / change_a[moving]
        return mean_v


def _between(volts: Volts) -> Volts:
    """Return the means of each frame and the next; the signal is a circle that is silent where it closes."""
    return 0.5 * (volts + np.roll(volts, -1))


def _fast_length(frames: int) -> int:
    """Return the next length whose only prime factors are 2, 3 and 5: its Fourier transform is quick."""
    power = 1 << max(5, (frames - 1).bit_length())
    return next(power * n // 16 for n in (9, 10, 12, 15, 16) if power * n // 16 >= frames)
