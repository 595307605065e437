"""What the tests of simulated gear measure: sines in volts, their harmonics, their aliases."""

import numpy as np

from reamp.sim.device import SimulatedDevice

__all__ = ["RATE", "alias_db", "sine", "spectrum_v", "thd"]

RATE = 48_000


def sine(amplitude_v: float, hz: float, *, length_s: float = 1.25, rate_hz: int = RATE) -> np.ndarray:
    return amplitude_v * np.sin(2 * np.pi * hz * np.arange(round(length_s * rate_hz)) / rate_hz)


def spectrum_v(volts: np.ndarray, *, rate_hz: int = RATE) -> np.ndarray:
    """Amplitudes at 0, 1, 2.. Hz of the last second: what is before is for settling."""
    return np.abs(np.fft.rfft(volts[-rate_hz:])) / (rate_hz / 2)


def thd(device: SimulatedDevice, amplitude_v: float, *, hz: int = 220) -> float:
    """Total harmonic distortion of a sine: the RMS of the harmonics below 20 kHz over the fundamental."""
    volts = spectrum_v(device.process(sine(amplitude_v, hz), rate_hz=RATE))
    return float(np.sqrt(np.sum(volts[2 * hz : 20_000 : hz] ** 2)) / volts[hz])


def alias_db(device: SimulatedDevice, amplitude_v: float, *, hz: int = 5000, rate_hz: int = RATE) -> float:
    """The largest component of a sine's output that is no harmonic, over the fundamental.

    Below 20 Hz lies what has not settled yet.
    """
    wave = sine(amplitude_v, hz, rate_hz=rate_hz)
    volts = spectrum_v(device.process(wave, rate_hz=rate_hz), rate_hz=rate_hz)
    others = volts.copy()
    others[::hz] = 0.0
    return float(20 * np.log10(others[20:].max() / volts[hz]))
