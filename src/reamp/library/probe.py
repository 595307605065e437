"""The probe: what is played through every model, so that all are judged by the same sound.

One signal, from rest: silence, a click so soft that gear answers it without distortion, sines of three
frequencies that grow step by step, and a short strum at four levels, from soft to hard. Levels are digital
peaks, so the measurement stays valid when the input level of a model becomes known later.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples
from reamp.sim.guitar import play_guitar, strum
from reamp.units import db_to_ratio

__all__ = ["CLICK_PEAK", "SINES", "STRUM_DBFS", "Probe", "SineSteps", "probe"]

CLICK_PEAK = 1e-3
"""-60 dBFS for one frame: even high gain answers it with hardly any distortion."""

STRUM_DBFS = (-42.0, -30.0, -18.0, -6.0)
"""The peaks of the strums: from a finger that brushes the strings to a hard pick on a hot input."""

_REST_S, _CLICK_S = 0.03, 0.08
_SETTLE_S, _WINDOW_S = 0.02, 0.04
_STRUM_S, _GAP_S = 0.4, 0.05
_Array = npt.NDArray[np.float64]

_HISS_DB = -74.0
"""Of the strum's peak: pick, hands and pickup. Above 8 kHz a guitar has little else."""
_SEED = 2026
_CHORD = (0, 2, 2, 1, 0, 0)  # E major


@dataclass(frozen=True, kw_only=True)
class SineSteps:
    """A sine that grows step by step; `frequency_hz` has whole periods in a step's window."""

    frequency_hz: int
    peaks_dbfs: tuple[float, ...]


SINES = (
    SineSteps(frequency_hz=125, peaks_dbfs=(-48.0, -36.0, -24.0, -12.0, 0.0)),
    SineSteps(frequency_hz=500, peaks_dbfs=tuple(float(db) for db in range(-66, 1, 6))),
    SineSteps(frequency_hz=2000, peaks_dbfs=(-48.0, -36.0, -24.0, -12.0, 0.0)),
)
"""The middle one has the pitch of a solo; it shows at which level distortion begins."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Probe:
    """The probe at a rate, and where in it its parts are.

    `samples` have shape (frames,). `rest` and `click` are slices; `steps` has for each of `SINES` a slice
    for each of its peaks, over which a period's answer is settled; `strums` a slice for each of `STRUM_DBFS`.
    """

    samples: Samples
    rest: slice
    click: slice
    steps: tuple[tuple[slice, ...], ...]
    strums: tuple[slice, ...]


@cache
def probe(rate_hz: int) -> Probe:
    """Return the probe at a rate of 8 to 768 kHz: the same sound at each."""
    parts: list[_Array] = []
    at = 0

    def place(part: _Array) -> slice:
        nonlocal at
        parts.append(part)
        at += len(part)
        return slice(at - len(part), at)

    rest = place(np.zeros(round(_REST_S * rate_hz)))
    click = np.zeros(round(_CLICK_S * rate_hz))
    click[0] = CLICK_PEAK
    answer = place(click)
    steps = tuple(_placed_steps(each, rate_hz, place) for each in SINES)
    chord = _strum(rate_hz)
    gap = np.zeros(round(_GAP_S * rate_hz))
    strums = []
    for peak_dbfs in STRUM_DBFS:
        place(gap)
        strums.append(place(db_to_ratio(peak_dbfs) * chord))
    place(gap)
    samples = np.concatenate(parts).astype(np.float32)
    samples.flags.writeable = False  # it is shared
    return Probe(samples=samples, rest=rest, click=answer, steps=steps, strums=tuple(strums))


def _placed_steps(sine: SineSteps, rate_hz: int, place: Callable[[_Array], slice]) -> tuple[slice, ...]:
    settle, window = round(_SETTLE_S * rate_hz), round(_WINDOW_S * rate_hz)
    wave = np.sin(2.0 * np.pi * sine.frequency_hz * np.arange(settle + window) / rate_hz)
    windows = []
    for peak_dbfs in sine.peaks_dbfs:
        step = place(db_to_ratio(peak_dbfs) * wave)
        windows.append(slice(step.stop - window, step.stop))
    return tuple(windows)


def _strum(rate_hz: int) -> _Array:
    notes = strum(_CHORD, start_s=0.0, length_s=_STRUM_S)
    volts = play_guitar(notes, length_s=_STRUM_S, rate_hz=rate_hz, seed=0)
    strummed = volts / np.abs(volts).max()
    # RandomState and not default_rng: its stream is promised never to change. White up to 24 kHz at any rate.
    hiss = np.random.RandomState(_SEED).normal(size=len(strummed))
    noisy: _Array = strummed + db_to_ratio(_HISS_DB) * math.sqrt(rate_hz / 48_000) * hiss
    normalized: _Array = noisy / np.abs(noisy).max()
    return normalized
