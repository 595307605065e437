"""How loud a model is, measured by playing it: the figure of its file, and the loudness people hear."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from reamp.audio import Samples
from reamp.audio.loudness import LoudnessMeter
from reamp.engine.model import Model
from reamp.units import db_to_ratio, ratio_to_db

__all__ = [
    "CLIP_DBFS",
    "GUITAR_FULL_SCALE_DBU",
    "MeasuredLoudness",
    "guitar_clip",
    "loudness_clip",
    "measure_loudness",
]

CLIP_DBFS = -15.0
"""RMS of the noise clip: that of the official trainer's."""

GUITAR_FULL_SCALE_DBU = 12.0
"""Full scale of the interface that the guitar clip stands for; its hardest pluck peaks at 1.1 V."""

_NOISE_FRAMES = 48_000
_PLUCK_S = 0.175
_GUITAR_RMS_DBFS = -33.86
# Fundamentals in Hz of what is plucked, and how hard in dB: single strings, fifths and chords up and down the
# neck. Their spread of levels is that of a real guitar: peaks 22 dB above the RMS.
_PLUCKS = (
    ((82.41,), 0.0),
    ((82.41, 123.62, 164.82), -12.0),
    ((220.0,), -6.0),
    ((82.41, 123.62, 164.82, 207.67, 247.23, 329.64), -3.0),
    ((329.63,), -18.0),
    ((110.0, 165.0, 220.0), 0.0),
    ((220.25,), -12.0),
    ((110.0, 165.0, 220.0, 261.8, 330.0), -6.0),
)
_HARMONICS = 30
_HIGHEST_HZ = 5000.0  # a pickup and its cable end there
_PICK_POSITION = 0.065  # of the string's length: the harmonics that the pick leaves out
_RING_S = 0.4  # of the fundamental; harmonics die sooner
_ATTACK_S, _DAMP_S = 0.002, 0.005


@dataclass(frozen=True, kw_only=True)
class MeasuredLoudness:
    """Two measures of one model; None where its output is silent or not finite.

    `clip_rms_db`: RMS in dB of its output for `loudness_clip`, as a trainer writes it into the file.
    `guitar_lufs`: integrated loudness of its output for `guitar_clip`, in LUFS (ITU-R BS.1770-4).
    """

    clip_rms_db: float | None
    guitar_lufs: float | None


def measure_loudness(model: Model, *, input_level_dbu: float | None = None) -> MeasuredLoudness:
    """Return how loud a model is at its present size; the model itself plays on untouched.

    `input_level_dbu` is the model's full scale, at which the guitar enters as it would be calibrated; None is
    taken as `GUITAR_FULL_SCALE_DBU`, as the gain is then 0 dB too. Plays 2.4 s of sound, on two cores.
    """
    full_scale_dbu = GUITAR_FULL_SCALE_DBU if input_level_dbu is None else input_level_dbu
    gain = np.float32(db_to_ratio(GUITAR_FULL_SCALE_DBU - full_scale_dbu))
    rate_hz = model.sample_rate_hz
    with ThreadPoolExecutor(1) as beside:
        playing = beside.submit(model.clone().process, loudness_clip())
        guitar = model.clone().process(gain * guitar_clip(rate_hz))
        noise = playing.result()
    return MeasuredLoudness(
        clip_rms_db=_known(ratio_to_db(math.sqrt(float(np.mean(np.square(noise, dtype=np.float64)))))),
        guitar_lufs=_known(_lufs(guitar, rate_hz)),
    )


@cache
def loudness_clip() -> Samples:
    """Return a fixed second: pink noise from 1 Hz up, 48 000 frames at any rate, RMS -15 dBFS.

    The official trainer's clip is another take of such noise: on five captures of real amps the loudness by
    the two differs by -0.37 to +0.04 dB.
    """
    # RandomState and not default_rng: its stream is promised never to change.
    phases = 2.0 * np.pi * np.random.RandomState(2026).random_sample(_NOISE_FRAMES // 2)
    spectrum = np.zeros(_NOISE_FRAMES // 2 + 1, np.complex128)
    spectrum[1:] = np.exp(1j * phases) / np.sqrt(np.arange(1, _NOISE_FRAMES // 2 + 1))
    noise = np.fft.irfft(spectrum, _NOISE_FRAMES)
    clip = (noise * (db_to_ratio(CLIP_DBFS) / math.sqrt(np.mean(noise**2)))).astype(np.float32)
    clip.flags.writeable = False
    return clip


@cache
def guitar_clip(rate_hz: int) -> Samples:
    """Return 1.4 s of synthesised guitar: eight plucks, soft to hard, peak -12 dBFS, -34 dBFS RMS.

    On 15 captures and examples it predicts the loudness of a real guitar through each to 1.5 LU, where noise
    is wrong by 14. The plucks are sums of decaying harmonics.
    """
    clip = np.concatenate([_pluck(notes, gain_db, rate_hz) for notes, gain_db in _PLUCKS])
    gain = db_to_ratio(_GUITAR_RMS_DBFS) / math.sqrt(np.mean(clip**2))
    samples: Samples = (gain * clip).astype(np.float32)
    samples.flags.writeable = False
    return samples


def _pluck(fundamentals_hz: tuple[float, ...], gain_db: float, rate_hz: int) -> npt.NDArray[np.float64]:
    time_s = np.arange(round(_PLUCK_S * rate_hz)) / rate_hz
    strings = np.zeros(len(time_s))
    for phase, fundamental_hz in enumerate(fundamentals_hz):
        for n in range(1, min(_HARMONICS, int(_HIGHEST_HZ / fundamental_hz)) + 1):
            level = math.sin(2.0 * math.pi * n * _PICK_POSITION) / math.sqrt(n)
            decay = np.exp(-time_s * n**0.8 / _RING_S)
            strings += level * decay * np.sin(2.0 * np.pi * fundamental_hz * n * time_s + phase)
    edges = np.minimum(1.0, time_s / _ATTACK_S) * np.minimum(1.0, (_PLUCK_S - time_s) / _DAMP_S)
    pluck: npt.NDArray[np.float64] = (
        strings * edges * (db_to_ratio(gain_db) / math.sqrt(len(fundamentals_hz)))
    )
    return pluck


def _lufs(samples: Samples, rate_hz: int) -> float:
    if not np.isfinite(samples).all():
        return math.nan
    meter = LoudnessMeter(rate_hz)
    meter.add(samples - samples.mean())  # the rig blocks a constant, and its start would be a thump
    lufs = meter.integrated_lufs
    return math.nan if lufs is None else lufs


def _known(level_db: float) -> float | None:
    return level_db if math.isfinite(level_db) else None
