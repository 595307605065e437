"""Metrics of how similar two recordings are, one function each, in the form of mir_eval.

Conventions: `reference` is the true sound (the amplifier's recording), `estimate` the sound to judge (the
model's). Both are mono float arrays of shape (frames,), equally long, at the same rate and aligned. Levels
count: match the loudness first if they should not. Differences are estimate minus reference, in dB or LU.
Every metric raises `AudioError` for signals that `validate` refuses. Identical signals give its ideal value.

Metrics:

- `esr`: error-to-signal ratio, 0 is identical, 1 as wrong as silence; training reports it.
- `null_depth_db`: residual after the best gain and delay, in dB; -inf is identical. Ignores level.
- `spectral_distance`: difference of magnitude spectra, 0 is identical. Ignores phase; the training loss.
- `rms_difference_db`, `loudness_difference_lu`, `crest_factor_difference_db`: louder, or more compressed.
- `decay_difference_db`: how much faster held notes decay (below 0), over the tails that `decay_tails` finds.
- `harmonic_distortion_ratio`, `distortion_curve`, `intermodulation_ratio`: distortion of sines.

`evaluate` returns all metrics of two recordings, for a table.
"""

from reamp.metrics.decay import decay_difference_db, decay_level_dbfs, decay_tails
from reamp.metrics.difference import Sound, esr, validate
from reamp.metrics.distortion import (
    Distortion,
    distortion_curve,
    harmonic_distortion_ratio,
    intermodulation_ratio,
    two_tones,
)
from reamp.metrics.evaluate import Measured, evaluate
from reamp.metrics.level import (
    crest_factor_db,
    crest_factor_difference_db,
    loudness_difference_lu,
    rms_difference_db,
)
from reamp.metrics.null import Null, null, null_depth_db
from reamp.metrics.spectral import STFT_RESOLUTIONS, spectral_distance

__all__ = [
    "STFT_RESOLUTIONS",
    "Distortion",
    "Measured",
    "Null",
    "Sound",
    "crest_factor_db",
    "crest_factor_difference_db",
    "decay_difference_db",
    "decay_level_dbfs",
    "decay_tails",
    "distortion_curve",
    "esr",
    "evaluate",
    "harmonic_distortion_ratio",
    "intermodulation_ratio",
    "loudness_difference_lu",
    "null",
    "null_depth_db",
    "rms_difference_db",
    "spectral_distance",
    "two_tones",
    "validate",
]
