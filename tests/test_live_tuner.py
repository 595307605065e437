"""The tuner: settled 0.3 s after the string, at any block size and reference pitch."""

import math

import numpy as np
import pytest
from play_cases import still_session
from test_audio_pitch import HARMONICS_HZ, RATE_HZ, STRINGS_HZ, string

from reamp import _core
from reamp.errors import ConfigError
from reamp.live.tuner import LiveTuner, Tuner, TunerReading, nearest_note


def read_after(hz: float, seconds: float, *, block: int, reference_hz: float = 440.0) -> TunerReading | None:
    """Return the reading that long after a string was plucked out of silence and noise."""
    tuner = Tuner(RATE_HZ, reference_hz=reference_hz)
    noise = np.random.default_rng(1).normal(0.0, 1e-4, RATE_HZ // 2).astype(np.float32)
    x = np.concatenate([noise, string(hz, stiffness=1e-4, snr_db=30.0)[: round(seconds * RATE_HZ)]])
    reading = None
    for first in range(0, len(x), block):
        reading = tuner.hear(x[first : first + block])
    return reading


@pytest.mark.parametrize("hz", [*STRINGS_HZ, *HARMONICS_HZ])
@pytest.mark.parametrize("block", [480, 1920])  # a screen of a player comes every 40 ms
def test_it_is_within_a_cent_after_three_tenths_of_a_second(hz: float, block: int) -> None:
    reading = read_after(hz, 0.3, block=block)
    assert reading is not None
    assert abs(1200.0 * math.log2(reading.frequency_hz / hz)) < 1.0


def test_notes_have_names_and_cents() -> None:
    for number, name in ((23, "B0"), (28, "E1"), (35, "B1"), (40, "E2"), (64, "E4"), (70, "A#4")):
        reading = nearest_note(440.0 * 2.0 ** ((number - 69 + 0.3) / 12.0))
        assert (reading.note, round(reading.cents, 6)) == (name, 30.0)


def test_another_reference_pitch() -> None:
    reading = read_after(110.0 * 432.0 / 440.0, 0.3, block=480, reference_hz=432.0)
    assert reading is not None
    assert (reading.note, reading.reference_hz) == ("A2", 432.0)
    assert abs(reading.cents) < 1.0
    with pytest.raises(ConfigError, match="the reference pitch is 400 to 480 Hz, got 300"):
        Tuner(RATE_HZ, reference_hz=300.0)


def test_a_reading_stays_for_a_moment_and_goes() -> None:
    tuner = Tuner(RATE_HZ)
    assert tuner.hear(np.zeros(RATE_HZ, np.float32)) is None
    assert tuner.hear(string(110.0)) is not None
    silence = np.zeros(4800, np.float32)
    assert tuner.hear(silence) is not None
    assert [tuner.hear(silence) is None for _ in range(10)][-1]


def test_it_hears_the_input_of_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    session = still_session()
    tuner = LiveTuner(session)
    assert tuner.listen() is None
    x = string(110.0)
    monkeypatch.setattr(session, "inputs", lambda: (x, np.zeros_like(x)))
    reading = tuner.listen()
    assert reading is not None
    assert (reading.note, tuner.reference_hz) == ("A2", 440.0)


@pytest.mark.parametrize("hz", [0.0, -1.0, math.nan, math.inf])
def test_a_frequency_that_is_not_positive_is_refused(hz: float) -> None:
    with pytest.raises(ValueError, match="frequency_hz must be positive"):
        nearest_note(hz)
    with pytest.raises(ValueError, match="reference_hz must be positive"):
        _core.Tuner(RATE_HZ, hz)


def test_a_tuner_has_a_rate() -> None:
    with pytest.raises(ValueError, match="rate_hz must be positive"):
        Tuner(-1)
