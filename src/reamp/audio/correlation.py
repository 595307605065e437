"""Find where one recording starts in another, to within a few frames, through any tone and distortion.

Windows of the signal are located in the recording by correlating phases only (GCC-PHAT; Knapp and Carter,
IEEE Trans. ASSP 24, 1976). Tone, gain, distortion and repeated notes do not mislead this method.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples, Signal
from reamp.errors import AudioError

__all__ = ["CERTAIN", "CHANCE", "MAX_LAG_S", "Place", "find_either_way", "find_offset", "median_slope"]

CHANCE, CERTAIN = 0.2, 0.5
"""Limits of `Place.confidence`: below the first the signal is not found; from the second on it surely is."""

MAX_LAG_S = 2.0
"""No gear or interface has a longer delay; a recording longer than the signal is searched further."""

_LONGEST_LEAD_S = 120.0  # a recording longer than the signal may have been started that much earlier
_EARLIEST_S = 0.1  # a host that compensates for too much latency places the recording early
_MARGIN_S = 0.05

_COARSE_HZ = 12_000  # the rough search runs near this rate
_BAND_HZ = (80.0, 3_000.0)  # every amplifier passes this band, and drift inside a window does not blur it
_WINDOWS = 8
_WINDOW_S = 5.5
_QUIET_DB = -30.0  # a window this far below the loudest may be noise or gated
_AGREE_S = 0.001
_ON_A_LINE_S = 0.0004  # a few steps of the rough search: tight enough to tell a slow drift from none
_SAME_PEAK_S = 0.005
_MAX_DRIFT = 300e-6  # a bad crystal is off by 100 ppm

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """Where a signal lies in a recording; all counts are in frames.

    `lag` is the delay of the recording at frame `start` of the signal; it grows by `drift` per frame after
    it. `polarity` is -1 when the recording is inverted. `second_best_ratio` is the correlation peak of the
    next best place, at least 5 ms away, over that of the best: about 0.05 for an amplifier, 1 when the two
    cannot be told apart. `confidence` is the share of windows that agree within 1 ms, times
    1 - second_best_ratio: see `CHANCE` and `CERTAIN`. `window_starts` are the windows with sound.
    """

    lag: int
    start: int
    drift: float
    polarity: int
    confidence: float
    second_best_ratio: float
    window_starts: npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class _Windows:
    """The windows of the rough search: where they start, and their correlation with the recording."""

    starts: _Array  # in frames, shape (windows,)
    correlations: _Array  # shape (windows, lags); lag 0 is first_lag
    first_lag: int
    decimation: int

    def lags(self) -> _Array:
        """Return the best lag of each window alone, in frames."""
        places = np.abs(self.correlations).argmax(axis=1) + self.first_lag
        lags: _Array = places * float(self.decimation)
        return lags


def find_offset(signal: Signal, recording: Signal) -> Place | None:
    """Return where the signal is in the recording, None when either of them is silent.

    Delays from -0.1 s to +2 s are searched, plus the time by which the recording is longer than the signal.
    Raises `AudioError` when rates differ.
    """
    if signal.rate_hz != recording.rate_hz:
        raise AudioError(f"the signal is at {signal.rate_hz} Hz, the recording at {recording.rate_hz} Hz")
    windows = _correlate_windows(signal.samples, recording.samples, rate_hz=signal.rate_hz)
    return None if windows is None else _agree(windows, rate_hz=signal.rate_hz)


def find_either_way(signal: Signal, recording: Signal) -> Place | None:
    """Return as `find_offset` does, but also search recordings that started up to 2 s after the signal."""
    place = find_offset(signal, recording)
    if place is None or place.confidence >= CERTAIN:
        return place
    back = find_offset(recording, signal)
    if back is None or back.confidence <= place.confidence:
        return place
    return replace(
        back,
        lag=-back.lag,
        start=back.start + back.lag,
        drift=-back.drift,
        window_starts=back.window_starts + back.lag,
    )


def median_slope(at: _Array, values: _Array) -> float | None:
    """Return the median slope of all pairs (Theil-Sen), which tolerates a third of wrong values."""
    first, second = np.triu_indices(len(at), 1)
    if len(first) == 0:
        return None
    return float(np.median((values[second] - values[first]) / (at[second] - at[first])))


def _correlate_windows(x: Samples, y: Samples, *, rate_hz: int) -> _Windows | None:
    """Return the phase correlation of windows of the signal with the recording, None without sound."""
    decimation = max(1, round(rate_hz / _COARSE_HZ))
    coarse_hz = rate_hz / decimation
    x, y = _decimated(x, decimation), _decimated(y, decimation)
    lead_s = min(_LONGEST_LEAD_S, (len(y) - len(x)) / coarse_hz)
    before = round(_EARLIEST_S * coarse_hz)
    after = round((max(MAX_LAG_S, lead_s) + _MARGIN_S) * coarse_hz)
    length = max(1, min(round(_WINDOW_S * coarse_hz), len(x) // 2))
    count = min(_WINDOWS, max(1, len(x) // length))
    size = _fast_length(length + before + after)
    frequencies = np.fft.rfftfreq(size, 1.0 / coarse_hz)
    band = (frequencies > _BAND_HZ[0]) & (frequencies < _BAND_HZ[1])
    y = np.concatenate([np.zeros(before, y.dtype), y, np.zeros(len(x) + after, y.dtype)])

    starts = np.linspace(0, max(0, len(x) - length), count).astype(int)
    energies = np.array([np.square(x[s : s + length]).sum() for s in starts])
    loud = energies > energies.max(initial=0.0) * 10.0 ** (_QUIET_DB / 10.0)
    found: dict[int, _Array] = {}
    for start in starts[loud].tolist():
        played = np.fft.rfft(x[start : start + length], size)
        heard = np.fft.rfft(y[start : start + length + before + after], size)
        cross = np.where(band, played.conj() * heard, 0.0)
        size_of = np.abs(cross)
        if size_of.max() > 0.0:
            cross /= size_of + 1e-3 * size_of.mean()  # keeps phases, drops levels; empty bins stay near 0
            found[start] = np.fft.irfft(cross, size)[: before + after + 1]
    if not found:
        return None
    return _Windows(
        starts=np.array(list(found), float) * decimation,
        correlations=np.array(list(found.values())),
        first_lag=-before,
        decimation=decimation,
    )


def _agree(windows: _Windows, *, rate_hz: int) -> Place:
    """Return the lag and drift that most windows agree on, with the confidence."""
    lags = windows.lags()
    slope = median_slope(windows.starts, lags)
    lines = [np.zeros_like(lags)]
    if slope is not None and abs(slope) <= _MAX_DRIFT:
        lines.append(slope * windows.starts)
    best = max(lines, key=lambda line: _on_a_line(lags - line, rate_hz))
    drift = 0.0 if best is lines[0] or slope is None else slope

    shifts = np.round(best / windows.decimation).astype(int)
    summed = np.sum([np.roll(c, -s) for c, s in zip(windows.correlations, shifts, strict=True)], axis=0)
    height = np.abs(summed)
    place = int(height.argmax())
    around = round(_SAME_PEAK_S * rate_hz / windows.decimation)
    others = np.concatenate([height[: max(0, place - around)], height[place + around + 1 :]])
    second_best_ratio = float(others.max(initial=0.0) / height[place])
    lag = (place + windows.first_lag) * windows.decimation
    share = float((np.abs(lags - best - lag) <= _AGREE_S * rate_hz).mean())

    clearest = int((np.abs(windows.correlations).max(axis=1)).argmax())
    return Place(
        lag=round(lag + best[clearest]),
        start=int(windows.starts[clearest]),
        drift=drift,
        polarity=1 if summed[place] > 0.0 else -1,
        confidence=share * (1.0 - second_best_ratio),
        second_best_ratio=second_best_ratio,
        window_starts=windows.starts.astype(np.int64),
    )


def _on_a_line(lags: _Array, rate_hz: int) -> int:
    return int((np.abs(lags - np.median(lags)) <= _ON_A_LINE_S * rate_hz).sum())


def _decimated(samples: Samples, factor: int) -> Samples:
    """Return the means of every `factor` frames; signal and recording alias alike."""
    frames = len(samples) // factor * factor
    means: Samples = samples[:frames].reshape(-1, factor).mean(axis=1)
    return means


def _fast_length(frames: int) -> int:
    """Return the next length whose only prime factors are 2, 3 and 5, which is fast to transform."""
    power = 1 << max(5, (frames - 1).bit_length())
    return next(power * n // 16 for n in (9, 10, 12, 15, 16) if power * n // 16 >= frames)
