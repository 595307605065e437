"""How like two models sound, from their behaviour alone: none is played, so thousands are compared at once.

The distance is an estimate of `reamp.metrics.spectral_distance` between what the two make of a guitar, once
both are equally loud: 0 is the same sound, 0.2 the next position of a knob, 1 and more another amplifier. It
has the same two parts, over the bands of the strums instead of the bins of a spectrogram: how far the
magnitudes are apart, and how far their logarithms. docs/library.md has the figures.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reamp.audio.loudness import k_response
from reamp.library.behaviour import BANDS_HZ, Behaviour
from reamp.library.probe import STRUM_DBFS

__all__ = ["GUITAR_FULL_SCALE_DBU", "distance", "distances", "sounds_at"]

GUITAR_FULL_SCALE_DBU = 12.0
"""Full scale of a guitar that is played into a model whose input level is unknown: a common interface."""

_FLOOR_DB = -60.0
"""Below the loudest band: there a recording has noise of its own."""
_HALVES = 2
_NEPER = math.log(10.0) / 20.0
_CENTRES_HZ = np.sqrt(np.array(BANDS_HZ[1:]) * np.array(BANDS_HZ[:-1]))
_EAR = np.tile(np.square(np.abs(k_response(_CENTRES_HZ))), _HALVES).astype(np.float32)
"""The K-weighting of loudness (ITU-R BS.1770), as power."""
_WIDTHS = np.tile(np.diff(BANDS_HZ) ** 0.3, _HALVES)
_BAND_WEIGHTS = (_WIDTHS / _WIDTHS.sum()).astype(np.float32)
"""Of the logarithms: between those of a spectrogram, where treble has most bins, and those of the ear."""

_Sounds = npt.NDArray[np.float32]


def distance(a: Behaviour, b: Behaviour) -> float:
    """Return how far apart two behaviours are.

    >>> from reamp.library.behaviour import measure_behaviour
    >>> clean, driven = (measure_behaviour(lambda x, g=g: np.tanh(g * x)) for g in (0.5, 8.0))
    >>> distance(clean, clean), distance(clean, driven) > 0.2
    (0.0, True)
    """
    return float(distances(a.sound, b.sound[None])[0])


def distances(sound: _Sounds, others: _Sounds) -> npt.NDArray[np.float64]:
    """Return the distances of one sound, shape (strums, bands), to others, shape (others, strums, bands)."""
    mine, my_logs = _equally_loud(sound[None])
    theirs, their_logs = _equally_loud(others)
    logarithms = np.abs(their_logs - my_logs) @ _BAND_WEIGHTS  # (others, strums)
    energies = np.einsum("msb,msb->ms", theirs, theirs) * np.einsum("msb,msb->ms", mine, mine)
    np.subtract(theirs, mine, out=theirs)
    rest = np.einsum("msb,msb->ms", theirs, theirs)
    both: npt.NDArray[np.float64] = (logarithms + np.sqrt(rest / np.sqrt(energies))).mean(axis=1)
    return both.astype(np.float64)


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


def _equally_loud(sounds: _Sounds) -> tuple[_Sounds, _Sounds]:
    """Return the magnitudes of sounds, and their logarithms, with the same loudness over all strums."""
    logs = sounds * np.float32(_NEPER)
    np.maximum(logs, logs.max(axis=(1, 2), keepdims=True) + np.float32(_FLOOR_DB * _NEPER), out=logs)
    magnitudes = np.exp(logs)
    loudness = np.sqrt((np.square(magnitudes) @ _EAR).mean(axis=1))[:, None, None]
    magnitudes /= loudness
    logs -= np.log(loudness)
    return magnitudes, logs
