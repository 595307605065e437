"""An impulse response at another sample rate, without a delay: nothing sounds before its first tap."""

import math

import numpy as np
import numpy.typing as npt

from reamp.audio.resample import resample
from reamp.audio.signal import Samples, Signal

__all__ = ["at_rate"]

RINGING_FRAMES = 128
"""How far the resampler rings, in frames of the slower rate: what is further off is below -150 dB."""

FLOOR = 1e-7
"""How deep a stop band is taken to be, -140 dB: what is beneath only delays."""


def at_rate(taps: Samples, *, from_hz: int, to_hz: int) -> npt.NDArray[np.float64]:
    """Return the taps at another rate: the resampler's spectrum, the phase of its minimum-phase twin.

    The resampler rings before and after an abrupt beginning, and what rings before would have to be cut
    off, treble included, or delay the guitar. With the minimum phase all of it comes after, within 0.13 ms
    where both rates are 44.1 kHz or more. Round the taps is silence, so that what rings after their end is
    kept.
    """
    if from_hz == to_hz:
        return taps.astype(np.float64)
    silence = _silence_frames(from_hz, to_hz)
    lead_frames = silence * to_hz // from_hz
    resampled = resample(Signal(np.pad(taps, silence), from_hz), to_hz).samples
    impulse = resample(Signal(np.pad(np.ones(1, np.float32), silence), from_hz), to_hz).samples
    size = 2 ** math.ceil(math.log2(max(2**16, 2 * len(resampled))))
    spectrum = np.fft.rfft(resampled.astype(np.float64), size) * _minimum_phase(impulse, size)
    return np.fft.irfft(spectrum, size)[lead_frames : len(resampled)]


def _minimum_phase(impulse: Samples, size: int) -> npt.NDArray[np.complex128]:
    """Return e^(i phase) of the minimum-phase filter with the magnitude of `impulse`, from its cepstrum.

    At twice the rate, with an octave of silence above: between two frames of this rate it is causal too.
    """
    magnitude = np.abs(np.fft.rfft(impulse.astype(np.float64), size))
    twice = np.concatenate((magnitude, np.zeros(size // 2)))
    cepstrum = np.fft.irfft(np.log(np.maximum(twice, FLOOR * magnitude[0])))
    cepstrum[1:size] *= 2.0
    cepstrum[size + 1 :] = 0.0
    phase: npt.NDArray[np.complex128] = np.exp(1j * np.fft.rfft(cepstrum).imag[: size // 2 + 1])
    return phase


def _silence_frames(from_hz: int, to_hz: int) -> int:
    """Return how much silence the resampler needs on either side: whole frames at both rates."""
    step_hz = math.gcd(from_hz, to_hz)
    steps = math.ceil(RINGING_FRAMES * step_hz / min(from_hz, to_hz))
    return steps * from_hz // step_hz
