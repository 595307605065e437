"""The null test: how far two signals cancel after the best gain and delay are applied."""

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reamp.audio.delay import HALF_TAPS, delay_taps
from reamp.errors import AudioError, ConfigError
from reamp.metrics.difference import Sound, validate
from reamp.units import ratio_to_db

__all__ = ["Null", "null", "null_depth_db", "whole_frame_null"]

_ROUNDING_DB = -200.0  # deeper nulls are within the rounding of float64
_STEPS = 4  # each squares the error of the delay, which starts below half a frame

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Null:
    """The residual when the estimate is subtracted from the reference, and the gain and delay applied before.

    `depth_db` is the RMS of the residual over that of the reference: -40 leaves a hundredth, -inf nothing; 0
    means that the two have nothing in common. `gain_db` and `polarity` (-1 is inverted) bring the estimate
    closest; `delay_frames` is its delay against the reference, with fractions of a frame. With
    `is_delay_at_limit` the delay is the longest searched: the true one may be longer, and the null deeper.
    """

    depth_db: float
    gain_db: float
    polarity: int
    delay_frames: float
    is_delay_at_limit: bool = False


def null_depth_db(reference: Sound, estimate: Sound, *, max_delay_frames: int = 480) -> float:
    """Return the depth of the null in dB: -inf is identical except for gain and delay, 0 is unrelated.

    See `null`.

    >>> t = np.arange(4800) / 48_000
    >>> tone, third = np.sin(2 * np.pi * 1000 * t), 0.01 * np.sin(2 * np.pi * 3000 * t)
    >>> round(null_depth_db(tone, 0.5 * (tone + third), max_delay_frames=0), 1)
    -40.0
    """
    return null(reference, estimate, max_delay_frames=max_delay_frames).depth_db


def null(reference: Sound, estimate: Sound, *, max_delay_frames: int = 480) -> Null:
    """Return the deepest null of two signals of the same length, over every gain and delay.

    20 log10 of min over g, d of |reference[t] - g estimate[t + d]| / |reference[t]|, the norms over the
    frames that both have. d runs from -max_delay_frames to +max_delay_frames: first whole frames, as in
    `whole_frame_null`, then fractions by Gauss-Newton with a windowed sinc, which attenuates above 0.94 of
    the Nyquist frequency; the whole-frame null is returned where it is as deep. With max_delay_frames=0 no
    delay is searched. This is the null test of a mixing desk: fader, delay, polarity. Raises `AudioError` as
    `validate`, and when either is silent or too short for the delay.
    """
    coarse = whole_frame_null(reference, estimate, max_delay_frames=max_delay_frames)
    if max_delay_frames == 0 or coarse.depth_db <= _ROUNDING_DB:
        return coarse
    wanted, got = reference.astype(np.float64), estimate.astype(np.float64)
    fine = _part_of_a_frame(
        *_overlapping(wanted, got, round(coarse.delay_frames)), round(coarse.delay_frames)
    )
    if fine.depth_db >= coarse.depth_db:
        return coarse
    return dataclasses.replace(fine, is_delay_at_limit=coarse.is_delay_at_limit)


def whole_frame_null(reference: Sound, estimate: Sound, *, max_delay_frames: int) -> Null:
    """Return the null at the whole-frame delay of the largest normalised cross-correlation; see `null`."""
    validate(reference, estimate)
    if max_delay_frames < 0:
        raise ConfigError(f"max_delay_frames must be 0 or more, got {max_delay_frames}")
    least = 2 * (max_delay_frames + HALF_TAPS) + 1
    if len(reference) < least and max_delay_frames:
        raise AudioError(f"a null with that delay needs {least} frames, got {len(reference)}")
    wanted, got = reference.astype(np.float64), estimate.astype(np.float64)
    for name, samples in (("reference", wanted), ("estimate", got)):
        if not samples.any():
            raise AudioError(f"the {name} is silent; there is nothing to null")
    whole = _whole_delay_frames(wanted, got, max_delay_frames) if max_delay_frames else 0
    found = _at(*_overlapping(wanted, got, whole), float(whole))
    return dataclasses.replace(found, is_delay_at_limit=0 < max_delay_frames == abs(whole))


def _at(reference: _Array, estimate: _Array, delay_frames: float) -> Null:
    """Return the null at the best gain."""
    energy = float(estimate @ estimate)
    gain = float(reference @ estimate) / energy if energy > 0.0 else 0.0
    rest = reference - gain * estimate
    ratio = math.sqrt(float(rest @ rest) / max(float(reference @ reference), 1e-300))
    return Null(
        depth_db=ratio_to_db(ratio),
        gain_db=ratio_to_db(abs(gain)),
        polarity=-1 if gain < 0.0 else 1,
        delay_frames=delay_frames,
    )


def _whole_delay_frames(reference: _Array, estimate: _Array, most: int) -> int:
    """Return the delay of the largest normalised cross-correlation, of either sign."""
    frames = len(reference)
    size = 2 ** math.ceil(math.log2(frames + most))
    spectrum = np.conj(np.fft.rfft(reference, size)) * np.fft.rfft(estimate, size)
    correlation = np.fft.irfft(spectrum, size)
    delays = np.arange(-most, most + 1)
    sums = [np.concatenate([[0.0], np.cumsum(np.square(each))]) for each in (reference, estimate)]
    low, high = np.maximum(0, -delays), frames - np.maximum(0, delays)  # frames of the reference that overlap
    energies = (sums[0][high] - sums[0][low]) * (sums[1][high + delays] - sums[1][low + delays])
    # An overlap with hardly any sound in it correlates by chance
    floor = 1e-4 * sums[0][-1] * sums[1][-1]
    likeness = np.abs(correlation[delays]) / np.sqrt(np.maximum(energies, floor))
    return int(delays[likeness.argmax()])


def _overlapping(reference: _Array, estimate: _Array, delay_frames: int) -> tuple[_Array, _Array]:
    late, early = max(0, delay_frames), max(0, -delay_frames)
    return reference[early : len(reference) - late], estimate[late : len(estimate) - early]


def _part_of_a_frame(reference: _Array, estimate: _Array, whole: int) -> Null:
    """Return the null with the estimate moved by a further fraction of a frame."""
    inner = reference[HALF_TAPS : len(reference) - HALF_TAPS]
    part = 0.0
    for _ in range(_STEPS):
        shifted = np.convolve(estimate, delay_taps(-part), "valid")
        slope = np.convolve(estimate, (delay_taps(-part - 1e-3) - delay_taps(-part + 1e-3)) / 2e-3, "valid")
        (gain, slide), *_ = np.linalg.lstsq(np.stack([shifted, slope], axis=1), inner, rcond=None)
        if gain == 0.0:
            break
        part = float(np.clip(part + slide / gain, -1.0, 1.0))
    return _at(inner, np.convolve(estimate, delay_taps(-part), "valid"), whole + part)
