"""How loud a model is: for the trainer's clip, as files state it, and for a guitar, as players hear it."""

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
"""RMS of the trainer's clip: that of the official trainer's."""

GUITAR_LUFS = _core.GUITAR_LUFS
"""Loudness of the guitar clip, that of a guitar whose hardest strums peak at 2 V."""

GUITAR_FULL_SCALE_DBU = _core.GUITAR_FULL_SCALE_DBU
"""Full scale of the guitar clip: a common interface at its lowest gain."""

_CLIP_FRAMES = 48_000
_SEED = 2026


@cache
def loudness_clip() -> Samples:
    """Return the trainer's clip: pink noise from 1 Hz up, 48 000 frames at any rate, RMS -15 dBFS.

    The official trainer's clip is another take of such noise: on five captures of real amps the loudness by
    the two differs by -0.37 to +0.04 dB.
    """
    bins = np.zeros(_CLIP_FRAMES // 2 + 1, np.complex128)
    # RandomState and not default_rng: its stream is promised never to change.
    phases = 2.0 * np.pi * np.random.RandomState(_SEED).random_sample(len(bins) - 1)
    bins[1:] = (1.0 / np.sqrt(np.arange(1, len(bins)))) * np.exp(1j * phases)
    noise = np.fft.irfft(bins, _CLIP_FRAMES)
    return _frozen((noise * (db_to_ratio(CLIP_DBFS) / math.sqrt(np.mean(noise**2)))).astype(np.float32))


def measure_loudness_db(model: Model) -> float | None:
    """Return the `loudness` that Reamp's trainer would write: RMS in dB of the output for the trainer's clip.

    The size that `model` plays is measured, on a clone. None for one that is silent or answers with NaN or
    infinity.
    """
    played = model.clone().process(loudness_clip())
    power = float(np.mean(np.square(played, dtype=np.float64)))
    return ratio_to_db(math.sqrt(power)) if 0.0 < power < math.inf else None


@cache
def guitar_clip(rate_hz: int) -> Samples:
    """Return a quarter of a second like a guitar: noise with its spectrum that dies, at `GUITAR_LUFS`.

    Pink noise above 100 Hz that falls with 12 dB an octave more above 2 kHz, and by 20 dB from its beginning
    to its end. The same sound at every rate; the core makes it.
    """
    return _frozen(_core.guitar_clip(rate_hz))


def _frozen(clip: Samples) -> Samples:
    clip.flags.writeable = False  # it is shared
    return clip
