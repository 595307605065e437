"""Compare the levels of two signals: RMS, loudness, crest factor."""

import math

import numpy as np

from reamp.audio.levels import peak_dbfs, rms_dbfs
from reamp.audio.loudness import matching_gain_db
from reamp.audio.signal import Signal
from reamp.errors import AudioError
from reamp.metrics.difference import Sound, validate

__all__ = ["crest_factor_db", "crest_factor_difference_db", "loudness_difference_lu", "rms_difference_db"]


def rms_difference_db(reference: Sound, estimate: Sound) -> float:
    """Return the RMS of the estimate over that of the reference in dB: 0 is equal, above it is louder.

    -inf for a silent estimate. Raises `AudioError` as `validate`, and for a silent reference.

    >>> round(rms_difference_db(np.ones(4), np.full(4, 0.5)), 2)
    -6.02
    """
    validate(reference, estimate)
    return rms_dbfs(_signal(estimate)) - rms_dbfs(_sounding(reference, "reference"))


def loudness_difference_lu(reference: Sound, estimate: Sound, *, rate_hz: int) -> float:
    """Return how much louder the estimate is than the reference, in LU: 0 is equal.

    The difference of the integrated loudnesses in LUFS (ITU-R BS.1770-4). Raises `AudioError` as `validate`,
    below 400 ms, and when either is silent.

    >>> tone = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(48_000) / 48_000)
    >>> round(loudness_difference_lu(tone, 0.5 * tone, rate_hz=48_000), 2)
    -6.02
    """
    validate(reference, estimate)
    return -matching_gain_db(_signal(estimate, rate_hz), reference=_signal(reference, rate_hz))


def crest_factor_db(samples: Sound) -> float:
    """Return the peak over the RMS in dB: 0 for a square wave, 3.01 for a sine, 10 to 25 for a guitar.

    Compression and distortion lower it. The peak is the largest sample, not the true peak between samples.
    Raises `AudioError` as `validate`, and for silence.

    >>> round(crest_factor_db(np.sin(2 * np.pi * np.arange(48) / 48)), 2)
    3.01
    """
    validate(samples, samples)
    signal = _sounding(samples, "signal")
    return peak_dbfs(signal) - rms_dbfs(signal)


def crest_factor_difference_db(reference: Sound, estimate: Sound) -> float:
    """Return the crest factor of the estimate minus that of the reference, in dB: below 0 is more compressed.

    Raises `AudioError` as `validate`, and when either is silent.

    >>> sine = np.sin(2 * np.pi * np.arange(48) / 48)
    >>> round(crest_factor_difference_db(sine, np.sign(sine + 1e-9)), 2)
    -3.01
    """
    validate(reference, estimate)
    return crest_factor_db(estimate) - crest_factor_db(reference)


def _signal(samples: Sound, rate_hz: int = 48_000) -> Signal:
    return Signal(samples.astype(np.float32, copy=False), rate_hz)


def _sounding(samples: Sound, name: str) -> Signal:
    signal = _signal(samples)
    if math.isinf(rms_dbfs(signal)):
        raise AudioError(f"the {name} is silent; it has no level to compare with")
    return signal
