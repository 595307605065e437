"""How like two models sound, from their behaviour alone: none is played, so thousands are compared at once.

The distance is an estimate of `reamp.metrics.spectral_distance` between what the two make of a guitar, once
both are equally loud: 0 is the same sound, 0.2 the next position of a knob, 1 and more another amplifier. It
has the same two parts, over the bands of the strums instead of the bins of a spectrogram: how far the
magnitudes are apart, and how far their logarithms. Both have a recording's noise under them, as a difference
below that is not heard. docs/library.md has the figures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from reamp.audio.loudness import k_response
from reamp.library.behaviour import BANDS_HZ, Behaviour
from reamp.library.moments import MOMENT_BANDS_HZ, MOMENTS
from reamp.library.probe import STRUM_DBFS

__all__ = [
    "GUITAR_FULL_SCALE_DBU",
    "STRUM_WEIGHTS",
    "distance",
    "distances",
    "moment_distances",
    "sounds_at",
    "strums_at",
]

GUITAR_FULL_SCALE_DBU = 12.0
"""Full scale of a guitar that is played into a model whose input level is unknown: a common interface."""

STRUM_WEIGHTS = (0.5, 1.0, 1.0, 0.0)
"""Of the `STRUM_DBFS`: a guitar seldom peaks higher than the third, and the fourth overdrives clean gear."""

_NOISE_DB = -72.0
"""Of a recording, white, against the loudness of the sound: `spectral_distance` tells nothing apart below."""
_MAGNITUDES = 2.0
"""How much the magnitudes count against the logarithms: there are fewer bands than bins in a spectrogram."""
_BELS = math.log(10.0) / 10.0

_Sounds = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Layout:
    """What each value of a sound counts, arrays of shape (values,).

    `ear` is the K-weighting of loudness (ITU-R BS.1770) as power, `bands` the weights of the logarithms,
    between those of a spectrogram, where treble has most bins, and those of the ear. `noise` is the power
    of a recording's noise. `scale` makes the distance as large as `spectral_distance`, the median of pairs
    of simulated settings.
    """

    ear: _Sounds
    bands: _Sounds
    noise: _Sounds
    scale: float

    @classmethod
    def of(cls, edges_hz: Sequence[float], *, times: int, scale: float) -> Self:
        """Return that of bands at so many times."""
        centres_hz = np.sqrt(np.array(edges_hz[1:]) * np.array(edges_hz[:-1]))
        ear = np.square(np.abs(k_response(centres_hz))) / times
        widths_hz = np.tile(np.diff(edges_hz), times)
        return cls(
            ear=np.tile(ear, times).astype(np.float32),
            bands=(widths_hz**0.6 / (widths_hz**0.6).sum()).astype(np.float32),
            noise=(10.0 ** (_NOISE_DB / 10.0) * widths_hz / 24_000.0).astype(np.float32),
            scale=scale,
        )


_SOUND = _Layout.of(BANDS_HZ, times=2, scale=0.7)
_MOMENTS = _Layout.of(MOMENT_BANDS_HZ, times=MOMENTS, scale=0.72)


def distance(a: Behaviour, b: Behaviour) -> float:
    """Return how far apart two behaviours are.

    >>> from reamp.library.behaviour import measure_behaviour
    >>> clean, driven = (measure_behaviour(lambda x, g=g: np.tanh(g * x)) for g in (0.5, 32.0))
    >>> distance(clean, clean), distance(clean, driven) > 0.2
    (0.0, True)
    """
    return float(moment_distances(a.moments, b.moments[None])[0])


def distances(
    sound: _Sounds, others: _Sounds, *, weights: Sequence[float] = STRUM_WEIGHTS
) -> npt.NDArray[np.float64]:
    """Return the distances of one sound, shape (strums, bands), to others, shape (others, strums, bands).

    They are an estimate of `distance`, ten times as fast. `weights` are those of the strums; strums with
    weight 0 cost no time.
    """
    return _distances(sound, others, weights, _SOUND)


def moment_distances(moments: _Sounds, others: _Sounds) -> npt.NDArray[np.float64]:
    """Return the distances of one sound to others, by their `Behaviour.moments`."""
    return _distances(moments, others, STRUM_WEIGHTS, _MOMENTS)


def _distances(
    sound: _Sounds, others: _Sounds, weights: Sequence[float], layout: _Layout
) -> npt.NDArray[np.float64]:
    used = np.flatnonzero(weights)
    part = slice(used[0], used[-1] + 1)
    shares = np.array(weights[part], np.float32) / np.float32(sum(weights))
    mine, my_logs = _equally_loud(sound[None, part], shares, layout)
    theirs, their_logs = _equally_loud(others[:, part], shares, layout)
    their_logs -= my_logs
    logarithms = np.abs(their_logs, out=their_logs) @ layout.bands  # (others, strums)
    energies = np.einsum("msb,msb->ms", theirs, theirs) * np.einsum("msb,msb->ms", mine, mine)
    theirs -= mine
    rest = np.einsum("msb,msb->ms", theirs, theirs)
    both: npt.NDArray[np.float64] = (logarithms + _MAGNITUDES * np.sqrt(rest / np.sqrt(energies))) @ shares
    return both.astype(np.float64) * layout.scale


def sounds_at(sounds: _Sounds, input_levels_dbu: Sequence[float | None]) -> _Sounds:
    """Return sounds, shape (models, strums, bands), for strums of the same volts.

    A model whose input level is unknown is taken as it is, as from a guitar at `GUITAR_FULL_SCALE_DBU`. One
    with a known level is judged where that guitar drives it, between the strums that were measured, or up to
    12 dB beyond them, where the last step goes on.
    """
    known = np.array([level is not None for level in input_levels_dbu], bool)
    if not known.any():
        return sounds
    moved = sounds.copy()
    levels_dbu = np.array([level for level in input_levels_dbu if level is not None])
    peaks_dbfs = np.array(STRUM_DBFS)[None] + GUITAR_FULL_SCALE_DBU - levels_dbu[:, None]
    moved[known] = strums_at(sounds[known], peaks_dbfs)
    return moved


def strums_at(sounds: _Sounds, peaks_dbfs: npt.NDArray[np.float64]) -> _Sounds:
    """Return sounds, shape (models, strums, bands), for strums of other peaks, shape (models, strums)."""
    last = len(STRUM_DBFS) - 1
    places = np.clip((peaks_dbfs - STRUM_DBFS[0]) / (STRUM_DBFS[1] - STRUM_DBFS[0]), -1.0, last + 1.0)
    below = np.clip(np.floor(places).astype(np.int64), 0, last - 1)
    share = (places - below)[..., None].astype(np.float32)
    rows = below + sounds.shape[1] * np.arange(len(sounds))[:, None]  # of all strums of all models
    strums = sounds.reshape(-1, sounds.shape[2])
    moved: _Sounds = strums.take(rows, axis=0)
    step = strums.take(rows + 1, axis=0)
    step -= moved
    step *= share
    moved += step
    return moved


def _equally_loud(sounds: _Sounds, shares: _Sounds, layout: _Layout) -> tuple[_Sounds, _Sounds]:
    """Return the magnitudes of sounds, and their logarithms, with the same loudness over all strums."""
    powers = np.exp(np.multiply(sounds, np.float32(_BELS), dtype=np.float32))
    powers /= ((powers @ layout.ear) @ shares)[:, None, None]
    powers += layout.noise
    magnitudes = np.sqrt(powers)
    logs = np.log(magnitudes)
    return magnitudes, logs
