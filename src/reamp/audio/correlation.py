"""Where one recording lies in another: roughly, surely, whatever tone and distortion lie between the two.

Windows of the signal are found in the recording by correlation of phases only (GCC-PHAT; Knapp and Carter,
IEEE Trans. ASSP 24, 1976), which neither tone, gain, distortion nor repetition in the music misleads.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples, Signal
from reamp.errors import AudioError

__all__ = ["CERTAIN", "CHANCE", "MAX_LAG_S", "Place", "find_either_way", "find_offset", "median_slope"]

CHANCE, CERTAIN = 0.2, 0.5
"""Of a place's confidence: below the first it is not found, from the second on it needs no second look."""

MAX_LAG_S = 2.0
"""No gear and no interface is slower; a recording that is longer than the signal is searched further."""

_LONGEST_LEAD_S = 120.0  # a recording longer than the signal may have been started that much earlier
_EARLIEST_S = 0.1  # a host that compensates too much delivers before it was sent
_MARGIN_S = 0.05

_COARSE_HZ = 12_000  # what the rough search is decimated to
_BAND_HZ = (80.0, 3_000.0)  # every amplifier passes it, and drift inside a window does not blur it
_WINDOWS = 8
_WINDOW_S = 5.5
_QUIET_DB = -30.0  # a window this far below the loudest may be noise or gated
_AGREE_S = 0.001
_ON_A_LINE_S = 0.0004  # a few steps of the rough search: tighter, so that a slow drift is told from none
_SAME_PEAK_S = 0.005
_MAX_DRIFT = 300e-6  # a bad crystal is off by 100 ppm

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """Where a signal lies in a recording; all counts are in frames.

    `lag` is how much later the recording has it, at frame `start` of the signal; elsewhere it is `drift`
    times the distance more. `polarity` is -1 when the recording is upside down. `second_best_ratio` is the
    height of the next best place, at least 5 ms away, over that of the best: about 0.05 for an amplifier, 1
    when there is no telling. `confidence` is the share of windows that agree within 1 ms, times
    1 - second_best_ratio: see `CHANCE` and `CERTAIN`. `window_starts` are those with sound.
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
    """Return where the recording has the signal, None when either of them is silent.

    Searches -0.1..+2 s, and as far as the recording is longer than the signal. Raises `AudioError` when rates
    differ.
    """
    if signal.rate_hz != recording.rate_hz:
        raise AudioError(f"the signal is at {signal.rate_hz} Hz, the recording at {recording.rate_hz} Hz")
    windows = _correlate_windows(signal.samples, recording.samples, rate_hz=signal.rate_hz)
    return None if windows is None else _agree(windows, rate_hz=signal.rate_hz)


def find_either_way(signal: Signal, recording: Signal) -> Place | None:
    """Return what `find` does, or where a recording has it that began later: searched up to 2 s as well."""
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
    """Return the median slope of all pairs (Theil-Sen): a third of the values may be wrong."""
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
            cross /= size_of + 1e-3 * size_of.mean()  # phases count, not levels; nothing counts as nothing
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
    """Return the lag and drift that most windows agree on, and how surely."""
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
    """Return the means of `factor` frames; what aliases is alike in signal and recording."""
    frames = len(samples) // factor * factor
    means: Samples = samples[:frames].reshape(-1, factor).mean(axis=1)
    return means


def _fast_length(frames: int) -> int:
    """Return the next length whose only prime factors are 2, 3 and 5: its Fourier transform is quick."""
    power = 1 << max(5, (frames - 1).bit_length())
    return next(power * n // 16 for n in (9, 10, 12, 15, 16) if power * n // 16 >= frames)
