"""How loud a typical guitar is through a chain of models: the basis of the normalized output."""

from collections.abc import Sequence

import numpy as np

from reamp import _core
from reamp.audio.files import RATE_RANGE_HZ
from reamp.engine import Model
from reamp.engine.loudness import guitar_clip
from reamp.plan.inputs import HeardLoudness, ModelLevels

__all__ = ["heard_loudness"]


def heard_loudness(models: Sequence[Model], levels: Sequence[ModelLevels]) -> HeardLoudness:
    """Return the loudness of the guitar clip after the last of `models`, with the gains that `levels` give.

    Clones of the models are played. The result is None if it cannot be measured: for silence, for NaN, for a
    model at a rate that no interface has, and for an implausible gain. The calibrated loudness is also None
    if the input level of the first model is unknown.
    """
    rate_hz = models[0].sample_rate_hz
    has_plausible_rate = RATE_RANGE_HZ[0] <= rate_hz <= RATE_RANGE_HZ[1]
    heard = _core.heard_loudness(
        [model.core for model in models],
        [_in_core(each) for each in levels],
        guitar_clip(rate_hz) if has_plausible_rate else np.zeros(0, np.float32),
    )
    return HeardLoudness(calibrated_lufs=heard.calibrated_lufs, uncalibrated_lufs=heard.uncalibrated_lufs)


def _in_core(levels: ModelLevels) -> _core.ModelLevels:
    return _core.ModelLevels(
        input_level_dbu=levels.input_level_dbu,
        output_level_dbu=levels.output_level_dbu,
        loudness_db=None,
        heard_calibrated_lufs=None,
        heard_uncalibrated_lufs=None,
    )
