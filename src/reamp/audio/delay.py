"""Delays of fractions of a frame: moving a signal in time without changing its sound."""

import math

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples, Signal

__all__ = ["HALF_TAPS", "delay_taps", "delayed"]

HALF_TAPS = 64
"""Frames that the windowed sinc reaches to each side."""

_KAISER_BETA = 10.0  # flat within 0.001 dB to 0.94 of the Nyquist frequency


def delayed(signal: Signal, frames: float) -> Signal:
    """Return the signal delayed by `frames` (earlier below 0), at its old length; silence fills the gap.

    Fractions of a frame use a windowed sinc of 129 taps; a whole number of frames changes no sample.

    >>> delayed(Signal(np.array([1.0, 2.0, 3.0], np.float32), 48_000), 1).samples
    array([0., 1., 2.], dtype=float32)
    """
    whole = math.floor(frames + 0.5)
    part = frames - whole
    samples = _moved(signal.samples, whole)
    if abs(part) < 1e-6:
        return Signal(samples, signal.rate_hz)
    padded = np.pad(samples.astype(np.float64), HALF_TAPS)
    return Signal.from_float64(np.convolve(padded, delay_taps(part), mode="valid"), signal.rate_hz)


def delay_taps(frames: float) -> npt.NDArray[np.float64]:
    """Return the windowed sinc that delays by a fraction of a frame, -1 to 1; its centre is `HALF_TAPS`.

    >>> delay_taps(0.0)[HALF_TAPS - 1 : HALF_TAPS + 2].round(12)
    array([0., 1., 0.])
    """
    at = np.arange(-HALF_TAPS, HALF_TAPS + 1) - frames
    edge = np.clip(1.0 - np.square(at / (HALF_TAPS + 1)), 0.0, None)
    taps: npt.NDArray[np.float64] = np.sinc(at) * np.i0(_KAISER_BETA * np.sqrt(edge)) / np.i0(_KAISER_BETA)
    return taps


def _moved(samples: Samples, frames: int) -> Samples:
    moved = np.zeros_like(samples)
    if frames >= 0:
        moved[frames:] = samples[: max(0, len(samples) - frames)]
    else:
        moved[:frames] = samples[-frames:]
    return moved
