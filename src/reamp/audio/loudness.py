"""Integrated loudness in LUFS of a mono signal: ITU-R BS.1770-4, K-weighted and gated."""

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples, Signal
from reamp.errors import AudioError

__all__ = [
    "LoudnessMeter",
    "integrated_lufs",
    "k_response",
    "k_weighting",
    "matching_gain_db",
]

Float64s: TypeAlias = npt.NDArray[np.float64]

ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
HOPS_PER_BLOCK = 4
"""Gating blocks last 400 ms and start every 100 ms, a hop."""


def integrated_lufs(signal: Signal) -> float | None:
    """Return the loudness of a mono signal, None below 400 ms, -inf when the gate removes every block.

    A 997 Hz sine at -20 dBFS is -23.0 LUFS. The signal counts as one channel: played from two speakers it is
    3 LU louder.
    """
    meter = LoudnessMeter(signal.rate_hz)
    meter.add(signal.samples)
    return meter.integrated_lufs


def matching_gain_db(signal: Signal, *, reference: Signal) -> float:
    """Return the gain that makes a signal as loud as the reference, for a fair comparison by ear.

    Raises `AudioError` where either has no loudness: shorter than 400 ms, or silent.
    """
    wanted_lufs, got_lufs = integrated_lufs(reference), integrated_lufs(signal)
    if wanted_lufs is None or got_lufs is None:
        raise AudioError("loudness needs 400 ms of sound; one of the two signals is shorter")
    if math.isinf(wanted_lufs) or math.isinf(got_lufs):
        raise AudioError("one of the two signals is silent, and no gain makes silence as loud as sound")
    return wanted_lufs - got_lufs


class LoudnessMeter:
    """Loudness of a stream; memory grows by one number every 100 ms. Blocks of 0.1 s or more are fast."""

    def __init__(self, rate_hz: int) -> None:
        self._filter = _KFilter(rate_hz)
        self._hop_frames = max(1, round(rate_hz / 10))
        self._pending: Float64s = np.zeros(0)  # weighted, shorter than a hop
        self._hop_powers: list[float] = []

    def add(self, block: Samples) -> None:
        """Measure the next block, shape (frames,)."""
        for start in range(0, len(block), self._filter.max_frames):
            weighted = self._filter.process(block[start : start + self._filter.max_frames])
            weighted = np.concatenate((self._pending, weighted))
            hops = len(weighted) // self._hop_frames
            whole = weighted[: hops * self._hop_frames].reshape(hops, self._hop_frames)  # (hops, frames)
            self._hop_powers.extend(np.square(whole).mean(axis=1).tolist())
            self._pending = weighted[hops * self._hop_frames :]

    @property
    def integrated_lufs(self) -> float | None:
        """The loudness of all whole blocks of 400 ms so far, as in the function `integrated_lufs`."""
        if len(self._hop_powers) < HOPS_PER_BLOCK:
            return None
        hops = np.lib.stride_tricks.sliding_window_view(self._hop_powers, HOPS_PER_BLOCK)
        powers = hops.mean(axis=1)
        powers = powers[powers > _power(ABSOLUTE_GATE_LUFS)]
        if len(powers) == 0:
            return -math.inf
        gate_lufs = _lufs(powers.mean()) + RELATIVE_GATE_LU
        return _lufs(powers[powers > _power(gate_lufs)].mean())


def k_weighting(rate_hz: int) -> Float64s:
    """Return the shelf (the head) and the high-pass of K-weighting, shape (2, 6): b0, b1, b2, 1, a1, a2 each.

    The standard prints coefficients for 48 kHz only. Undoing the bilinear transform gives the analogue
    filters behind them, which are then computed for the rate. The printed high-pass, b = (1, -2, 1), has
    0.04 dB of gain; it is kept, so that from 44.1 kHz on the loudness of a 997 Hz tone depends on the rate by
    less than 0.01 LU.
    """
    gain, band_gain = _SHELF_GAIN, _SHELF_GAIN**_SHELF_BAND_EXPONENT
    damping, square = _bilinear(_SHELF_HZ, _SHELF_Q, rate_hz)
    shelf = (
        (gain + band_gain * damping + square, 2.0 * (square - gain), gain - band_gain * damping + square),
        (1.0 + damping + square, 2.0 * (square - 1.0), 1.0 - damping + square),
    )
    gain = 1.0 + sum(_bilinear(_HIGH_PASS_HZ, _HIGH_PASS_Q, 48_000))
    damping, square = _bilinear(_HIGH_PASS_HZ, _HIGH_PASS_Q, rate_hz)
    high_pass = (
        (gain, -2.0 * gain, gain),
        (1.0 + damping + square, 2.0 * (square - 1.0), 1.0 - damping + square),
    )
    sections: Float64s = np.array([shelf, high_pass]).reshape(2, 6)
    return sections / sections[:, 3:4]


def k_response(frequencies_hz: npt.ArrayLike) -> npt.NDArray[np.complex128]:
    """Return the K-weighting at these frequencies, that of the filters at 48 kHz.

    >>> round(20.0 * math.log10(abs(k_response(997.0))), 2)
    0.69
    """
    turn = np.exp(-2j * np.pi * np.asarray(frequencies_hz, np.float64) / 48_000.0)
    return _response(turn, 48_000)


_SHELF_HZ, _SHELF_Q = 1681.974450955533, 0.7071752369554196
_SHELF_GAIN, _SHELF_BAND_EXPONENT = 10.0 ** (3.999843853973347 / 20.0), 0.4996667741545416
_HIGH_PASS_HZ, _HIGH_PASS_Q = 38.13547087602444, 0.5003270373238773


def _bilinear(corner_hz: float, q: float, rate_hz: int) -> tuple[float, float]:
    """Return the damping and the squared corner, both warped for the bilinear transform."""
    tangent = math.tan(math.pi * corner_hz / rate_hz)
    return tangent / q, tangent * tangent


def _k_response(frames: int, rate_hz: int) -> npt.NDArray[np.complex128]:
    """Return the K-weighting of each bin of an FFT of this length, shape (frames // 2 + 1,)."""
    return _response(np.exp(-2j * np.pi * np.arange(frames // 2 + 1) / frames), rate_hz)


def _response(turn: npt.NDArray[np.complex128], rate_hz: int) -> npt.NDArray[np.complex128]:
    response: npt.NDArray[np.complex128] = np.ones_like(turn)
    for b0, b1, b2, a0, a1, a2 in k_weighting(rate_hz):
        response = response * (b0 + turn * (b1 + turn * b2)) / (a0 + turn * (a1 + turn * a2))
    return response


class _KFilter:
    """K-weighting by FFT; the impulse response is below 1e-9 after 0.1 s, so the cut tail changes nothing.

    A recursive filter would need a slow Python loop over samples.
    """

    def __init__(self, rate_hz: int) -> None:
        self.max_frames = 2 ** math.ceil(math.log2(max(2.0, 0.1 * rate_hz)))
        self._fft_frames = 2 * self.max_frames
        response = _k_response(self._fft_frames, rate_hz)
        impulse_response = np.fft.irfft(response, self._fft_frames)[: self.max_frames]
        self._response = np.fft.rfft(impulse_response, self._fft_frames)
        self._tail: Float64s = np.zeros(self.max_frames)  # rings into the next blocks

    def process(self, block: Samples) -> Float64s:
        """Return the next block weighted; at most `max_frames`."""
        spectrum = np.fft.rfft(block.astype(np.float64), self._fft_frames) * self._response
        weighted = np.fft.irfft(spectrum, self._fft_frames)
        weighted[: self.max_frames] += self._tail
        self._tail = weighted[len(block) : len(block) + self.max_frames].copy()
        return weighted[: len(block)]


def _lufs(power: float) -> float:
    return -0.691 + 10.0 * math.log10(power)


def _power(level_lufs: float) -> float:
    return float(10.0 ** ((level_lufs + 0.691) / 10.0))
