"""The guitar clip and the loudness of a short sound in NumPy: what the core is held to."""

import itertools
import math
from collections.abc import Sequence

import numpy as np

from reamp.audio import Signal
from reamp.audio.loudness import k_weighting
from reamp.audio.resample import resample
from reamp.engine import Model
from reamp.engine.loudness import GUITAR_FULL_SCALE_DBU, GUITAR_LUFS
from reamp.plan.inputs import ModelLevels


def plain_guitar_clip(rate_hz: int) -> np.ndarray:
    """Return the clip, made with NumPy's FFT."""
    frames = round(0.25 * rate_hz)
    bin_hz = rate_hz / frames * np.arange(1, frames // 2 + 1)
    spectrum = 1.0 / np.sqrt(bin_hz)
    spectrum /= np.sqrt(1.0 + (100.0 / bin_hz) ** 2) * np.sqrt(1.0 + (bin_hz / 2000.0) ** 4)
    spectrum[bin_hz >= min(20_000.0, rate_hz / 2.0)] = 0.0
    phases = 2.0 * np.pi * np.random.RandomState(2026).random_sample(len(spectrum))
    bins = np.zeros(frames // 2 + 1, np.complex128)
    bins[1:] = spectrum * np.exp(1j * phases)
    clip = np.fft.irfft(bins, frames) * 10.0 ** (-np.arange(frames) / frames)
    clip /= np.abs(clip).max()
    lufs = plain_ungated_lufs(clip.astype(np.float32), rate_hz)
    return (clip * 10.0 ** ((GUITAR_LUFS - lufs) / 20.0)).astype(np.float32)


def plain_ungated_lufs(sound: np.ndarray, rate_hz: int) -> float:
    """Return the loudness of a short sound from its spectrum."""
    frames = len(sound)
    powers = np.square(np.abs(np.fft.rfft(sound.astype(np.float64))))
    turn = np.exp(-2j * np.pi * np.arange(frames // 2 + 1) / frames)
    for b0, b1, b2, a0, a1, a2 in k_weighting(rate_hz):
        powers *= np.square(np.abs((b0 + turn * (b1 + turn * b2)) / (a0 + turn * (a1 + turn * a2))))
    powers[1 : (frames + 1) // 2] *= 2.0  # the negative frequencies
    return -0.691 + 10.0 * math.log10(float(powers[1:].sum()) / frames**2)


def plain_heard_lufs(models: Sequence[Model], levels: Sequence[ModelLevels], *, is_calibrated: bool) -> float:
    """Return the loudness of the clip behind the last of models whose levels are known."""
    gains_db = [GUITAR_FULL_SCALE_DBU - levels[0].input_level_dbu if is_calibrated else 0.0]
    for one, other in itertools.pairwise(levels):
        gains_db.append(one.output_level_dbu - other.input_level_dbu)
    sound = Signal(plain_guitar_clip(models[0].sample_rate_hz), models[0].sample_rate_hz)
    for model, gain_db in zip(models, gains_db, strict=True):
        sound = resample(sound, model.sample_rate_hz)
        played = model.clone().process(np.float32(10.0 ** (gain_db / 20.0)) * sound.samples)
        sound = Signal(played, model.sample_rate_hz)
    return plain_ungated_lufs(sound.samples, sound.rate_hz)
