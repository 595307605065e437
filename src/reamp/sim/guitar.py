"""A simplified electric guitar in volts: plucked stiff strings, their pickup, and a player.

A string is the sum of its modes, each a decaying sine: a pluck sets their amplitudes, the pickup senses
their velocity. The coil's resonance adds a pair of poles, so the whole guitar is one sum of exponentials,
exact in pitch, in decay and in the first millisecond.

String and pluck: Fletcher and Rossing, The Physics of Musical Instruments, chapters 2 and 9.
Coil, cable and load: Zollner, Physics of the Electric Guitar, chapter 5.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from reamp.errors import ConfigError

__all__ = ["ACTIVE", "HUMBUCKER", "SINGLE_COIL", "Note", "Pickup", "note_hz", "play_guitar", "pluck", "strum"]

Volts = npt.NDArray[np.float64]
Modes = npt.NDArray[np.complex128]

_SCALE_M = 0.648
_STEEL_PA = 2.0e11
_HIGHEST_MODE_HZ = 15_000.0


@dataclass(frozen=True, kw_only=True)
class _String:
    open_hz: float
    core_m: float  # the plain string, or the core under the winding
    tension_n: float


# A 10-46 set in standard tuning, from string 1 (high E) to string 6 (low E)
_STRINGS = (
    _String(open_hz=329.628, core_m=0.254e-3, tension_n=72.0),
    _String(open_hz=246.942, core_m=0.330e-3, tension_n=68.0),
    _String(open_hz=195.998, core_m=0.432e-3, tension_n=74.0),
    _String(open_hz=146.832, core_m=0.36e-3, tension_n=82.0),
    _String(open_hz=110.000, core_m=0.41e-3, tension_n=86.0),
    _String(open_hz=82.4069, core_m=0.46e-3, tension_n=77.0),
)


@dataclass(frozen=True, kw_only=True)
class Pickup:
    """A magnetic pickup with its cable and load.

    `coils_m` are distances from the bridge. The coil resonates with the cable and winding capacitance at
    1 / (2 pi sqrt(L C)); `load_ohm` is pots, amplifier input and eddy losses in parallel.
    `volts_per_m_s` is the output of one coil for a string with a 0.4 mm core. For an active pickup it
    includes the preamplifier, which clips at `rail_v`.
    """

    coils_m: tuple[float, ...]
    inductance_h: float
    resistance_ohm: float
    capacitance_f: float = 620e-12
    load_ohm: float = 130e3
    volts_per_m_s: float = 0.105
    rail_v: float = math.inf


SINGLE_COIL = Pickup(coils_m=(0.045,), inductance_h=2.4, resistance_ohm=6.0e3)
HUMBUCKER = Pickup(coils_m=(0.036, 0.054), inductance_h=4.4, resistance_ohm=8.2e3)
ACTIVE = Pickup(coils_m=(0.036, 0.054), inductance_h=1.0, resistance_ohm=2e3, volts_per_m_s=0.14, rail_v=2.2)
"""A hard strum peaks at about 1, 2 and, at the rail, 2.2 V."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """One pluck: `string` 1 (high E) to 6 (low E), stopped after `length_s`.

    `displacement_mm` is how far the pick pulls the string: 0.5 is soft, 3 is hard. `mute` is the weight of
    the palm on the bridge, 0 to 1. `vibrato_cents` is the peak pitch deviation, from half a second on.
    """

    start_s: float
    string: int
    fret: int
    length_s: float
    displacement_mm: float = 1.0
    pick_m: float = 0.11
    mute: float = 0.0
    vibrato_cents: float = 0.0

    def __post_init__(self) -> None:
        """Raise `ConfigError` for a note that no guitar can play."""
        checks = (
            (1 <= self.string <= len(_STRINGS), f"string must be 1 to 6, got {self.string}"),
            (0 <= self.fret <= 24, f"fret must be 0 to 24, got {self.fret}"),
            (0 <= self.start_s < math.inf, f"start_s must be 0 or more, got {self.start_s}"),
            (0 < self.length_s < math.inf, f"length_s must be above 0, got {self.length_s}"),
            (0 <= self.displacement_mm <= 10, f"displacement_mm must be 0 to 10, got {self.displacement_mm}"),
            (0.01 <= self.pick_m <= 0.15, f"pick_m must be 0.01 to 0.15, got {self.pick_m}"),
            (0 <= self.mute <= 1, f"mute must be 0 to 1, got {self.mute}"),
            (0 <= self.vibrato_cents <= 200, f"vibrato_cents must be 0 to 200, got {self.vibrato_cents}"),
        )
        for fine, problem in checks:
            if not fine:
                raise ConfigError(problem)


def note_hz(*, string: int, fret: int) -> float:
    """Return the pitch of a fretted string in standard tuning, A4 = 440 Hz.

    >>> round(note_hz(string=5, fret=12), 3)
    220.0
    """
    return float(_STRINGS[string - 1].open_hz * 2.0 ** (fret / 12.0))


def pluck(note: Note, *, pickup: Pickup = HUMBUCKER, rate_hz: int = 48_000) -> Volts:
    """Return the volts at the guitar's jack for one note, from the moment the pick releases the string.

    Shape (length_s * rate_hz,); the last 40 ms fade as the finger lifts.
    """
    volts = _plucked(note, pickup=pickup, rate_hz=rate_hz)
    return np.clip(volts, -pickup.rail_v, pickup.rail_v)


def _plucked(note: Note, *, pickup: Pickup, rate_hz: int) -> Volts:
    poles, residues = _through_coil(*_string_modes(note, pickup), pickup)
    frames = max(1, round(note.length_s * rate_hz))
    volts = _sum_of_exponentials(poles, residues, frames=frames, rate_hz=rate_hz)
    if note.vibrato_cents:
        volts = _with_vibrato(volts, cents=note.vibrato_cents, rate_hz=rate_hz)
    fade_frames = min(frames, round(0.04 * rate_hz))
    volts[frames - fade_frames :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade_frames + 1) / fade_frames)
    return volts


def strum(
    frets: Sequence[int | None],
    *,
    start_s: float,
    length_s: float,
    displacement_mm: float = 3.0,
    spread_s: float = 0.012,
    upward: bool = False,
) -> list[Note]:
    """Return the notes of a chord; `frets` run from low E to high E, None is a string that is not played.

    `spread_s` is the time the pick takes across the strings; a down stroke begins at the low E.

    >>> [note.string for note in strum((None, None, 0, 2, 3, 2), start_s=0.0, length_s=1.0)]
    [4, 3, 2, 1]
    """
    played = [(6 - i, fret) for i, fret in enumerate(frets) if fret is not None]
    if upward:
        played.reverse()
    step_s = spread_s / max(1, len(played) - 1)
    return [
        Note(
            start_s=start_s + i * step_s,
            string=string,
            fret=fret,
            length_s=length_s,
            displacement_mm=displacement_mm,
        )
        for i, (string, fret) in enumerate(played)
    ]


def play_guitar(
    notes: Iterable[Note],
    *,
    length_s: float,
    pickup: Pickup = HUMBUCKER,
    rate_hz: int = 48_000,
    seed: int = 0,
) -> Volts:
    """Return `length_s` of volts at the guitar's jack; a string stops when it is plucked again.

    `seed` sets the random variation of every pluck: about 10 % in strength, 5 mm along the string and 3 ms in
    time. The same seed gives the same take.
    """
    hand = np.random.default_rng(seed)
    take = sorted((_by_hand(note, hand) for note in notes), key=lambda note: note.start_s)
    volts = np.zeros(round(length_s * rate_hz))
    for i, note in enumerate(take):
        following = (other.start_s for other in take[i + 1 :] if other.string == note.string)
        stop_s = min(note.start_s + note.length_s, next(following, math.inf), length_s)
        first = round(note.start_s * rate_hz)
        if stop_s - note.start_s < 1.0 / rate_hz:
            continue
        sound = _plucked(replace(note, length_s=stop_s - note.start_s), pickup=pickup, rate_hz=rate_hz)
        sound = sound[: len(volts) - first]
        volts[first : first + len(sound)] += sound
    return np.clip(volts, -pickup.rail_v, pickup.rail_v)


def _by_hand(note: Note, hand: np.random.Generator) -> Note:
    strength, place_m, late_s = hand.normal(0.0, (0.1, 0.005, 0.003)).clip(-0.3, 0.3)
    return replace(
        note,
        displacement_mm=min(10.0, note.displacement_mm * (1.0 + strength)),
        pick_m=float(np.clip(note.pick_m + place_m, 0.05, 0.15)),
        start_s=max(0.0, note.start_s + late_s),
    )


def _string_modes(note: Note, pickup: Pickup) -> tuple[Modes, Modes]:
    """Return poles (rad/s) and residues (V) of the open-circuit voltage, positive frequencies only."""
    string = _STRINGS[note.string - 1]
    length_m = _SCALE_M / 2.0 ** (note.fret / 12.0)
    pitch_hz = note_hz(string=note.string, fret=note.fret)
    n = np.arange(1, 1 + int(_HIGHEST_MODE_HZ / pitch_hz))
    stiffness = math.pi**3 * _STEEL_PA * string.core_m**4 / (64.0 * string.tension_n * length_m**2)
    mode_hz = n * pitch_hz * np.sqrt((1.0 + stiffness * n**2) / (1.0 + stiffness))
    n, mode_hz = n[mode_hz < _HIGHEST_MODE_HZ], mode_hz[mode_hz < _HIGHEST_MODE_HZ]

    # A triangle of the pick's height, its tip rounded: a hard stroke is brighter than a soft one
    place = min(note.pick_m / length_m, 0.5)
    shape = (
        2e-3 * note.displacement_mm * np.sin(n * np.pi * place) / (n**2 * math.pi**2 * place * (1 - place))
    )
    shape /= 1.0 + (mode_hz / (1500.0 + 1500.0 * note.displacement_mm)) ** 2
    heard = sum(np.sin(n * np.pi * coil_m / length_m) for coil_m in pickup.coils_m)
    volts = pickup.volts_per_m_s * (string.core_m / 0.4e-3) ** 2 * shape * heard * 2.0 * math.pi * mode_hz

    # Losses per second, rising with frequency (kHz): air, the steel itself, and the palm
    khz = mode_hz / 1000.0
    loss = 0.45 + 0.9 * khz + 0.12 * khz**2 + note.mute * (9.0 + 30.0 * khz)
    # A fifth of the sound is vibration parallel to the body, which rings longer and a third of a cent sharp
    poles = np.concatenate([-loss + 2j * np.pi * mode_hz, -0.6 * loss + 2j * np.pi * mode_hz * 1.0002])
    return poles, 0.5j * np.concatenate([0.8 * volts, 0.2 * volts])


def _through_coil(poles: Modes, residues: Modes, pickup: Pickup) -> tuple[Modes, Modes]:
    """Return the modes after H(s) = 1 / ((1 + R/Z) + s (L/Z + R C) + s^2 L C), and the coil's own modes."""
    coil = pickup.inductance_h * pickup.capacitance_f
    damping = pickup.inductance_h / pickup.load_ohm + pickup.resistance_ohm * pickup.capacitance_f
    coefficients = (coil, damping, 1.0 + pickup.resistance_ohm / pickup.load_ohm)
    ring, other = np.roots(coefficients)
    if ring.imag <= 0.0:
        ring, other = other, ring
    driven = np.sum(residues / (ring - poles) + residues.conj() / (ring - poles.conj()))
    ring_residue = driven / (coil * (ring - other))
    passed = residues / np.polyval(coefficients, poles)
    return np.append(poles, ring), np.append(passed, ring_residue)


def _sum_of_exponentials(poles: Modes, residues: Modes, *, frames: int, rate_hz: int) -> Volts:
    """Return sum(2 Re(residue e^(pole t))), as one product of block starts and frames in a block."""
    block = 256
    starts = np.exp(np.outer(np.arange(0, frames, block) / rate_hz, poles))  # (blocks, modes)
    inside = 2.0 * residues[:, None] * np.exp(np.outer(poles, np.arange(block) / rate_hz))  # (modes, block)
    volts = starts.real @ inside.real - starts.imag @ inside.imag  # (blocks, block)
    return np.ascontiguousarray(volts.reshape(-1)[:frames])


def _with_vibrato(volts: Volts, *, cents: float, rate_hz: int) -> Volts:
    """Return the note with a vibrato at 5.5 Hz that grows between 0.5 and 1.2 s."""
    frame = np.arange(len(volts))
    depth = np.clip((frame / rate_hz - 0.5) / 0.7, 0.0, 1.0)
    speed = 2.0 ** (cents / 1200.0 * depth * np.sin(2.0 * np.pi * 5.5 * frame / rate_hz))
    position = np.concatenate([[0.0], np.cumsum(speed)[:-1]])
    fine = 8  # linear interpolation of an 8 times oversampled string is 70 dB down at 3 kHz
    padded = np.concatenate([volts, np.zeros(rate_hz // 10)])
    smooth = fine * np.fft.irfft(np.fft.rfft(padded), fine * len(padded))
    swung: Volts = np.interp(fine * position, np.arange(len(smooth)), smooth)
    return swung
