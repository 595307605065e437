"""How loud and how compressed a model is for a fixed second of sound: `loudness` and `gain` of the file."""

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

from reamp.audio import Samples
from reamp.units import db_to_ratio, ratio_to_db

__all__ = ["CLIP_DBFS", "loudness_and_gain", "loudness_clip"]

CLIP_DBFS = -15.0
"""RMS of the clip: that of the official trainer's."""

Batch = npt.NDArray[np.float32]

_CLIP_FRAMES = 48_000
_GAINS = 11

Player = Callable[[Batch], Batch]
"""Plays signals from rest, (batch, frames) in and out."""


@cache
def loudness_clip() -> Samples:
    """Return the fixed second: pink noise from 1 Hz up, 48 000 frames at any rate, RMS -15 dBFS.

    The official trainer's clip is another take of such noise: on five captures of real amps the loudness by
    the two differs by -0.37 to +0.04 dB.
    """
    # RandomState and not default_rng: its stream is promised never to change.
    phases = 2.0 * np.pi * np.random.RandomState(2026).random_sample(_CLIP_FRAMES // 2)
    spectrum = np.zeros(_CLIP_FRAMES // 2 + 1, np.complex128)
    spectrum[1:] = np.exp(1j * phases) / np.sqrt(np.arange(1, _CLIP_FRAMES // 2 + 1))
    noise = np.fft.irfft(spectrum, _CLIP_FRAMES)
    return (noise * (db_to_ratio(CLIP_DBFS) / math.sqrt(np.mean(noise**2)))).astype(np.float32)


def loudness_and_gain(play: Player) -> tuple[float, float]:
    """Return the RMS in dB of the output for the clip, and how compressed it is from 0 to 1.

    Compression is the area under the output RMS against the gain of the clip, 0 to 1: a straight line is 0,
    an output that is as loud for the softest input is 1. Both as in the official trainer. A silent model is
    -inf and 0.
    """
    gains = np.linspace(0.0, 1.0, _GAINS, dtype=np.float32)
    played = play(gains[:, None] * loudness_clip())  # (gains, frames)
    levels = np.sqrt(np.mean(np.square(played, dtype=np.float64), axis=-1))
    square = levels[-1] * len(levels)
    compression = (levels.sum() - square / 2.0) / (square / 2.0) if square > 0.0 else 0.0
    return ratio_to_db(float(levels[-1])), float(np.clip(compression, 0.0, 1.0))
