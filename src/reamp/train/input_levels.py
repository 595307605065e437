"""The input levels that a model is trained on, for its file: players can see where the model extrapolates."""

import numpy as np

from reamp.audio.levels import peak_dbfs
from reamp.audio.signal import Signal
from reamp.audio.spectra import block_levels
from reamp.train.dataset import TrainingPair

__all__ = ["input_levels"]

_PERCENTILES = (5, 50, 95)
_BLOCK_S = 0.05
_SILENCE_DBFS = -100.0


def input_levels(pair: TrainingPair) -> dict[str, object]:
    """Return the peak of the training part of the input, and percentiles of its RMS over 50 ms, in dBFS.

    Blocks below -100 dBFS, such as pauses of a test signal, do not count.
    """
    x = pair.x.samples[pair.training.slice]
    levels_dbfs = block_levels(x, pair.rate_hz, block_s=_BLOCK_S)[1]
    sounding = levels_dbfs[levels_dbfs > _SILENCE_DBFS]
    percentiles = np.percentile(sounding, _PERCENTILES).tolist()  # a pair is never silent
    return {
        "peak_dbfs": round(peak_dbfs(Signal(x, pair.rate_hz)), 2),
        "rms_dbfs": {
            str(percentile): round(level_dbfs, 2)
            for percentile, level_dbfs in zip(_PERCENTILES, percentiles, strict=True)
        },
    }
