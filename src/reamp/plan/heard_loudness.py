"""How loud a typical guitar is through a chain of models: what the normalized output goes by."""

import itertools
from collections.abc import Sequence

import numpy as np

from reamp.audio import Signal
from reamp.audio.files import RATE_RANGE_HZ
from reamp.audio.loudness import ungated_lufs
from reamp.audio.resample import resample
from reamp.engine import Model
from reamp.engine.loudness import GUITAR_FULL_SCALE_DBU, guitar_clip
from reamp.plan.inputs import MAX_GAIN_DB, HeardLoudness, ModelLevels
from reamp.units import db_to_ratio

__all__ = ["PLAUSIBLE_LUFS", "heard_loudness"]

PLAUSIBLE_LUFS = (-90.0, 90.0)
"""A model that makes less of a guitar is silent; one that makes more is broken."""


def heard_loudness(models: Sequence[Model], levels: Sequence[ModelLevels]) -> HeardLoudness:
    """Return the loudness of the guitar clip behind the last of `models`, with the gains that `levels` give.

    The models are cloned, not played. None stands for what cannot be measured: silence, nonsense, a model at
    a rate that no interface has, a gain that no levels make; and for the calibrated loudness where the input
    level of the first model is unknown.
    """
    between_db = [_between_db(*pair) for pair in itertools.pairwise(levels)]
    uncalibrated = _lufs(models, [0.0, *between_db])
    input_level_dbu = levels[0].input_level_dbu
    if input_level_dbu is None:
        return HeardLoudness(uncalibrated_lufs=uncalibrated)
    calibrated = _lufs(models, [GUITAR_FULL_SCALE_DBU - input_level_dbu, *between_db])
    return HeardLoudness(calibrated_lufs=calibrated, uncalibrated_lufs=uncalibrated)


def _between_db(this: ModelLevels, following: ModelLevels) -> float:
    if this.output_level_dbu is None or following.input_level_dbu is None:
        return 0.0
    return this.output_level_dbu - following.input_level_dbu


def _lufs(models: Sequence[Model], gains_db: Sequence[float]) -> float | None:
    low_hz, high_hz = RATE_RANGE_HZ
    if not all(low_hz <= model.sample_rate_hz <= high_hz for model in models):
        return None
    if max(map(abs, gains_db)) > MAX_GAIN_DB:
        return None
    sound = Signal(guitar_clip(models[0].sample_rate_hz), models[0].sample_rate_hz)
    for model, gain_db in zip(models, gains_db, strict=True):
        if model.sample_rate_hz != sound.rate_hz:
            sound = resample(sound, model.sample_rate_hz)
        played = model.clone().process(np.float32(db_to_ratio(gain_db)) * sound.samples)
        if not np.isfinite(played).all():
            return None
        sound = Signal(played, model.sample_rate_hz)
    lufs = ungated_lufs(sound)
    return lufs if PLAUSIBLE_LUFS[0] <= lufs <= PLAUSIBLE_LUFS[1] else None
