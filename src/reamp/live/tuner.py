"""A tuner: finds the note on an input and how many cents it is off."""

import math
from dataclasses import dataclass

import numpy as np

from reamp.arguments import is_number
from reamp.audio.pitch import PITCH_S, measure_pitch
from reamp.audio.signal import Samples
from reamp.errors import ConfigError
from reamp.live.session import Session

__all__ = ["REFERENCE_HZ", "REFERENCE_RANGE_HZ", "LiveTuner", "Tuner", "TunerReading", "nearest_note"]

REFERENCE_HZ = 440.0
REFERENCE_RANGE_HZ = (400.0, 480.0)
"""Range of the pitch of the A above middle C, from Baroque to the sharpest orchestra."""

_NOTES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_A4 = 69  # MIDI note number
_BETWEEN_S = 0.04  # between measurements; each takes 2 ms of a processor
_HELD_S = 0.4  # a reading is held while the note is unclear for a moment


@dataclass(frozen=True, kw_only=True)
class TunerReading:
    """A note, its frequency, and by how many `cents`, -50 to 50, it is off at a reference pitch."""

    note: str
    cents: float
    frequency_hz: float
    reference_hz: float


class Tuner:
    """Hears one input block by block, on any thread but the audio thread.

    It is accurate to a cent from the low B of a bass to the fifth-fret harmonic of the high E, 0.3 s after a
    string was plucked. Raises `ConfigError` for a reference outside `REFERENCE_RANGE_HZ`.
    """

    def __init__(self, rate_hz: int, *, reference_hz: float = REFERENCE_HZ) -> None:
        low_hz, high_hz = REFERENCE_RANGE_HZ
        if not is_number(reference_hz) or not low_hz <= reference_hz <= high_hz:
            raise ConfigError(f"the reference pitch is {low_hz:g} to {high_hz:g} Hz, got {reference_hz}")
        self.rate_hz = rate_hz
        self.reference_hz = float(reference_hz)
        self._heard = np.zeros(0, np.float32)
        self._new_frames = 0
        self._since_clear_s = math.inf
        self._reading: TunerReading | None = None

    def hear(self, samples: Samples) -> TunerReading | None:
        """Return the note after more samples, shape (frames,); None for silence and for no clear note."""
        kept = round(PITCH_S * self.rate_hz) + 1
        self._heard = np.concatenate([self._heard, samples])[-kept:]
        self._new_frames += len(samples)
        if self._new_frames < _BETWEEN_S * self.rate_hz:
            return self._reading
        passed_s, self._new_frames = self._new_frames / self.rate_hz, 0
        pitch = measure_pitch(self._heard, self.rate_hz)
        if pitch is not None:
            self._since_clear_s = 0.0
            self._reading = nearest_note(pitch.frequency_hz, reference_hz=self.reference_hz)
        else:
            self._since_clear_s += passed_s
            if self._since_clear_s > _HELD_S:
                self._reading = None
        return self._reading


class LiveTuner:
    """A tuner on the input that a session plays; raises as `Tuner` does."""

    def __init__(self, session: Session, *, reference_hz: float = REFERENCE_HZ) -> None:
        self._session = session
        self._tuner = Tuner(session.status().rate_hz, reference_hz=reference_hz)
        session.inputs()  # drop the sound from before

    @property
    def reference_hz(self) -> float:
        """The pitch of A4."""
        return self._tuner.reference_hz

    def listen(self) -> TunerReading | None:
        """Return the note that sounds now. Call it about ten times a second; more often is no better."""
        rate_hz = self._session.status().rate_hz
        if rate_hz != self._tuner.rate_hz:  # the device came back at another rate
            self._tuner = Tuner(rate_hz, reference_hz=self._tuner.reference_hz)
        inputs = self._session.inputs()
        channel = self._session.source.channel
        return self._tuner.hear(inputs[channel - 1] if len(inputs) >= channel else np.zeros(0, np.float32))


def nearest_note(frequency_hz: float, *, reference_hz: float = REFERENCE_HZ) -> TunerReading:
    """Return the nearest note of equal temperament.

    >>> nearest_note(82.5).note, round(nearest_note(82.5).cents, 1)
    ('E2', 2.0)
    >>> nearest_note(432.0, reference_hz=432.0).note
    'A4'
    """
    number = _A4 + 12.0 * math.log2(frequency_hz / reference_hz)
    nearest = round(number)
    return TunerReading(
        note=f"{_NOTES[nearest % 12]}{nearest // 12 - 1}",
        cents=100.0 * (number - nearest),
        frequency_hz=frequency_hz,
        reference_hz=reference_hz,
    )
