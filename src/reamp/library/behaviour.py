"""How a model behaves, as a few numbers with a meaning each, from what it makes of the probe.

What is played may be anything that turns samples into samples: a model, or simulated gear with full scale
at some volts. The numbers do not depend on how loud its output is.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples
from reamp.errors import AudioError
from reamp.library.moments import moments_of
from reamp.library.probe import SINES, STRUM_DBFS, Probe, probe

__all__ = ["BANDS_HZ", "SOUND_DTYPE", "TRAITS", "Behaviour", "Play", "behaviour_of", "measure_behaviour"]

Play: TypeAlias = Callable[[Samples], Samples]
"""A model from its settled state on: samples in, as many out."""

BANDS_HZ = tuple(80.0 * 2.0 ** (band / 3.0) for band in range(25))
"""Edges of the bands of `Behaviour.sound`: thirds of an octave from 80 Hz to 20.5 kHz."""

SOUND_DTYPE = np.dtype("<f2")
"""Of `sound` and `moments` in the index: to 0.06 dB."""

DISTORTED_RATIO = 0.05
"""Of harmonics to fundamental: what an ear calls distorted."""

_LOW_HZ, _BODY_HZ, _PRESENCE_HZ, _FIZZ_HZ = (60, 160), (200, 800), (1500, 5000), (6000, 12_000)
_SOLO = 1  # of SINES
_FLOOR_DB = -90.0
"""Below the loudest band of the strums: there any recording has noise."""
_MOST_GAIN_DB, _LEAST_GAIN_DB = 66.0, -40.0
_MOST_DB = 60.0
_NOTHING = 1e-12

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Behaviour:
    """How a model answers the probe; every number is in dB.

    - `gain_db`: how far below full scale a 500 Hz sine has 5 % of harmonics. 40 distorts at a hundredth of
      full scale; below 0, full scale is still clean.
    - `compression_db`: by how many dB the output grows less than the strums, which grow by 36 dB.
    - `brightness_db`: 1.5 to 5 kHz against 200 to 800 Hz, for the softest strum, compared with the guitar's
      own: before distortion.
    - `driven_brightness_db`: the same for the hardest strum: what distortion made of it.
    - `low_end_db`: 60 to 160 Hz against 200 to 800 Hz, for the softest strum, compared with the guitar's own.
    - `driven_low_end_db`: the same for the hardest strum: below `low_end_db` the lows are tightened.
    - `fizz_db`: 6 to 12 kHz against 1.5 to 5 kHz of the hardest strum.
    - `gate_db`: how much more than the input the output falls from -54 to -66 dBFS: 0 without a gate.
    - `decay_db`: how much the strum at -18 dBFS falls within a quarter of a second; less is more sustain.
    - `asymmetry_db`: even harmonics against odd ones of a 500 Hz sine at -12 dBFS.
    - `level_db`: how much louder the strum at -18 dBFS comes out than it went in. Likeness ignores it.

    `sound` has the power of each of the `BANDS_HZ` for each of the strums, in dB, shape (strums, 2 x bands):
    of the strum's first half, the pick, and then of its second, the ringing strings. `moments` has the same
    in finer bands, moment by moment: see `reamp.library.moments`.
    """

    gain_db: float
    compression_db: float
    brightness_db: float
    driven_brightness_db: float
    low_end_db: float
    driven_low_end_db: float
    fizz_db: float
    gate_db: float
    decay_db: float
    asymmetry_db: float
    level_db: float
    sound: npt.NDArray[np.float32]
    moments: npt.NDArray[np.float32]

    def traits_blob(self) -> bytes:
        """Return the numbers as the index holds them."""
        return np.array([getattr(self, name) for name in TRAITS], "<f4").tobytes()

    def sound_blob(self) -> bytes:
        """Return `sound` as the index holds it."""
        return self.sound.astype(SOUND_DTYPE).tobytes()

    def moments_blob(self) -> bytes:
        """Return `moments` as the index holds them."""
        return self.moments.astype(SOUND_DTYPE).tobytes()

    @classmethod
    def from_blobs(cls, traits: bytes, sound: bytes, moments: bytes) -> Self:
        """Return what `traits_blob`, `sound_blob` and `moments_blob` hold."""
        numbers = np.frombuffer(traits, "<f4").tolist()
        bands = np.frombuffer(sound, SOUND_DTYPE).reshape(len(STRUM_DBFS), -1).astype(np.float32)
        fine = np.frombuffer(moments, SOUND_DTYPE).reshape(len(STRUM_DBFS), -1).astype(np.float32)
        return cls(**dict(zip(TRAITS, numbers, strict=True)), sound=bands, moments=fine)


TRAITS = tuple(field.name for field in fields(Behaviour) if field.name not in ("sound", "moments"))
"""The names of the numbers, in their order."""


def measure_behaviour(play: Play, *, rate_hz: int = 48_000) -> Behaviour:
    """Return the behaviour of what plays samples at a rate of 8 to 768 kHz.

    Raises `AudioError` where it answers with silence, NaN or infinity.

    >>> clean, driven = measure_behaviour(lambda x: x), measure_behaviour(lambda x: np.tanh(8 * x))
    >>> round(clean.gain_db), round(driven.gain_db), round(driven.compression_db)
    (-40, 19, 4)
    """
    signal = probe(rate_hz)
    return behaviour_of(play(signal.samples), signal, rate_hz=rate_hz)


def behaviour_of(played: Samples, signal: Probe, *, rate_hz: int) -> Behaviour:
    """Return the behaviour of what made `played` of the probe; raises as `measure_behaviour`."""
    answer = played.astype(np.float64)
    if not np.isfinite(answer).all():
        raise AudioError("the model answers with NaN or infinity")
    answer -= answer[signal.rest].mean()
    sines = [
        [_harmonics(answer[window], sine.frequency_hz, rate_hz) for window in windows]
        for sine, windows in zip(SINES, signal.steps, strict=True)
    ]
    strums = [answer[part] for part in signal.strums]
    spectra = [_power(strum) for strum in strums]
    if max(float(spectrum.sum()) for spectrum in spectra) < _NOTHING:
        raise AudioError("the model is silent")
    bins_hz: _Array = np.fft.rfftfreq(_frames(signal.strums[0]), 1.0 / rate_hz).astype(np.float64)
    balance = _Balance(bins_hz=bins_hz, soft=spectra[0], hard=spectra[-1], guitar=_guitar(rate_hz))
    peaks_dbfs = np.array(SINES[_SOLO].peaks_dbfs)
    fundamentals_db = _amplitude_db(np.array([each[0] for each in sines[_SOLO]]))
    ratios = np.array([_ratio(each) for each in sines[_SOLO]])
    at_12 = sines[_SOLO][SINES[_SOLO].peaks_dbfs.index(-12.0)]
    middle = signal.strums[2]
    return Behaviour(
        gain_db=-_onset_dbfs(peaks_dbfs, ratios),
        compression_db=(STRUM_DBFS[-1] - STRUM_DBFS[0])
        - float(_power_db(spectra[-1].sum()) - _power_db(spectra[0].sum())),
        brightness_db=balance.soft_db(_PRESENCE_HZ, _BODY_HZ),
        driven_brightness_db=balance.hard_db(_PRESENCE_HZ, _BODY_HZ),
        low_end_db=balance.soft_db(_LOW_HZ, _BODY_HZ),
        driven_low_end_db=balance.hard_db(_LOW_HZ, _BODY_HZ),
        fizz_db=balance.fizz_db(),
        gate_db=_held(float(fundamentals_db[2] - fundamentals_db[0]) - (peaks_dbfs[2] - peaks_dbfs[0])),
        decay_db=_fall_db(answer[middle]),
        asymmetry_db=_held(float(_amplitude_db(_even(at_12)) - _amplitude_db(_odd(at_12)))),
        level_db=float(
            _power_db(spectra[2].sum()) - _power_db(_power(signal.samples[middle].astype(np.float64)).sum())
        ),
        sound=_sound(strums, rate_hz),
        moments=moments_of(strums, rate_hz),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Balance:
    """The powers of strums, soft and hard, and the guitar's own, over the same bins."""

    bins_hz: _Array
    soft: _Array
    hard: _Array
    guitar: _Array

    def soft_db(self, above: tuple[float, float], below: tuple[float, float]) -> float:
        return _held(self._tilt_db(self.soft, above, below) - self._tilt_db(self.guitar, above, below))

    def hard_db(self, above: tuple[float, float], below: tuple[float, float]) -> float:
        return _held(self._tilt_db(self.hard, above, below) - self._tilt_db(self.guitar, above, below))

    def fizz_db(self) -> float:
        return _held(self._tilt_db(self.hard, _FIZZ_HZ, _PRESENCE_HZ))

    def _tilt_db(self, power: _Array, above: tuple[float, float], below: tuple[float, float]) -> float:
        return float(_power_db(self._sum(power, above)) - _power_db(self._sum(power, below)))

    def _sum(self, power: _Array, between_hz: tuple[float, float]) -> float:
        low, high = np.searchsorted(self.bins_hz, between_hz)
        return float(power[low:high].sum())


def _frames(part: slice) -> int:
    return int(part.stop - part.start)


@cache
def _guitar(rate_hz: int) -> _Array:
    signal = probe(rate_hz)
    return _power(signal.samples[signal.strums[-1]].astype(np.float64))


def _power(samples: _Array) -> _Array:
    """Return the power of each frequency bin, which add up to the mean square."""
    taper = np.hanning(len(samples))
    spectrum = np.abs(np.fft.rfft(samples * taper)) ** 2
    power: _Array = 2.0 * spectrum / (len(samples) * float(taper @ taper))
    return power


def _harmonics(window: _Array, frequency_hz: int, rate_hz: int) -> _Array:
    """Return the amplitudes of the fundamental and its harmonics below the Nyquist frequency."""
    amplitudes = np.abs(np.fft.rfft(window)) * (2.0 / len(window))
    step = round(frequency_hz * len(window) / rate_hz)
    harmonics: _Array = amplitudes[step::step]
    return harmonics


def _ratio(harmonics: _Array) -> float:
    return float(np.linalg.norm(harmonics[1:]) / max(harmonics[0], _NOTHING))


def _even(harmonics: _Array) -> float:
    return float(np.linalg.norm(harmonics[1::2]))


def _odd(harmonics: _Array) -> float:
    return float(np.linalg.norm(harmonics[2::2]))


def _onset_dbfs(peaks_dbfs: _Array, ratios: _Array) -> float:
    """Return the level above which there is distortion.

    Where even the loudest sine is clean, it is extrapolated: the third harmonic grows by 2 dB for each dB.
    """
    logs = np.log(np.maximum(ratios, 1e-9) / DISTORTED_RATIO)
    if logs[-1] < 0.0:
        beyond = float(peaks_dbfs[-1] - logs[-1] * 10.0 / math.log(10.0))
        return min(beyond, -_LEAST_GAIN_DB)
    clean = np.flatnonzero(logs < 0.0)
    if not len(clean):
        return -_MOST_GAIN_DB
    last = int(clean[-1])
    share = logs[last] / (logs[last] - logs[last + 1])
    return float(peaks_dbfs[last] + share * (peaks_dbfs[last + 1] - peaks_dbfs[last]))


def _fall_db(strum: _Array) -> float:
    """Return how much a strum falls from its second eighth to its seventh."""
    eighths = np.square(strum[: len(strum) // 8 * 8]).reshape(8, -1).mean(axis=1)
    return _held(float(_power_db(eighths[1]) - _power_db(eighths[6])))


def _sound(strums: Sequence[_Array], rate_hz: int) -> npt.NDArray[np.float32]:
    rows = []
    for strum in strums:
        half = len(strum) // 2
        edges = np.searchsorted(np.fft.rfftfreq(half, 1.0 / rate_hz), BANDS_HZ)
        powers = (_power(strum[:half]), _power(strum[half : 2 * half]))
        rows.append([power[low:high].sum() for power in powers for low, high in itertools.pairwise(edges)])
    levels_db = _power_db(np.array(rows))  # (strums, 2 x bands)
    sound: npt.NDArray[np.float32] = np.maximum(levels_db, levels_db.max() + _FLOOR_DB).astype(np.float32)
    return sound


def _power_db(power: npt.ArrayLike) -> _Array:
    levels_db: _Array = 10.0 * np.log10(np.maximum(power, _NOTHING**2))
    return levels_db


def _amplitude_db(amplitude: npt.ArrayLike) -> _Array:
    levels_db: _Array = 20.0 * np.log10(np.maximum(amplitude, _NOTHING))
    return levels_db


def _held(level_db: float) -> float:
    """Return a number within limits, as silence would make it infinite."""
    return min(max(level_db, -_MOST_DB), _MOST_DB)
