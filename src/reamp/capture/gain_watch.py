"""Detect a knob that is turned during a take: similar sounds then come back at another level.

Each twentieth of a second of the signal is compared with the moments before that sounded most like it, by
the levels of bands and by what came just before. How much louder or quieter the answer is now than theirs is
noise from moment to moment, and in the median of some seconds a knob.
"""

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples

__all__ = ["CHANGED_DB", "SLOW_CHANGED_DB", "SLOW_S", "GainWatch"]

_FRAME_S = 0.05
_BANDS_HZ = (60.0, 120.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0)
_FLOOR_DB = -75.0
_PAST = 0.5  # how much the level just before counts in likeness
_MEMORY = 0.8  # of that level, from one moment to the next
_NEIGHBOURS = 8
_ALIKE_DB = 3.0  # mean distance of the bands
_FOR_A_SLOPE, _SPREAD_DB = 4, 0.2  # moments, and their levels, that tell how much the gear compresses
_USUAL_SLOPE = 0.5
_ENOUGH = 0.4  # of the moments that are judged together have a likeness
_ABOVE_NOISE_DB = 12.0
_AT_LEAST_S = 10.0  # of sound to compare with

CHANGED_DB = 4.0
"""From here on a change is taken for a turned knob.

Simulated gear that is not touched stays below 3 dB: lead amp and wire 1.7, clean amp 2.5, overdrive 2.9.
"""

_Array = npt.NDArray[np.float64]


SLOW_S, SLOW_CHANGED_DB = 12.0, 2.5
"""The same where twelve seconds are judged together, so a smaller change that lasts as long is detected.

Gear that is not touched stays below 1.9 dB then: lead amp 0.9, clean amp 1, wire 1.2, overdrive 1.8. The
limit is how differently gear answers phrases that look similar: over a longer time that averages out.
"""


class GainWatch:
    """Compares the signal and the answer of the gear block by block, and measures a change of level."""

    def __init__(self, *, rate_hz: int, noise_rms_dbfs: float, window_s: float = 3.0) -> None:
        self._window = round(window_s / _FRAME_S)
        self._frames = round(_FRAME_S * rate_hz)
        self._taper = np.hanning(self._frames)
        edges = np.searchsorted(np.fft.rfftfreq(self._frames, 1.0 / rate_hz), _BANDS_HZ)
        self._edges = np.unique(np.maximum(edges, 1))
        self._noise_db = noise_rms_dbfs
        self._x: Samples = np.zeros(0, np.float32)
        self._y: Samples = np.zeros(0, np.float32)
        self._past_db = _FLOOR_DB
        self._likeness: list[_Array] = []
        self._answers_db: list[float] = []
        self._waiting: list[tuple[_Array, float, float]] = []  # likeness, answer, change; NaN: nothing alike

    def add(self, x: Samples, y: Samples) -> None:
        """Take the next block of signal and answer, shape (frames,) each."""
        self._x, self._y = np.concatenate([self._x, x]), np.concatenate([self._y, y])
        while len(self._x) >= self._frames:
            self._moment(self._x[: self._frames], self._y[: self._frames])
            self._x, self._y = self._x[self._frames :], self._y[self._frames :]

    @property
    def change_db(self) -> float | None:
        """How much louder the last seconds are than similar ones before; None where too few are similar."""
        changes = [change for _, _, change in self._waiting if not np.isnan(change)]
        return float(np.median(changes)) if len(changes) >= _ENOUGH * self._window else None

    def _moment(self, x: Samples, y: Samples) -> None:
        bands_db = self._bands_db(x)
        answer_db = 10.0 * np.log10(np.square(y, dtype=np.float64).mean() + 1e-30)
        likeness = np.append(bands_db, _PAST * len(bands_db) * self._past_db)
        self._past_db = max(_MEMORY * self._past_db + (1.0 - _MEMORY) * bands_db.max(), _FLOOR_DB)
        if bands_db.max() <= _FLOOR_DB + 10.0 or answer_db < self._noise_db + _ABOVE_NOISE_DB:
            return
        self._waiting.append((likeness, float(answer_db), self._change_db(likeness, float(answer_db))))
        if len(self._waiting) > self._window:
            known, answer, _ = self._waiting.pop(0)
            self._likeness.append(known)
            self._answers_db.append(answer)

    def _change_db(self, likeness: _Array, answer_db: float) -> float:
        if len(self._likeness) * _FRAME_S < _AT_LEAST_S:
            return np.nan
        known = np.array(self._likeness)
        distances = np.abs(known - likeness).mean(axis=1)
        nearest = np.argpartition(distances, _NEIGHBOURS)[:_NEIGHBOURS]
        near = nearest[distances[nearest] < _ALIKE_DB]
        if len(near) == 0:
            return np.nan
        answers, levels = np.array(self._answers_db)[near], _level_db(known[near])
        slope = _USUAL_SLOPE
        if len(near) >= _FOR_A_SLOPE and levels.std() > _SPREAD_DB:
            slope = float(np.clip(np.polyfit(levels, answers, 1)[0], 0.0, 1.0))
        return answer_db - float(np.median(answers + slope * (_level_db(likeness) - levels)))

    def _bands_db(self, x: Samples) -> _Array:
        power = np.abs(np.fft.rfft(x * self._taper)) ** 2 / self._frames**2
        sums = np.add.reduceat(power, self._edges)
        levels: _Array = np.maximum(10.0 * np.log10(sums + 1e-30), _FLOOR_DB)
        return levels


def _level_db(likeness: _Array) -> _Array:
    """Return the level of all bands together."""
    level: _Array = 10.0 * np.log10((10.0 ** (likeness[..., :-1] / 10.0)).sum(axis=-1))
    return level
