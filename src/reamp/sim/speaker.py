"""Guitar cabinets computed from a model of loudspeaker, box and microphone: `1x12`, `2x12` and `4x12`.

No cabinet was measured or copied: the figures are from typical data sheets, the formulas from textbooks;
docs/rig.md lists both with their sources.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from reamp.audio.loudness import k_response
from reamp.audio.signal import Samples
from reamp.errors import ConfigError

__all__ = ["CABINETS", "Driver", "Mode", "Speaker", "cabinet_taps", "cone_directivity", "response"]

LENGTH_S = 0.1
"""Length of the impulse response in seconds; the low resonance is below -100 dB by then."""

_FADE_S = 0.02
_SOUND_M_S = 343.0
_FLOOR = 1e-7  # of the highest response, so that its logarithm stays finite

_Spectrum: TypeAlias = npt.NDArray[np.complexfloating[Any, Any]]
_Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Mode:
    """A resonance of the cone's break-up, which changes the response by `gain_db`."""

    hz: float
    q: float
    gain_db: float


@dataclass(frozen=True, kw_only=True)
class Driver:
    """A loudspeaker: its Thiele-Small parameters, its modes, and where its cone stops radiating.

    `compliance_m3` is the volume of air as compliant as the suspension (Vas), `radius_m` the radius of a disc
    of the cone's area.
    """

    resonance_hz: float
    total_q: float
    compliance_m3: float
    radius_m: float
    modes: tuple[Mode, ...]
    cone_hz: float


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """A cabinet and the microphone in front of its first driver.

    `box_m3` is the closed volume behind each driver, None for an open back; `others_m` are the distances of
    the other drivers from the first, `edges_m` those of the baffle's edges. `around_m` is the path from the
    back of an open cabinet round to its front.
    """

    name: str
    description: str
    driver: Driver
    box_m3: float | None
    microphone_m: float
    edges_m: tuple[float, ...]
    others_m: tuple[float, ...] = ()
    around_m: float = 0.0


_BRITISH = Driver(
    resonance_hz=75.0,
    total_q=0.65,
    compliance_m3=0.045,
    radius_m=0.1275,  # 511 cm^2
    modes=(
        Mode(hz=420.0, q=0.8, gain_db=-4.0),  # the surround, out of phase with the cone
        Mode(hz=1400.0, q=2.0, gain_db=2.5),
        Mode(hz=2300.0, q=2.5, gain_db=5.0),
        Mode(hz=3500.0, q=2.5, gain_db=6.0),
    ),
    cone_hz=4600.0,
)

_AMERICAN = Driver(
    resonance_hz=95.0,
    total_q=0.85,
    compliance_m3=0.04,
    radius_m=0.1275,
    modes=(
        Mode(hz=520.0, q=0.7, gain_db=-5.0),
        Mode(hz=1800.0, q=2.0, gain_db=3.0),
        Mode(hz=2900.0, q=2.5, gain_db=5.5),
        Mode(hz=4200.0, q=3.0, gain_db=5.0),
    ),
    cone_hz=5200.0,
)

CABINETS = {
    speaker.name: speaker
    for speaker in (
        Speaker(
            name="1x12",
            description="a combo with an open back and one American driver",
            driver=_AMERICAN,
            box_m3=None,
            microphone_m=0.05,
            edges_m=(0.22, 0.22, 0.25, 0.25),
            around_m=0.5,
        ),
        Speaker(
            name="2x12",
            description="a closed cabinet with two British drivers side by side",
            driver=_BRITISH,
            box_m3=0.03,
            microphone_m=0.04,
            edges_m=(0.2, 0.2, 0.18, 0.52),
            others_m=(0.34,),
        ),
        Speaker(
            name="4x12",
            description="a closed cabinet with four British drivers in a square",
            driver=_BRITISH,
            box_m3=0.04,
            microphone_m=0.03,
            edges_m=(0.2, 0.5, 0.2, 0.5),
            others_m=(0.32, 0.32, 0.45),
        ),
    )
}
"""The cabinets by name."""


def cabinet_taps(name: str, *, rate_hz: int) -> Samples:
    """Return the impulse response of one of `CABINETS`, of minimum phase, the same sound at every rate.

    The cabinet does not change the loudness of a guitar, within the differences between guitars. Raises
    `ConfigError` for another name.
    """
    if name not in CABINETS:
        raise ConfigError(f"there is no cabinet {name!r}; those there are: {', '.join(CABINETS)}")
    return _taps(CABINETS[name], rate_hz)


@cache
def _taps(speaker: Speaker, rate_hz: int) -> Samples:
    size = 2 ** math.ceil(math.log2(2.0 * LENGTH_S * rate_hz))
    magnitude = np.abs(response(speaker, np.fft.rfftfreq(size, 1.0 / rate_hz))) * _loudness_gain(speaker)
    taps = _minimum_phase(magnitude)[: round(LENGTH_S * rate_hz)]
    fade = round(_FADE_S * rate_hz)
    taps[-fade:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / fade)
    samples = taps.astype(np.float32)
    samples.flags.writeable = False  # it is shared
    return samples


def response(speaker: Speaker, frequencies_hz: npt.ArrayLike) -> _Spectrum:
    """Return the microphone's response to the volts at the drivers, relative to the pressure of one cone.

    The sum of all cones, each at its distance, minus the wave round an open back, minus the diffraction at
    the edges of the baffle, as a cardioid microphone picks it up.
    """
    f = np.asarray(frequencies_hz, np.float64)
    driver, near_m = speaker.driver, speaker.microphone_m
    wave = 2.0 * np.pi * f / _SOUND_M_S
    # The pressure before a piston of radius a falls as if it came from (sqrt(r^2 + a^2) + r) / 2 behind
    source_m = (math.hypot(near_m, driver.radius_m) + near_m) / 2.0
    heard = np.full(len(f), 1.0, np.complex128) * _cardioid(wave, source_m, cosine=1.0)
    for apart_m in speaker.others_m:
        away_m = math.hypot(apart_m, near_m)
        beam = cone_directivity(_rigid_part(wave, driver.radius_m), sine=apart_m / away_m)
        pickup = _cardioid(wave, away_m, cosine=near_m / away_m)
        heard += source_m / away_m * beam * pickup * np.exp(-1j * wave * (away_m - near_m))
    for edge_m in speaker.edges_m:
        away_m = math.hypot(edge_m, near_m)
        way_m = edge_m + away_m
        share = 0.5 / len(speaker.edges_m)  # all edges halve the pressure of the lowest notes far away
        pickup = _cardioid(wave, away_m, cosine=near_m / away_m)
        heard -= share * source_m / way_m * pickup * np.exp(-1j * wave * (way_m - near_m))
    if speaker.around_m:
        shadow = 1.0 / (1.0 + 1j * f / (_SOUND_M_S / (2.0 * np.pi * driver.radius_m)))
        pickup = _cardioid(wave, speaker.around_m, cosine=near_m / math.hypot(near_m, min(speaker.edges_m)))
        heard -= source_m / speaker.around_m * shadow * pickup * np.exp(-1j * wave * speaker.around_m)
    return heard * _cone(driver, speaker.box_m3, f) * _capsule(f)


def _cone(driver: Driver, box_m3: float | None, f: _Floats) -> _Spectrum:
    """Return the pressure of a cone: the high-pass of driver and box, its modes, the low-pass above them."""
    stiffer = 1.0 if box_m3 is None else math.sqrt(1.0 + driver.compliance_m3 / box_m3)
    box_hz, box_q = driver.resonance_hz * stiffer, driver.total_q * stiffer
    cone = -np.square(f / box_hz) * _low_pass(f, box_hz, box_q)  # the high-pass is s^2 times the low-pass
    for mode in driver.modes:
        cone = cone * _peak(f, mode)
    return cone * _low_pass(f, driver.cone_hz, 1.1) * _low_pass(f, 1.25 * driver.cone_hz, 0.7)


def _capsule(f: _Floats) -> _Spectrum:
    """Return the response of a dynamic stage microphone far from the source: presence, less bass, no air."""
    bass = (1j * f / (120.0 + 1j * f)) * (1j * f / (40.0 + 1j * f))
    presence = _peak(f, Mode(hz=5500.0, q=1.2, gain_db=5.0))
    return bass * presence * _low_pass(f, 13_000.0, 0.7)


def _cardioid(wave: _Floats, away_m: float, *, cosine: float) -> _Spectrum:
    """Return a cardioid's response to a spherical wave: half pressure, half its gradient (proximity)."""
    gradient = 1.0 - 1j / (np.maximum(wave, 1e-3) * away_m)  # stays finite at DC, which no cone radiates
    return 0.5 * (1.0 + gradient * cosine)


def _rigid_part(wave: _Floats, radius_m: float) -> _Floats:
    """Return k a for the radius of the part that moves as a whole, which shrinks with rising frequency."""
    return wave * radius_m / np.sqrt(1.0 + np.square(wave * radius_m / 2.0))


def cone_directivity(ka: npt.ArrayLike, *, sine: float) -> _Floats:
    """Return 2 J1(x) / x with x = ka sin(angle): the pressure of a piston off its axis, 1 on the axis.

    >>> np.round(cone_directivity([0.0, 1.0, 3.8317], sine=1.0), 3).tolist()
    [1.0, 0.88, 0.0]
    """
    x = np.asarray(ka, np.float64) * sine
    angles = (
        np.pi * np.arange(1, 11) / 21.0
    )  # half of Gauss-Chebyshev: (2 / pi) int sqrt(1 - t^2) cos(x t) dt
    directivity: _Floats = np.cos(x[:, None] * np.cos(angles)) @ np.square(np.sin(angles)) * (4.0 / 21.0)
    return directivity


def _low_pass(f: _Floats, hz: float, q: float) -> _Spectrum:
    s = 1j * f / hz
    low_pass: _Spectrum = 1.0 / (1.0 + s / q + s * s)
    return low_pass


def _peak(f: _Floats, mode: Mode) -> _Spectrum:
    s, gain = 1j * f / mode.hz, 10.0 ** (mode.gain_db / 40.0)
    peak: _Spectrum = (1.0 + s * gain / mode.q + s * s) / (1.0 + s / (gain * mode.q) + s * s)
    return peak


def _loudness_gain(speaker: Speaker) -> float:
    """Return the factor that keeps the K-weighted loudness of a guitar through the cabinet."""
    f = np.geomspace(60.0, 10_000.0, 1000)
    # Power per octave: a distorted guitar is flat from 100 Hz to 2 kHz and falls by 6 dB an octave above
    power = np.square(np.abs(k_response(f))) / (1.0 + (100.0 / f) ** 4) / (1.0 + (f / 2000.0) ** 2)
    behind = power * np.square(np.abs(response(speaker, f)))
    return math.sqrt(float(power.sum() / behind.sum()))


def _minimum_phase(magnitude: _Floats) -> _Floats:
    """Return the impulse response of minimum phase with this magnitude, from its cepstrum."""
    size = 2 * (len(magnitude) - 1)
    cepstrum = np.fft.irfft(np.log(np.maximum(magnitude, _FLOOR * magnitude.max())), size)
    cepstrum[1 : size // 2] *= 2.0
    cepstrum[size // 2 + 1 :] = 0.0
    taps: _Floats = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)), size)
    return taps
