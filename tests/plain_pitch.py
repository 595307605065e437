"""The pitch of one note as plainly as NumPy says it: the core is held to this."""

import numpy as np
import numpy.typing as npt

from reamp.audio.pitch import PITCH_RANGE_HZ, PITCH_S, Pitch
from reamp.audio.signal import Samples

__all__ = ["plain_pitch"]

_STEP_S = 0.06  # between the two windows whose phases are compared
_UPPER_HZ = 3000.0  # what is looked at: the partials above are weak, and far from whole multiples
_LOWEST_RATE_HZ = 8000  # enough for that
_CLEAR = 0.7
_NEAR_BEST = 0.06  # how much less clear a shorter period may be than the clearest
_QUIETEST = 10.0 ** (-75.0 / 20.0)
_PARTIALS = 12
_STIFFEST = 2e-3  # a short thick string has about 1e-3

_Array = npt.NDArray[np.float64]
_BLACKMAN_HARRIS = (0.35875, -0.48829, 0.14128, -0.01168)


def plain_pitch(samples: Samples, rate_hz: int) -> Pitch | None:
    """Return what `measure_pitch` returns."""
    frames = round(PITCH_S * rate_hz)
    if len(samples) < frames:
        return None
    x = samples[len(samples) - frames :].astype(np.float64)
    x -= x.mean()
    if np.abs(x).max() < _QUIETEST:
        return None
    low, low_rate_hz = _low(x, rate_hz)
    found = _period(low, low_rate_hz)
    if found is None:
        return None
    period_s, clarity = found
    return Pitch(frequency_hz=_refined(low, 1.0 / period_s, low_rate_hz), clarity=clarity)


def _low(x: _Array, rate_hz: int) -> tuple[_Array, float]:
    """Return what lies below `_UPPER_HZ`, at a lower rate, and that rate."""
    size = 1 << (len(x) - 1).bit_length()
    smaller = size
    while rate_hz * smaller // size >= 2 * _LOWEST_RATE_HZ:
        smaller //= 2
    low_rate_hz = rate_hz * smaller / size
    spectrum = np.fft.rfft(x, size)[: smaller // 2 + 1] * (smaller / size)
    spectrum[np.fft.rfftfreq(smaller, 1.0 / low_rate_hz) > _UPPER_HZ] = 0.0
    return np.fft.irfft(spectrum, smaller)[: len(x) * smaller // size], low_rate_hz


def _period(x: _Array, rate_hz: float) -> tuple[float, float] | None:
    """Return the period in seconds and its clarity, None where nothing repeats."""
    frames = len(x)
    size = 1 << (2 * frames - 1).bit_length()
    correlation = np.fft.irfft(np.abs(np.fft.rfft(x, size)) ** 2, size)[:frames]
    energy = np.concatenate(([0.0], np.cumsum(x**2)))
    lags = np.arange(frames)
    both = energy[frames - lags] + energy[frames] - energy[lags]
    clarity = 2.0 * correlation / np.maximum(both, 1e-30)
    first = max(2, int(rate_hz / PITCH_RANGE_HZ[1]))
    last = min(frames // 2, int(rate_hz / PITCH_RANGE_HZ[0]) + 1)
    below = np.flatnonzero(clarity[:last] < 0.0)
    if len(below) == 0:  # it falls from 1 at lag 0, and nothing slower than the range repeats
        return None
    first = max(first, int(below[0]))
    part = clarity[first - 1 : last + 2]
    peaks = np.flatnonzero((part[1:-1] > part[:-2]) & (part[1:-1] >= part[2:])) + first
    if len(peaks) == 0 or clarity[peaks].max() < _CLEAR:
        return None
    at = int(peaks[clarity[peaks] >= clarity[peaks].max() - _NEAR_BEST][0])
    before, middle, after = clarity[at - 1 : at + 2]
    bend = before - 2.0 * middle + after
    shift = 0.5 * (before - after) / bend if bend else 0.0
    return (at + float(np.clip(shift, -0.5, 0.5))) / rate_hz, min(1.0, float(middle))


def _refined(x: _Array, frequency_hz: float, rate_hz: float) -> float:
    """Return the frequency of the first partial, from the phases of all."""
    step = round(_STEP_S * rate_hz)
    length = len(x) - step
    turns = 2.0 * np.pi * np.arange(length) / length
    window = sum(share * np.cos(k * turns) for k, share in enumerate(_BLACKMAN_HARRIS))
    earlier, later = window * x[:length], window * x[step : step + length]
    t = np.arange(length) / rate_hz
    count = max(1, min(_PARTIALS, int(_UPPER_HZ / frequency_hz)))
    stiffness, pitch_hz = 0.0, frequency_hz
    for used in sorted({min(count, 2), min(count, 5), count}):
        n = np.arange(1, used + 1)
        guess_hz = n * pitch_hz * (1.0 + 0.5 * stiffness * n**2)
        wave = np.exp(-2j * np.pi * guess_hz[:, None] * t)  # (partials, frames)
        a, b = wave @ earlier, wave @ later
        turned = np.angle(b * a.conj() * np.exp(-2j * np.pi * guess_hz * step / rate_hz))
        measured_hz = guess_hz + turned * rate_hz / (2.0 * np.pi * step)
        weight = np.abs(a) * np.abs(b)
        pitch_hz, stiffness = _fitted(n.astype(np.float64), measured_hz, weight)
    return pitch_hz * (1.0 + 0.5 * stiffness)


def _fitted(n: _Array, measured_hz: _Array, weight: _Array) -> tuple[float, float]:
    """Return pitch and stiffness of a string whose partials were measured."""
    ratio, w = measured_hz / n, weight * n**2
    w = np.where(weight > 1e-4 * weight.max(), w, 0.0)
    plain = float((w @ ratio) / w.sum())
    if np.count_nonzero(w) < 3:
        return plain, 0.0
    square = n**2 - (w @ n**2) / w.sum()
    slope = float((w * square) @ ratio / max(float((w * square) @ square), 1e-30))
    stiffness = 2.0 * slope / plain
    if not 0.0 < stiffness <= _STIFFEST:
        return plain, 0.0
    pitch_hz = plain - slope * float(w @ n**2) / float(w.sum())
    return pitch_hz, 2.0 * slope / pitch_hz
