"""How late a model answers: a delay in the recording that the model has learned.

The filters of gear delay a sound too, and that delay is not counted. The answer to a soft click is compared
with its minimum phase, the earliest answer with the same spectrum; the latency is how much later it comes.
High gain does not disturb this, as the click is 60 dB below full scale.
"""

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples
from reamp.library.probe import Probe

__all__ = ["model_latency_frames"]

_FLOOR = 1e-5
"""Of the spectrum's peak: what lies below is not tone but rounding."""
_LEAST_CLEAR = 0.5
"""Correlation with the minimum phase, below which there is no telling."""

_Array = npt.NDArray[np.float64]


def model_latency_frames(played: Samples, signal: Probe) -> float | None:
    """Return by how many frames a model is late; None where its answer is too unclear.

    `played` is what it made of the probe.
    """
    answer = played.astype(np.float64)
    response = answer[signal.click] - answer[signal.rest].mean()
    size = 2 ** int(np.ceil(np.log2(2 * len(response))))
    spectrum = np.fft.rfft(response, size)
    earliest = _minimum_phase(np.abs(spectrum), size)
    both = np.conj(np.fft.rfft(earliest, size)) * spectrum
    norm = float(np.linalg.norm(earliest) * np.linalg.norm(response))
    if norm == 0.0:
        return None
    correlation = np.abs(np.fft.irfft(both, size)) / norm
    correlation = correlation[: len(response)]
    at = int(correlation.argmax())
    return float(at) if correlation[at] >= _LEAST_CLEAR else None


def _minimum_phase(magnitude: _Array, size: int) -> _Array:
    """Return the impulse response of a magnitude at its earliest, by the real cepstrum."""
    logs = np.log(np.maximum(magnitude, _FLOOR * max(magnitude.max(), 1e-30)))
    cepstrum = np.fft.irfft(logs, size)
    cepstrum[1 : size // 2] *= 2.0
    cepstrum[size // 2 + 1 :] = 0.0
    response: _Array = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)), size)
    return response
