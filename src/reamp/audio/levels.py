"""Levels of a signal in dBFS: peak, RMS and true peak; and the frames that a converter clipped."""

import math

import numpy as np

from reamp.audio.resample import StreamResampler
from reamp.audio.signal import STREAM_BLOCK_FRAMES, Samples, Signal
from reamp.units import ratio_to_db

__all__ = [
    "CLIPPED_MAGNITUDE",
    "CLIPPED_RUN_FRAMES",
    "LevelMeter",
    "peak_dbfs",
    "rms_dbfs",
    "true_peak_dbfs",
]

CLIPPED_MAGNITUDE = 0.999
"""A converter that clips stays within 0.01 dB of full scale."""

CLIPPED_RUN_FRAMES = 3
"""Music may repeat a sample at a peak; three equal ones at full scale come from a clipping converter."""


def peak_dbfs(signal: Signal) -> float:
    """Return the largest magnitude; silence is minus infinity.

    >>> round(peak_dbfs(Signal(np.array([0.1, -0.5], np.float32), 48_000)), 2)
    -6.02
    """
    return ratio_to_db(_peak(signal.samples))


def rms_dbfs(signal: Signal) -> float:
    """Return the RMS relative to 1: a full-scale sine is -3.01, a full-scale square 0, silence -inf.

    >>> round(rms_dbfs(Signal(np.full(8, -0.5, np.float32), 48_000)), 2)
    -6.02
    """
    return ratio_to_db(math.sqrt(_energy(signal.samples) / max(1, signal.frames)))


def true_peak_dbfs(signal: Signal) -> float:
    """Return the largest magnitude, also between samples, where a converter may exceed them; silence is -inf.

    ITU-R BS.1770-4 annex 2: oversampled four times; never below `peak_dbfs`.
    """
    oversampler = StreamResampler(from_hz=signal.rate_hz, to_hz=4 * signal.rate_hz)
    peak = _peak(signal.samples)
    for start in range(0, signal.frames, STREAM_BLOCK_FRAMES):
        end = start + STREAM_BLOCK_FRAMES
        oversampled = oversampler.process(signal.samples[start:end], last=end >= signal.frames)
        peak = max(peak, _peak(oversampled))
    return ratio_to_db(peak)


class LevelMeter:
    """Peak, RMS and clipped frames of a stream; any split into blocks gives the same numbers."""

    def __init__(self) -> None:
        self.frames = 0
        self._peak = 0.0
        self._energy = 0.0
        self._clipped_frames = 0  # in runs that have ended
        self._run_value = 0.0  # of the run of equal samples at the end of the last block
        self._run_frames = 0

    def add(self, block: Samples) -> None:
        """Measure the next block, shape (frames,)."""
        if len(block) == 0:
            return
        self.frames += len(block)
        peak = _peak(block)
        self._peak = max(self._peak, peak)
        self._energy += _energy(block)
        if peak >= CLIPPED_MAGNITUDE:
            self._count_clipped(block)
        else:  # skips the slow count of runs in nearly every block
            self._clipped_frames, self._run_frames = self.clipped_frames, 0

    @property
    def peak_dbfs(self) -> float:
        """The largest magnitude so far, as in the function `peak_dbfs`."""
        return ratio_to_db(self._peak)

    @property
    def rms_dbfs(self) -> float:
        """The RMS so far, as in the function `rms_dbfs`."""
        return ratio_to_db(math.sqrt(self._energy / max(1, self.frames)))

    @property
    def clipped_frames(self) -> int:
        """The frames in runs of at least 3 equal samples that are within 0.01 dB of full scale or beyond."""
        return self._clipped_frames + _clipped(self._run_value, self._run_frames)

    def _count_clipped(self, block: Samples) -> None:
        starts = np.flatnonzero(np.diff(block)) + 1  # of each run but the first
        edges = np.concatenate(([0], starts, [len(block)]))
        values, lengths = block[edges[:-1]], np.diff(edges)
        if values[0] == self._run_value:
            lengths[0] += self._run_frames
        else:
            self._clipped_frames += _clipped(self._run_value, self._run_frames)
        ended = lengths[:-1]
        is_clipped = (ended >= CLIPPED_RUN_FRAMES) & (np.abs(values[:-1]) >= CLIPPED_MAGNITUDE)
        self._clipped_frames += int(ended[is_clipped].sum())
        self._run_value, self._run_frames = float(values[-1]), int(lengths[-1])


def _peak(samples: Samples) -> float:
    """Return the largest magnitude without a copy of the samples."""
    return float(max(samples.max(initial=0.0), -samples.min(initial=0.0)))


def _energy(samples: Samples) -> float:
    """Return the sum of squares in float64, without a copy of the samples."""
    return float(np.einsum("i,i->", samples, samples, dtype=np.float64))


def _clipped(value: float, run_frames: int) -> int:
    return run_frames if run_frames >= CLIPPED_RUN_FRAMES and abs(value) >= CLIPPED_MAGNITUDE else 0
