"""Distortion as a function of level: the harmonics of a sine, and the intermodulation of two tones."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples
from reamp.errors import AudioError, ConfigError
from reamp.metrics.difference import Sound, validate
from reamp.units import db_to_ratio

__all__ = [
    "Distortion",
    "Process",
    "distortion_curve",
    "harmonic_distortion_ratio",
    "intermodulation_ratio",
    "two_tones",
]

Process: TypeAlias = Callable[[Samples], Samples]
"""Takes samples and returns as many: `Model.process`, a simulated device, any function."""

_SETTLE_S = 0.5  # coupling capacitors and supplies of amplifiers settle within it
_LOW_HZ, _HIGH_HZ = 60, 7_000
_SIDEBANDS = 4


@dataclass(frozen=True, kw_only=True)
class Distortion:
    """The response to a sine: its peak at the input, its level at the output, and its distortion.

    `harmonic_ratio` is as from `harmonic_distortion_ratio`.
    """

    peak_dbfs: float
    output_peak_dbfs: float
    harmonic_ratio: float


def harmonic_distortion_ratio(samples: Sound, *, rate_hz: int, frequency_hz: int = 1_000) -> float:
    """Return the total harmonic distortion of a recorded sine: 0 is pure, 0.1 is 10 %.

    sqrt(A2^2 + A3^2 + ...) / A1, the amplitudes of the harmonics below the Nyquist frequency over that of
    the fundamental: THD_F of Shmilovitz, IEEE Trans. Power Delivery 20 (2005); it may exceed 1. Only the
    last second is measured, so that every whole frequency has whole periods. Noise between the harmonics does
    not count. Raises `AudioError` as `validate`, below one second, and when the fundamental is missing.

    >>> t = np.arange(48_000) / 48_000
    >>> wave = np.sin(2 * np.pi * 1000 * t) + 0.1 * np.sin(2 * np.pi * 3000 * t)
    >>> round(harmonic_distortion_ratio(wave, rate_hz=48_000), 6)
    0.1
    """
    amplitudes = _amplitudes(samples, rate_hz)
    if not 1 <= frequency_hz < len(amplitudes) - 1:
        raise ConfigError(f"the frequency must be 1 to {len(amplitudes) - 2} Hz, got {frequency_hz}")
    fundamental = amplitudes[frequency_hz]
    if fundamental <= 1e-9:
        raise AudioError(f"there is no tone at {frequency_hz} Hz to measure the harmonics of")
    harmonics = amplitudes[2 * frequency_hz :: frequency_hz]
    return math.sqrt(float(np.square(harmonics).sum())) / float(fundamental)


def distortion_curve(
    process: Process, peaks_dbfs: Sequence[float], *, rate_hz: int, frequency_hz: int = 1_000
) -> tuple[Distortion, ...]:
    """Return the distortion of a model or a device for sines of these peaks, each played after silence.

    Each sine lasts 1.5 s, of which the last second is measured. For a device in volts, pass a function that
    converts samples to volts. Raises as `harmonic_distortion_ratio`.

    >>> [round(each.harmonic_ratio, 3) for each in distortion_curve(np.tanh, [-20.0, 0.0], rate_hz=48_000)]
    [0.001, 0.067]
    """
    curve = []
    for peak_dbfs in peaks_dbfs:
        played = process(_sine(frequency_hz, rate_hz, db_to_ratio(peak_dbfs)))
        amplitude = float(_amplitudes(played, rate_hz)[frequency_hz])
        ratio = harmonic_distortion_ratio(played, rate_hz=rate_hz, frequency_hz=frequency_hz)
        curve.append(
            Distortion(
                peak_dbfs=peak_dbfs,
                output_peak_dbfs=20.0 * math.log10(amplitude),
                harmonic_ratio=ratio,
            )
        )
    return tuple(curve)


def two_tones(peak_dbfs: float, *, rate_hz: int) -> Samples:
    """Return 1.5 s of 60 Hz and 7 kHz, 4 to 1 in amplitude, their summed peak `peak_dbfs` (SMPTE RP 120)."""
    low, high = (0.8 * db_to_ratio(peak_dbfs), 0.2 * db_to_ratio(peak_dbfs))
    both: Samples = _sine(_LOW_HZ, rate_hz, low) + _sine(_HIGH_HZ, rate_hz, high)
    return both


def intermodulation_ratio(samples: Sound, *, rate_hz: int) -> float:
    """Return the intermodulation of recorded `two_tones`: 0 is none, 0.1 is 10 %.

    sqrt(sum over k of (A(7000 - 60 k) + A(7000 + 60 k))^2) / A(7000) for k = 1 to 4: the modulation of the
    high tone by the low one (SMPTE RP 120). Raises as `harmonic_distortion_ratio`.

    >>> round(intermodulation_ratio(two_tones(0.0, rate_hz=48_000), rate_hz=48_000), 5)
    0.0
    """
    amplitudes = _amplitudes(samples, rate_hz)
    if len(amplitudes) <= _HIGH_HZ + _SIDEBANDS * _LOW_HZ:
        raise ConfigError(f"two tones need a rate of at least 15 kHz, got {rate_hz} Hz")
    carrier = float(amplitudes[_HIGH_HZ])
    if carrier <= 1e-9:
        raise AudioError(f"there is no tone at {_HIGH_HZ} Hz to measure the modulation of")
    offsets = _LOW_HZ * np.arange(1, _SIDEBANDS + 1)
    pairs = amplitudes[_HIGH_HZ - offsets] + amplitudes[_HIGH_HZ + offsets]
    return math.sqrt(float(np.square(pairs).sum())) / carrier


def _sine(frequency_hz: int, rate_hz: int, peak: float) -> Samples:
    frames = round((1.0 + _SETTLE_S) * rate_hz)
    phase = 2.0 * np.pi * frequency_hz * np.arange(frames) / rate_hz
    return (peak * np.sin(phase)).astype(np.float32)


def _amplitudes(samples: Sound, rate_hz: int) -> npt.NDArray[np.float64]:
    """Return the amplitude at every whole Hz in the last second."""
    validate(samples, samples)
    if len(samples) < rate_hz:
        raise AudioError(f"distortion needs a second of sound, got {len(samples) / rate_hz:.2f} s")
    spectrum = np.fft.rfft(samples[-rate_hz:].astype(np.float64))
    amplitudes: npt.NDArray[np.float64] = np.abs(spectrum) * (2.0 / rate_hz)
    return amplitudes
