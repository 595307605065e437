"""Measure how loud a model is: for the trainer's clip, as files state it, or for a guitar."""

import math
from functools import cache

import numpy as np

from reamp import _core
from reamp.audio import Samples
from reamp.engine.model import Model
from reamp.units import db_to_ratio, ratio_to_db

__all__ = [
    "CLIP_DBFS",
    "GUITAR_FULL_SCALE_DBU",
    "GUITAR_LUFS",
    "guitar_clip",
    "loudness_clip",
    "measure_loudness_db",
]

CLIP_DBFS = -15.0
"""RMS of the trainer's clip, as in the official trainer."""

GUITAR_LUFS = _core.GUITAR_LUFS
"""Loudness of the guitar clip: of a guitar whose hardest strums peak at 2 V."""

GUITAR_FULL_SCALE_DBU = _core.GUITAR_FULL_SCALE_DBU
"""Full scale of the guitar clip: a common interface at its lowest gain."""

_CLIP_FRAMES = 48_000
_SEED = 2026


@cache
def loudness_clip() -> Samples:
    """Return the trainer's clip: pink noise from 1 Hz up, 48 000 frames at any rate, RMS -15 dBFS.

    The official trainer's clip is another take of such noise: over five captures of real amps, the two clips
    give a loudness that differs by -0.37 to +0.04 dB.
    """
    bins = np.zeros(_CLIP_FRAMES // 2 + 1, np.complex128)
    # RandomState and not default_rng: NumPy guarantees that its stream never changes.
    phases = 2.0 * np.pi * np.random.RandomState(_SEED).random_sample(len(bins) - 1)
    bins[1:] = (1.0 / np.sqrt(np.arange(1, len(bins)))) * np.exp(1j * phases)
    noise = np.fft.irfft(bins, _CLIP_FRAMES)
    return _frozen((noise * (db_to_ratio(CLIP_DBFS) / math.sqrt(np.mean(noise**2)))).astype(np.float32))


def measure_loudness_db(model: Model) -> float | None:
    """Return the `loudness` that Reamp's trainer would write: RMS in dB of the output for the trainer's clip.

    A clone is measured, at the slim size of `model`. None when the output is silent, NaN or infinite.
    """
    played = model.clone().process(loudness_clip())
    power = float(np.mean(np.square(played, dtype=np.float64)))
    return ratio_to_db(math.sqrt(power)) if 0.0 < power < math.inf else None


@cache
def guitar_clip(rate_hz: int) -> Samples:
    """Return a quarter of a second of decaying noise with a guitar's spectrum, at `GUITAR_LUFS`.

    Pink noise above 100 Hz, 12 dB per octave steeper above 2 kHz, that decays by 20 dB over the clip. The
    sound is the same at every rate; the core computes it.
    """
    return _frozen(_core.guitar_clip(rate_hz))


def _frozen(clip: Samples) -> Samples:
    clip.flags.writeable = False  # it is shared
    return clip
