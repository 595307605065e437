"""An impulse response at another sample rate, without a delay: there is no sound before its first tap."""

import math

import numpy as np
import numpy.typing as npt

from reamp.audio.resample import resample
from reamp.audio.signal import Samples, Signal

__all__ = ["at_rate"]

RINGING_FRAMES = 128
"""How far the resampler rings, in frames of the slower rate. Beyond that it is below -150 dB."""

FLOOR = 1e-7
"""The floor of the magnitude, -140 dB. Deeper stop bands would only add delay."""


def at_rate(taps: Samples, *, from_hz: int, to_hz: int) -> npt.NDArray[np.float64]:
    """Return the taps at another rate, with the resampler's magnitude response and minimum phase.

    A linear-phase resampler rings before and after an abrupt beginning. The ringing before would have to be
    cut off, with some treble, or it would delay the guitar. With minimum phase all ringing comes after the
    beginning, within 0.13 ms if both rates are 44.1 kHz or more. Silence is added around the taps so that
    the ringing after their end is kept.
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

    It is computed at twice the rate, with an octave of silence above, so that the filter is causal between
    two frames too.
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
