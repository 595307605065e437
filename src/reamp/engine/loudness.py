"""Measure how loud a model is: for the trainer's clip, as files state it, or for a guitar."""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from reamp.audio import Samples, Signal
from reamp.audio.loudness import ungated_lufs
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

GUITAR_LUFS = -34.0
"""Loudness of the guitar clip: of a guitar whose hardest strums peak at 2 V.

A recorded humbucker that peaks at -8.6 dBFS has -35.6 LUFS."""

GUITAR_FULL_SCALE_DBU = 12.0
"""Full scale of the guitar clip: a common interface at its lowest gain."""

_CLIP_FRAMES = 48_000
_SEED = 2026

_PLUCK_S = 0.25
"""Over captured amps, the clip predicts the loudness of a recorded guitar within 0.95 LU (RMS). Two such
plucks give 0.92, one of 0.2 s 0.98, one of 0.1 s and another 1.04; the cost grows with the length."""
_PLUCK_FALLS_DB = 20.0
_LOW_HZ, _HIGH_HZ = 100.0, 2000.0
_TOP_HZ = 20_000.0


@cache
def loudness_clip() -> Samples:
    """Return the trainer's clip: pink noise from 1 Hz up, 48 000 frames at any rate, RMS -15 dBFS.

    The official trainer's clip is another take of such noise: over five captures of real amps, the two clips
    give a loudness that differs by -0.37 to +0.04 dB.
    """
    noise = _noise(1.0 / np.sqrt(np.arange(1, _CLIP_FRAMES // 2 + 1)), _CLIP_FRAMES)
    return _frozen(noise * (db_to_ratio(CLIP_DBFS) / math.sqrt(np.mean(noise**2))))


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
    sound is the same at every rate.
    """
    frames = round(_PLUCK_S * rate_hz)
    bin_hz = rate_hz / frames * np.arange(1, frames // 2 + 1)
    spectrum = 1.0 / np.sqrt(bin_hz)
    spectrum /= np.sqrt(1.0 + (_LOW_HZ / bin_hz) ** 2) * np.sqrt(1.0 + (bin_hz / _HIGH_HZ) ** 4)
    spectrum[bin_hz >= min(_TOP_HZ, rate_hz / 2.0)] = 0.0
    clip = _noise(spectrum, frames) * 10.0 ** (-_PLUCK_FALLS_DB / 20.0 * np.arange(frames) / frames)
    lufs = ungated_lufs(Signal.from_float64(clip / np.abs(clip).max(), rate_hz))
    return _frozen(clip / np.abs(clip).max() * db_to_ratio(GUITAR_LUFS - lufs))


def _noise(spectrum: npt.NDArray[np.float64], frames: int) -> npt.NDArray[np.float64]:
    """Return noise with these amplitudes above 0 Hz; more bins only add high frequencies."""
    # RandomState and not default_rng: NumPy guarantees that its stream never changes.
    phases = 2.0 * np.pi * np.random.RandomState(_SEED).random_sample(len(spectrum))
    bins = np.zeros(frames // 2 + 1, np.complex128)
    bins[1:] = spectrum * np.exp(1j * phases)
    noise: npt.NDArray[np.float64] = np.fft.irfft(bins, frames)
    return noise


def _frozen(samples: npt.NDArray[np.float64]) -> Samples:
    clip = samples.astype(np.float32)
    clip.flags.writeable = False  # it is shared
    return clip
