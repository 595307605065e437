"""A rig in plain NumPy and float64, one formula after the other: what the core's chain is held to.

Written from the published constants (docs/rig.md), not from the core.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import fftconvolve, lfilter

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class ReferenceRig:
    """Settings of a rig whose models are functions of float64 samples; see `play`."""

    models: Sequence[Callable[[Array], Array]]
    gains_db: Sequence[float]
    output_gain_db: float
    gate_db: float | None = None
    bass: float = 5.0
    middle: float = 5.0
    treble: float = 5.0
    taps: Array | None = None
    compatible: bool = False
    limiter: bool = False

    def play(self, x: Array, rate_hz: int) -> Array:
        """Return the output, float64 (frames,)."""
        driven = x * 10.0 ** (self.gains_db[0] / 20.0)
        gate = np.ones_like(x)
        if self.gate_db is not None:
            law = official_gate if self.compatible else player_gate
            gate = law(driven, threshold_db=self.gate_db, rate_hz=rate_hz)
        y = x
        for model, gain_db in zip(self.models, self.gains_db, strict=True):
            y = model(y * 10.0 ** (gain_db / 20.0))
        y = y * gate
        for b, a in tone_stack(self.bass, self.middle, self.treble, rate_hz):
            y = lfilter(b, a, y)
        if self.taps is not None:
            taps = self.taps[:8192] if self.compatible else self.taps
            y = fftconvolve(y, taps)[: len(y)]
        a = 1.0 / (1.0 + 2.0 * math.pi * 5.0 / rate_hz)
        y = lfilter([a, -a], [1.0, -a], y) * 10.0 ** (self.output_gain_db / 20.0)
        return limited(y, rate_hz) if self.limiter else y


def official_gate(x: Array, *, threshold_db: float, rate_hz: int) -> Array:
    """Return the gain of the official plugin's gate for each frame, its hold included."""
    dt = 1.0 / rate_hz
    alpha = 0.5 ** (dt / 0.01)
    lowest_db = -0.1 * (-120.0 - threshold_db) ** 2
    level, reduction_db, holding, held_s = 1e-12, lowest_db, False, 0.0
    out = np.empty(len(x))
    for n, sample in enumerate(x):
        level = min(max(alpha * level + (1.0 - alpha) * sample**2, 1e-12), 1000.0)
        level_db = 10.0 * math.log10(level)
        if holding:
            reduction_db = 0.0
            held_s = held_s + dt if level_db < threshold_db else 0.0
            holding = held_s < 0.01
        else:
            target_db = -0.1 * (level_db - threshold_db) ** 2 if level_db < threshold_db else 0.0
            half = 0.5 * (target_db - reduction_db)
            reduction_db += min(max(half, lowest_db / 0.05 * dt), -lowest_db / 0.005 * dt)
            reduction_db = max(reduction_db, lowest_db)
            if reduction_db >= 0.0:  # never: half the distance to 0 does not arrive
                holding, held_s = True, 0.0
        out[n] = 10.0 ** (reduction_db / 10.0)
    return out


def player_gate(x: Array, *, threshold_db: float, rate_hz: int) -> Array:
    """Return the gain of the default gate for each frame."""
    fall = 0.5 ** (1.0 / (0.01 * rate_hz))
    hold_frames = round(0.02 * rate_hz)
    level, reduction_db, left = 1e-12, -100.0, 0
    out = np.empty(len(x))
    for n, sample in enumerate(x):
        level = max(sample**2, fall * level, 1e-12)
        below_db = threshold_db - 10.0 * math.log10(level)
        if below_db <= 0.0:
            left = hold_frames
            target_db = 0.0
        elif left > 0:
            left -= 1
            target_db = 0.0
        else:
            target_db = -min(0.1 * below_db**2, 100.0)
        if target_db > reduction_db:
            reduction_db = min(target_db, reduction_db + 100.0 / (0.001 * rate_hz))
        else:
            reduction_db = max(target_db, reduction_db - 100.0 / (0.05 * rate_hz))
        out[n] = 0.0 if reduction_db <= -100.0 else 10.0 ** (reduction_db / 20.0)
    return out


def tone_stack(bass: float, middle: float, treble: float, rate_hz: int) -> list[tuple[Array, Array]]:
    """Return b and a of the three filters, from the Audio EQ Cookbook."""
    return [
        shelf(4.0 * (bass - 5.0), 150.0, rate_hz, high=False),
        peak(3.0 * (middle - 5.0), 425.0, 1.5 if middle < 5.0 else 0.7, rate_hz),
        shelf(2.0 * (treble - 5.0), 1800.0, rate_hz, high=True),
    ]


def shelf(gain_db: float, frequency_hz: float, rate_hz: int, *, high: bool) -> tuple[Array, Array]:
    """Return a shelf of Q 0.707."""
    a = 10.0 ** (gain_db / 40.0)
    w = 2.0 * math.pi * frequency_hz / rate_hz
    c, s = math.cos(w) * (-1.0 if high else 1.0), 2.0 * math.sqrt(a) * math.sin(w) / (2.0 * 0.707)
    sign = -1.0 if high else 1.0
    b = [a * (a + 1 - (a - 1) * c + s), sign * 2 * a * (a - 1 - (a + 1) * c), a * (a + 1 - (a - 1) * c - s)]
    denominator = [a + 1 + (a - 1) * c + s, sign * -2 * (a - 1 + (a + 1) * c), a + 1 + (a - 1) * c - s]
    return np.array(b) / denominator[0], np.array(denominator) / denominator[0]


def peak(gain_db: float, frequency_hz: float, q: float, rate_hz: int) -> tuple[Array, Array]:
    """Return a peak."""
    a = 10.0 ** (gain_db / 40.0)
    w = 2.0 * math.pi * frequency_hz / rate_hz
    alpha = math.sin(w) / (2.0 * q)
    b = np.array([1 + alpha * a, -2 * math.cos(w), 1 - alpha * a])
    denominator = np.array([1 + alpha / a, -2 * math.cos(w), 1 - alpha / a])
    return b / denominator[0], denominator / denominator[0]


def limited(y: Array, rate_hz: int) -> Array:
    """Return the signal below -0.1 dBFS."""
    ceiling, gain = 10.0 ** (-0.1 / 20.0), 1.0
    rise = 1.0 - math.exp(-1.0 / (0.1 * rate_hz))
    out = np.empty(len(y))
    for n, sample in enumerate(y):
        gain += (1.0 - gain) * rise
        gain = 1.0 if gain > 1.0 - 1e-6 else gain
        if abs(sample) * gain > ceiling:
            gain = ceiling / abs(sample)
        out[n] = sample * gain
    return out
