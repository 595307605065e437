"""A tuner: finds the note on an input and how many cents it is off."""

from dataclasses import dataclass

import numpy as np

from reamp import _core
from reamp.arguments import is_number
from reamp.audio.signal import Samples
from reamp.errors import ConfigError
from reamp.live.session import Session

__all__ = ["REFERENCE_HZ", "REFERENCE_RANGE_HZ", "LiveTuner", "Tuner", "TunerReading", "nearest_note"]

REFERENCE_HZ = 440.0
REFERENCE_RANGE_HZ = (400.0, 480.0)
"""Range of the pitch of the A above middle C, from Baroque to the sharpest orchestra."""


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
        self._tuner = _core.Tuner(rate_hz, self.reference_hz)

    def hear(self, samples: Samples) -> TunerReading | None:
        """Return the note after more samples, shape (frames,); None for silence and for no clear note."""
        heard = self._tuner.hear(np.ascontiguousarray(samples, np.float32))
        return None if heard is None else _reading(heard, self.reference_hz)


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
    return _reading(_core.nearest_note(frequency_hz, reference_hz), reference_hz)


def _reading(heard: _core.TunerReading, reference_hz: float) -> TunerReading:
    return TunerReading(
        note=_core.note_name(heard.midi_note),
        cents=heard.cents,
        frequency_hz=heard.frequency_hz,
        reference_hz=reference_hz,
    )
