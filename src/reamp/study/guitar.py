"""The guitar of the study: one phrase played softly, as usual, and hard, in volts at the jack."""

from dataclasses import replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from reamp.sim.guitar import HUMBUCKER, Note, play_guitar, strum

__all__ = ["PHRASE_S", "Strength", "study_volts"]

PHRASE_S = 9.0


class Strength(StrEnum):
    """How hard the phrase is played."""

    SOFT = "soft"
    USUAL = "usual"
    HARD = "hard"


_DISPLACEMENT = {Strength.SOFT: 0.35, Strength.USUAL: 1.0, Strength.HARD: 1.8}  # of the pick in mm: 14 dB


def study_volts(strength: Strength, *, rate_hz: int = 48_000) -> npt.NDArray[np.float64]:
    """Return 9 s of guitar: a chord and a bass note that ring out, muted notes, a held lead note.

    All random variation is the same each time, so that only the strength differs.
    """
    factor = _DISPLACEMENT[strength]
    notes = [replace(note, displacement_mm=factor * note.displacement_mm) for note in _phrase()]
    return play_guitar(notes, length_s=PHRASE_S, pickup=HUMBUCKER, rate_hz=rate_hz, seed=5)


def _phrase() -> list[Note]:
    """Return the notes; the decay is measured on those that ring for 2 s or more."""
    chord = strum((0, 2, 2, 1, 0, 0), start_s=0.1, length_s=2.9, displacement_mm=2.2)
    muted = [
        Note(start_s=3.1 + 0.15 * i, string=6, fret=fret, length_s=0.14, displacement_mm=2.5, mute=0.6)
        for i, fret in enumerate((0, 0, 3, 0, 5, 3))
    ]
    bass = Note(start_s=4.1, string=5, fret=3, length_s=2.2, displacement_mm=2.0)
    lead = Note(start_s=6.4, string=2, fret=12, length_s=2.6, displacement_mm=2.0, vibrato_cents=12.0)
    return [*chord, *muted, bass, lead]
