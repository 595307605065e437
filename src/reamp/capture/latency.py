"""Round-trip latency of a re-amp recording: when the signal comes back, how surely, and whether clocks drift.

First roughly, over the whole recording (`audio/correlation.py`). Then to the frame: from the impulses where
there are any above the noise, else from the response that the cross-spectrum of the loudest window gives.

The latency is the moment the gear begins to respond, less one frame for safety: the peak of its response may
lie many frames later, but a model can learn a delay and never a look ahead. Without impulses the first
moment is known less well: one frame before the peak for plain tone controls, up to ten late where a device
rings before its peak.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from reamp.audio.correlation import Place, find_either_way, median_slope
from reamp.audio.signal import Samples, Signal

__all__ = ["Latency", "LatencyMethod", "measure_latency"]

_FFT = 4096
_RESPONSE_S = 2.7
_RISE_RATIO = 0.7  # of the response's peak: lower, the width of a band-limited peak counts as a rise

_IMPULSE_BEFORE_S, _IMPULSE_AFTER_S = 0.010, 0.003
_IMPULSE_ONSET_RATIO = 0.005
_NOISE_MARGIN = 1.5
_CLEAR_IMPULSE = 6.0

_Array = npt.NDArray[np.float64]
_Spectrum = npt.NDArray[np.complex128]


class LatencyMethod(StrEnum):
    """Where a latency comes from."""

    IMPULSES = "impulses"
    CORRELATION = "correlation"
    MANUAL = "manual"


@dataclass(frozen=True, kw_only=True)
class Latency:
    """When the recording begins to answer the signal, in frames; negative when it was shifted too early.

    `polarity` is -1 when the recording is upside down. `second_best_ratio` is the height of the next best
    place, at least 5 ms away, over that of the best: about 0.05 for an amplifier, 1 when there is no telling.
    `confidence` is the share of windows that agree with the result within 1 ms, times
    1 - second_best_ratio: see `audio.correlation`. It is that of the measurement even for
    a manual value, whose `measured_frames` says what it replaced. `drift_ppm` is how much faster the
    recorder's clock ran than the player's, None when the recording is too short to tell.
    """

    frames: int
    polarity: int
    confidence: float
    second_best_ratio: float
    method: LatencyMethod
    drift_ppm: float | None = None
    measured_frames: int | None = None


def measure_latency(
    signal: Signal, recording: Signal, *, impulses: Sequence[int] = (), manual_frames: int | None = None
) -> Latency | None:
    """Return where the recording answers the signal, None when either of them is silent.

    `impulses` are the frames of single-sample impulses with silence around them. `manual_frames` is
    returned instead of the measured latency. Searches -2..+2 s, and as far as one is longer than the
    other. Raises `AudioError` when rates differ.
    """
    rough = find_either_way(signal, recording)
    if rough is None:
        return None
    x, y = signal.samples, recording.samples
    responses, centres = _responses(x, y, rough, rate_hz=signal.rate_hz)
    delays = np.array([_delay(response * responses[0].conj()) for response in responses])
    drift = median_slope(centres, delays) if len(delays) >= 3 else None
    from_impulses = _impulse_onset(x, y, impulses, rough=rough, rate_hz=signal.rate_hz)
    if from_impulses is not None:
        # A frame earlier for safety, but no gear answers before it is played to
        method, frames, at = LatencyMethod.IMPULSES, (from_impulses or 1) - 1, float(impulses[0])
    else:
        method, frames, at = (
            LatencyMethod.CORRELATION,
            _response_onset(_mean_response(responses, delays)) + rough.lag,
            centres[0],
        )
    if drift is not None and abs(drift) * len(x) >= 1.0:
        frames += math.floor(min(-drift * at, drift * (len(x) - at)))  # the earliest of the recording
    return Latency(
        frames=frames if manual_frames is None else manual_frames,
        polarity=rough.polarity,
        confidence=rough.confidence,
        second_best_ratio=rough.second_best_ratio,
        method=method if manual_frames is None else LatencyMethod.MANUAL,
        drift_ppm=None if drift is None else 1e6 * drift,
        measured_frames=None if manual_frames is None else frames,
    )


def _responses(x: Samples, y: Samples, rough: Place, *, rate_hz: int) -> tuple[list[_Spectrum], _Array]:
    """Return the gear's response in each window, the clearest first, all from `rough.lag`; and their centres.

    Cross-spectra averaged over the window, their phases weighted with the coherence: what noise and
    distortion fill counts little.
    """
    starts = sorted(rough.window_starts.tolist(), key=lambda start: start != rough.start)
    frames = max(_FFT, min(round(_RESPONSE_S * rate_hz), len(x) // 2))
    responses: list[_Spectrum] = []
    centres: list[float] = []
    for start in starts:
        lag = rough.lag
        first = max(start, -lag, 0)
        end = min(first + frames, len(x), len(y) - lag)
        if end - first >= _FFT:
            response = _response(x[first:end], y[first + lag : end + lag])
            responses.append(response)
            energy = np.square(x[first:end], dtype=np.float64)
            centres.append(first + float(energy @ np.arange(end - first)) / (energy.sum() + 1e-30))
    if not responses:
        responses, centres = [np.ones(_FFT // 2 + 1, np.complex128)], [0.0]
    return responses, np.array(centres)


def _response(x: Samples, y: Samples) -> _Spectrum:
    starts = np.arange(0, len(x) - _FFT + 1, _FFT // 2)
    frames = starts[:, None] + np.arange(_FFT)  # (blocks, _FFT)
    taper = np.hanning(_FFT)
    played, heard = np.fft.rfft(x[frames] * taper), np.fft.rfft(y[frames] * taper)
    cross = (played.conj() * heard).mean(axis=0)
    power = (np.abs(played) ** 2).mean(axis=0) * (np.abs(heard) ** 2).mean(axis=0)
    coherence = np.abs(cross) ** 2 / (power + 1e-30)
    phases: _Spectrum = cross / (np.abs(cross) + 1e-30) * coherence
    return phases


def _response_onset(response: _Spectrum) -> int:
    """Return a frame before the response's peak, or where its rise begins if that is earlier, in frames."""
    height = np.abs(np.fft.fftshift(np.fft.irfft(response)))
    peak = int(height.argmax())
    before = height[:peak][::-1] < _RISE_RATIO * height[peak]
    rise_frames = int(before.argmax()) if before.any() else 0
    return peak - max(1, rise_frames) - _FFT // 2


def _mean_response(responses: Sequence[_Spectrum], delays: _Array) -> _Spectrum:
    """Return the mean of all windows, each moved back by its delay against the first."""
    turns = 2.0 * np.pi * np.fft.rfftfreq(_FFT)
    mean: _Spectrum = np.mean(
        [response * np.exp(1j * turns * delay) for response, delay in zip(responses, delays, strict=True)],
        axis=0,
    )
    return mean


def _delay(cross: _Spectrum) -> float:
    """Return the delay a cross-spectrum shows, between frames by a parabola through three.

    Between two responses of one gear its own phase cancels, so fractions of a frame are seen.
    """
    correlation = np.fft.fftshift(np.fft.irfft(cross))
    peak = int(correlation[1:-1].argmax()) + 1
    before, at, after = correlation[peak - 1 : peak + 2]
    curve = before - 2.0 * at + after
    return float(peak - _FFT // 2 + (0.5 * (before - after) / curve if curve else 0.0))


def _impulse_onset(
    x: Samples, y: Samples, impulses: Sequence[int], *, rough: Place, rate_hz: int
) -> int | None:
    """Return where the mean response to the impulses begins, None when it does not stand out of the noise."""
    before, after = round(_IMPULSE_BEFORE_S * rate_hz), round(_IMPULSE_AFTER_S * rate_hz)
    quiet = round(0.1 * rate_hz)
    parts = []
    for frame in impulses:
        due = frame + rough.lag + round(rough.drift * (frame - rough.start))
        first, end = due - before - quiet, due + after
        if first >= 0 and end <= len(y) and x[frame] != 0.0:
            parts.append((due - frame, np.sign(x[frame]) * y[first:end]))
    if not parts:
        return None
    mean = np.abs(np.mean([part for _, part in parts], axis=0, dtype=np.float64))
    noise, response = mean[:quiet].max(), mean[quiet:]
    if response.max() <= _CLEAR_IMPULSE * noise:
        return None
    threshold = _NOISE_MARGIN * noise + _IMPULSE_ONSET_RATIO * response.max()
    return parts[0][0] - before + int((response > threshold).argmax())
