"""Measure how loud and how compressed a model is for a fixed clip: `loudness` and `gain` of the file."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from reamp.engine.loudness import loudness_clip
from reamp.units import ratio_to_db

__all__ = ["loudness_and_gain"]

Batch = npt.NDArray[np.float32]

_GAINS = 11

Player = Callable[[Batch], Batch]
"""Plays signals from rest, (batch, frames) in and out."""


def loudness_and_gain(play: Player) -> tuple[float, float]:
    """Return the RMS in dB of the output for the clip, and how compressed it is from 0 to 1.

    Compression is the area under the output RMS over the gain of the clip, 0 to 1: a straight line is 0, an
    output of constant level is 1. Both are as in the official trainer. A silent model gives -inf and 0.
    """
    gains = np.linspace(0.0, 1.0, _GAINS, dtype=np.float32)
    played = play(gains[:, None] * loudness_clip())  # (gains, frames)
    levels = np.sqrt(np.mean(np.square(played, dtype=np.float64), axis=-1))
    square = levels[-1] * len(levels)
    compression = (levels.sum() - square / 2.0) / (square / 2.0) if square > 0.0 else 0.0
    return ratio_to_db(float(levels[-1])), float(np.clip(compression, 0.0, 1.0))
