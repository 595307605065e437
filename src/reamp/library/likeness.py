"""How like two models sound, from their behaviour alone: none is played, so thousands are compared at once.

The distance is the mean difference of their spectra in dB, over four strums from soft to hard, once both are
equally loud: 0 is the same sound, about 1 dB the next setting of a knob, 10 dB another amplifier. Every band
counts by its width, as in `reamp.metrics.spectral_distance`, which it follows (docs/library.md has the
figures).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reamp.audio.loudness import k_response
from reamp.library.behaviour import BANDS_HZ, Behaviour
from reamp.library.probe import STRUM_DBFS

__all__ = ["GUITAR_FULL_SCALE_DBU", "distance_db", "distances_db", "sounds_at"]

GUITAR_FULL_SCALE_DBU = 12.0
"""Full scale of a guitar that is played into a model whose input level is unknown: a common interface."""

_LEVEL_WEIGHTS = np.array([0.15, 0.2, 0.3, 0.35])
"""Of the strums: most of what is played lies near the harder ones."""

_Sounds = npt.NDArray[np.float32]


def distance_db(a: Behaviour, b: Behaviour) -> float:
    """Return how far apart two behaviours are, in dB.

    >>> from reamp.audio.loudness import k_response
    from reamp.library.behaviour import measure_behaviour
    >>> clean, driven = (measure_behaviour(lambda x, g=g: np.tanh(g * x)) for g in (0.5, 8.0))
    >>> distance_db(clean, clean), distance_db(clean, driven) > 1.0
    (0.0, True)
    """
    return float(distances_db(a.sound, b.sound[None])[0])


def distances_db(sound: _Sounds, others: _Sounds) -> npt.NDArray[np.float64]:
    """Return the distances of one sound, shape (strums, bands), to others, shape (others, strums, bands)."""
    difference_db = np.abs(_equally_loud(others) - _equally_loud(sound[None]))
    distances: npt.NDArray[np.float64] = (difference_db @ _BAND_WEIGHTS) @ _LEVEL_WEIGHTS
    return distances


def sounds_at(sounds: _Sounds, input_levels_dbu: Sequence[float | None]) -> _Sounds:
    """Return sounds, shape (models, strums, bands), for strums of the same volts.

    A model whose input level is unknown is taken as it is, as from a guitar at `GUITAR_FULL_SCALE_DBU`. One
    with a known level is judged where that guitar drives it, between the strums that were measured; beyond
    them the last counts.
    """
    levels_dbu = np.array(
        [GUITAR_FULL_SCALE_DBU if level is None else level for level in input_levels_dbu], np.float64
    )
    steps_db = STRUM_DBFS[1] - STRUM_DBFS[0]
    last = len(STRUM_DBFS) - 1
    places = (
        np.arange(last + 1) + (GUITAR_FULL_SCALE_DBU - levels_dbu)[:, None] / steps_db
    )  # (models, strums)
    places = np.clip(places, 0.0, last)
    below = np.minimum(places.astype(np.int64), last - 1)
    share = (places - below)[:, :, None].astype(np.float32)
    models = np.arange(len(sounds))[:, None]
    moved: _Sounds = (1.0 - share) * sounds[models, below] + share * sounds[models, below + 1]
    return moved


def _equally_loud(sounds: _Sounds) -> _Sounds:
    """Return sounds with the mean power of the strums, weighted as the ear hears them, at 0 dB."""
    powers = (10.0 ** (sounds / 10.0)) @ _EAR  # (models, strums)
    loudness_db = 10.0 * np.log10(powers.mean(axis=1))
    loud: _Sounds = sounds - loudness_db[:, None, None]
    return loud


def _band_weights() -> npt.NDArray[np.float64]:
    widths_hz = np.diff(BANDS_HZ) ** 0.5
    weights: npt.NDArray[np.float64] = widths_hz / widths_hz.sum()
    return weights


_BAND_WEIGHTS = _band_weights()
_CENTRES_HZ = np.sqrt(np.array(BANDS_HZ[1:]) * np.array(BANDS_HZ[:-1]))
_EAR = np.square(np.abs(k_response(_CENTRES_HZ)))
"""The K-weighting of loudness (ITU-R BS.1770), as power."""
