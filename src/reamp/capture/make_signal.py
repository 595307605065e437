"""Reamp's own test signal: three minutes that show a model everything a guitar or bass will ask of it.

| from | to | what | why |
| --- | --- | --- | --- |
| 0:00 | 0:02 | a loud chord | opens gates, charges coupling capacitors; nothing here is used |
| 0:02 | 0:03 | silence | the noise floor of the chain |
| 0:03 | 0:05 | three impulses | the latency to the frame |
| 0:05 | 0:14 | validation | guitar and bass that training never hears |
| 0:14.5 | 0:25 | sweeps to 20 kHz at -36, -18 and -1 dBFS | every frequency alone, clean and distorted |
| 0:25 | 0:35 | white and pink noise, -57 to -3 dBFS in steps of 6 dB | every level, all frequencies at once |
| 0:35 | 2:23 | guitar, 18 phrases, peaks -42 to -1 dBFS | what will be played: two pickups, 22 frets |
| 2:23 | 2:47 | bass, 4 phrases | an octave lower |
| 2:47.5 | 2:56.5 | the validation again | whether the gear sounds like itself |
| 2:56.5 | 2:58 | silence | room for a latency in recorders that stop with the signal |
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from reamp.audio.resample import resample
from reamp.audio.signal import Signal
from reamp.capture.layout import TestSignal
from reamp.errors import ConfigError
from reamp.sim.guitar import HUMBUCKER, SINGLE_COIL, Note, Pickup, play_guitar, strum
from reamp.units import db_to_ratio

__all__ = ["PEAK_DBFS", "RATES_HZ", "make_test_signal", "own_test_signal"]

RATES_HZ = (44_100, 48_000, 88_200, 96_000)
PEAK_DBFS = -1.0
"""The largest sample; at other rates than 48 kHz, and between samples, 0.05 dB may come on top."""

_MADE_AT_HZ = 48_000
_LENGTH_S = 178.0
_IMPULSES_S = (3.5, 4.0, 4.5)
_NOISE_FLOOR_S = (2.25, 3.0)
_VALIDATION_S = (5.0, 167.5)
_VALIDATION_LENGTH_S = 9.0
_TRAINING_S = (14.0, 167.5)
_SWEEPS_S, _SWEEP_LEVELS_DBFS, _SWEEP_LENGTH_S = 14.5, (-36.0, -18.0, -1.0), 3.0
_NOISE_S, _NOISE_LEVELS_DBFS = 25.0, tuple(range(-57, 0, 6))
_GUITAR_S, _BASS_S, _PHRASE_S = 35.0, 143.0, 6.0
_FADE_S = 0.005

_Array: TypeAlias = npt.NDArray[np.float64]
_Chord: TypeAlias = tuple[int | None, ...]
_Player: TypeAlias = Callable[[int], list[Note]]


def own_test_signal(rate_hz: int) -> TestSignal:
    """Return the layout of the signal at one of `RATES_HZ`; raises `ConfigError` for another."""
    if rate_hz not in RATES_HZ:
        raise ConfigError(
            f"the test signal exists at {', '.join(map(str, RATES_HZ))} Hz, not at {rate_hz} Hz"
        )

    def span(first_s: float, end_s: float) -> slice:
        return slice(round(first_s * rate_hz), round(end_s * rate_hz))

    return TestSignal(
        name="reamp-1",
        rate_hz=rate_hz,
        frames=round(_LENGTH_S * rate_hz),
        training=span(*_TRAINING_S),
        validation=tuple(span(first_s, first_s + _VALIDATION_LENGTH_S) for first_s in _VALIDATION_S),
        impulses=tuple(round(at_s * rate_hz) for at_s in _IMPULSES_S),
        noise_floor=span(*_NOISE_FLOOR_S),
    )


def make_test_signal(rate_hz: int = 48_000) -> Signal:
    """Return the signal at one of `RATES_HZ`, its samples whole 24-bit steps; takes some seconds.

    The same samples every time; another machine's mathematics may differ in a last bit, which matters
    nowhere: a capture keeps the signal it was made with. Raises `ConfigError` for another rate.
    """
    layout = own_test_signal(rate_hz)
    samples = resample(Signal.from_float64(_sections(), _MADE_AT_HZ), rate_hz).samples.astype(np.float64)
    samples[list(layout.impulses)] = db_to_ratio(PEAK_DBFS)
    first, again = layout.validation
    samples[again] = samples[first]  # to the bit, which resampling alone does not give
    steps = 2.0**23
    return Signal.from_float64(np.rint(samples * steps) / steps, rate_hz)


def _sections() -> _Array:
    """Return all but the impulses, at 48 kHz."""
    samples = np.zeros(round(_LENGTH_S * _MADE_AT_HZ))

    def put(sound: _Array, at_s: float, level_dbfs: float) -> None:
        first = round(at_s * _MADE_AT_HZ)
        samples[first : first + len(sound)] = _at_peak(_faded(sound), level_dbfs)

    put(play_guitar(_chords(0)[:6], length_s=2.0, seed=1), 0.0, -6.0)
    for i, level_dbfs in enumerate(_SWEEP_LEVELS_DBFS):
        put(_sweep(), _SWEEPS_S + i * (_SWEEP_LENGTH_S + 0.5), level_dbfs)
    for i, level_dbfs in enumerate(_NOISE_LEVELS_DBFS):
        white, pink = _noises(0.5, seed=i)
        put(white, _NOISE_S + i, level_dbfs)
        put(pink, _NOISE_S + i + 0.5, level_dbfs)
    for i, phrase in enumerate((*_GUITAR, *_BASS)):
        put(_sound(phrase, seed=100 + i), _GUITAR_S + i * _PHRASE_S, phrase.level_dbfs)
    at_s = 0.0
    for i, (length_s, phrase) in enumerate(_VALIDATION):
        sound = _sound(phrase, seed=300 + i)[: round(length_s * _MADE_AT_HZ)]
        for first_s in _VALIDATION_S:
            put(sound, first_s + at_s, phrase.level_dbfs)
        at_s += length_s
    return samples


# The phrases, six seconds each; `position` is the fret of the hand.


def _chords(position: int) -> list[Note]:
    """Return strummed barre chords, down and up; the first is open when the hand is at the nut."""
    shapes: list[_Chord] = [(0, 2, 2, 1, 0, 0), (None, 0, 2, 2, 2, 0), (3, 2, 0, 0, 0, 3)]
    notes: list[Note] = []
    for beat in range(8):
        shape: Sequence[int | None] = shapes[beat // 3]
        frets = [None if fret is None else fret + position for fret in shape]
        notes += strum(frets, start_s=0.75 * beat, length_s=1.4, upward=beat % 3 == 2, spread_s=0.02)
    return notes


def _chugs(position: int) -> list[Note]:
    """Return palm-muted power chords in eighths, the accents open."""
    notes: list[Note] = []
    for beat in range(32):
        root = position + (0, 0, 3, 5)[beat // 8]
        accent = beat % 8 in (0, 3, 6)
        for string, fret in ((6, root), (5, root + 2), (4, root + 2)):
            notes.append(
                Note(
                    start_s=0.1875 * beat + 0.004 * (6 - string),
                    string=string,
                    fret=fret,
                    length_s=0.4 if accent else 0.18,
                    displacement_mm=3.5 if accent else 2.0,
                    mute=0.0 if accent else 0.6,
                )
            )
    return notes


def _arpeggios(position: int) -> list[Note]:
    """Return broken chords that ring into each other."""
    notes: list[Note] = []
    for i in range(30):
        string, fret = ((5, 3), (4, 2), (3, 0), (2, 1), (1, 0), (2, 1))[i % 6]
        notes.append(
            Note(start_s=0.2 * i, string=string, fret=fret + position, length_s=1.5, displacement_mm=1.2)
        )
    return notes


def _lead(position: int) -> list[Note]:
    """Return a pentatonic line across the strings, its long notes with vibrato."""
    box = [(s, f) for s, pair in ((3, (0, 2)), (2, (1, 3)), (1, (0, 3))) for f in pair]
    notes: list[Note] = []
    at_s = 0.0
    for i in range(22):
        string, fret = box[(0, 1, 2, 3, 4, 5, 4, 3, 2, 3, 1)[i % 11]]
        long = i % 5 == 4
        notes.append(
            Note(
                start_s=at_s,
                string=string,
                fret=fret + position,
                length_s=0.9 if long else 0.2,
                displacement_mm=2.0,
                vibrato_cents=40.0 if long else 0.0,
            )
        )
        at_s += 0.7 if long else 0.18
    return [note for note in notes if note.start_s < _PHRASE_S]


def _every_fret(position: int) -> list[Note]:
    """Return all strings in turn from `position` upward, twelve frets each."""
    return [
        Note(
            start_s=0.0833 * (12 * line + step),
            string=6 - line,
            fret=min(22, position + step),
            length_s=0.1,
            displacement_mm=1.5,
        )
        for line in range(6)
        for step in range(12)
    ]


def _long_notes(position: int) -> list[Note]:
    """Return three notes, hit hard and left to ring: the level falls through everything a clipper does."""
    places = ((6, 0), (4, 2), (2, 3))
    return [
        Note(start_s=2.0 * i, string=string, fret=fret + position, length_s=2.0, displacement_mm=4.0)
        for i, (string, fret) in enumerate(places)
    ]


def _line(position: int) -> list[Note]:
    """Return a line on the four low strings, fingered: round, some notes short, some ringing."""
    steps = (0, 0, 7, 12, 10, 7, 5, 3)
    notes: list[Note] = []
    for i in range(20):
        up = steps[i % 8]
        notes.append(
            Note(
                start_s=0.3 * i,
                string=6 - up // 5,
                fret=position + up % 5,
                length_s=0.28 if i % 3 else 0.6,
                displacement_mm=1.0 + 0.8 * (i % 4),
                pick_m=0.14,
            )
        )
    return notes


@dataclass(frozen=True, kw_only=True)
class _Phrase:
    play: _Player
    level_dbfs: float
    position: int = 0
    pickup: Pickup = HUMBUCKER
    octave_down: bool = False
    swell: bool = False


_GUITAR = (
    _Phrase(play=_chords, level_dbfs=-1),
    _Phrase(play=_chugs, level_dbfs=-1),
    _Phrase(play=_lead, level_dbfs=-3, position=12, pickup=SINGLE_COIL),
    _Phrase(play=_every_fret, level_dbfs=-4),
    _Phrase(play=_arpeggios, level_dbfs=-18, pickup=SINGLE_COIL),
    _Phrase(play=_long_notes, level_dbfs=-1),
    _Phrase(play=_chords, level_dbfs=-12, position=5, pickup=SINGLE_COIL),
    _Phrase(play=_chugs, level_dbfs=-8, position=3),
    _Phrase(play=_lead, level_dbfs=-10, position=5),
    _Phrase(play=_every_fret, level_dbfs=-2, position=11, pickup=SINGLE_COIL),
    _Phrase(play=_arpeggios, level_dbfs=-6, position=7),
    _Phrase(play=_chords, level_dbfs=-1, swell=True),
    _Phrase(play=_chords, level_dbfs=-24, position=2),
    _Phrase(play=_lead, level_dbfs=-1, position=17),
    _Phrase(play=_long_notes, level_dbfs=-14, position=12, pickup=SINGLE_COIL),
    _Phrase(play=_arpeggios, level_dbfs=-42),
    _Phrase(play=_chugs, level_dbfs=-2, position=0, pickup=SINGLE_COIL),
    _Phrase(play=_chords, level_dbfs=-3, position=3, pickup=SINGLE_COIL),
)
_BASS = (
    _Phrase(play=_line, level_dbfs=-1, octave_down=True, pickup=SINGLE_COIL),
    _Phrase(play=_every_fret, level_dbfs=-5, octave_down=True),
    _Phrase(play=_line, level_dbfs=-20, position=5, octave_down=True),
    _Phrase(play=_long_notes, level_dbfs=-3, octave_down=True),
)
_VALIDATION = (  # with the seconds each is heard
    (2.25, _Phrase(play=_chords, level_dbfs=-2, position=1)),
    (1.5, _Phrase(play=_chugs, level_dbfs=-1, position=1)),
    (2.0, _Phrase(play=_lead, level_dbfs=-6, position=8, pickup=SINGLE_COIL)),
    (1.75, _Phrase(play=_arpeggios, level_dbfs=-20, position=4)),
    (1.5, _Phrase(play=_line, level_dbfs=-4, position=2, octave_down=True)),
)


def _sound(phrase: _Phrase, *, seed: int) -> _Array:
    """Return six seconds at 48 kHz."""
    notes, length_s, rate_hz = phrase.play(phrase.position), _PHRASE_S, _MADE_AT_HZ
    if phrase.octave_down:  # a bass is a guitar at half the speed: twice the string, half the pitch
        notes = [replace(note, start_s=note.start_s / 2, length_s=note.length_s / 2) for note in notes]
        length_s, rate_hz = length_s / 2, 2 * rate_hz
    sound = play_guitar(notes, length_s=length_s, pickup=phrase.pickup, rate_hz=rate_hz, seed=seed)
    if phrase.swell:
        sound *= 10.0 ** np.linspace(-3.0, 0.0, len(sound))  # the guitar's volume, from -60 dB
    return sound


def _sweep() -> _Array:
    """Return an exponential sweep from 20 Hz to 20 kHz."""
    t = np.arange(round(_SWEEP_LENGTH_S * _MADE_AT_HZ)) / _MADE_AT_HZ
    growth = np.log(20_000.0 / 20.0) / _SWEEP_LENGTH_S
    sweep: _Array = np.sin(2.0 * np.pi * 20.0 / growth * np.expm1(growth * t))
    return sweep


def _noises(length_s: float, *, seed: int) -> tuple[_Array, _Array]:
    """Return white and pink noise (3 dB less per octave from 40 Hz), nothing above 20 kHz."""
    frames = round(length_s * _MADE_AT_HZ)
    spectrum = np.fft.rfft(np.random.default_rng(seed).uniform(-1.0, 1.0, frames))
    frequencies = np.fft.rfftfreq(frames, 1.0 / _MADE_AT_HZ)
    spectrum[frequencies > 20_000.0] = 0.0
    pink = spectrum / np.sqrt(np.maximum(frequencies, 40.0))
    return np.fft.irfft(spectrum, frames), np.fft.irfft(pink, frames)


def _faded(sound: _Array) -> _Array:
    """Return the sound with its first and last 5 ms faded: else a click adds frequencies."""
    fade = np.linspace(0.0, 1.0, round(_FADE_S * _MADE_AT_HZ))
    faded = sound.copy()
    faded[: len(fade)] *= fade
    faded[len(faded) - len(fade) :] *= fade[::-1]
    return faded


def _at_peak(sound: _Array, level_dbfs: float) -> _Array:
    scaled: _Array = sound * (db_to_ratio(level_dbfs) / np.abs(sound).max())
    return scaled
