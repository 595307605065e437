"""Decays of notes that are known: where they begin, where they end, how loud they are then."""

import numpy as np
import numpy.typing as npt
import pytest

from reamp.audio.files import read
from reamp.demo import demo_di_path
from reamp.errors import AudioError, ConfigError
from reamp.metrics.decay import decay_difference_db, decay_level_dbfs, decay_tails
from reamp.sim.guitar import Note, play_guitar, strum

RATE_HZ = 48_000
Array = npt.NDArray[np.float64]


def ringing(*notes: Note, length_s: float) -> Array:
    return play_guitar(notes, length_s=length_s, rate_hz=RATE_HZ)


def ends_s(di: Array) -> list[float]:
    return [tail.stop / RATE_HZ for tail in decay_tails(di, rate_hz=RATE_HZ)]


def test_a_note_ends_before_the_next_one_begins() -> None:
    first = Note(start_s=0.5, string=4, fret=2, length_s=9.0)
    second = Note(start_s=3.5, string=3, fret=2, length_s=9.0)
    assert ends_s(ringing(first, second, length_s=6.5)) == pytest.approx([3.48, 6.45], abs=0.05)


def test_a_note_ends_where_a_finger_stops_it() -> None:
    note = Note(start_s=0.5, string=4, fret=2, length_s=2.5)
    di = ringing(note, length_s=5.0) + np.random.default_rng(0).normal(scale=1e-5, size=5 * RATE_HZ)
    (end_s,) = ends_s(di)
    assert 2.85 < end_s < 3.0


def test_a_chord_that_beats_is_one_note() -> None:
    chord = strum((0, 2, 2, 0, 0, 0), start_s=0.3, length_s=5.0)
    assert len(ends_s(ringing(*chord, length_s=5.0))) == 1


def test_short_notes_and_silence_have_no_tail() -> None:
    riff = [Note(start_s=0.4 * i, string=6, fret=0, length_s=0.35, mute=0.5) for i in range(10)]
    assert ends_s(ringing(*riff, length_s=4.0)) == []
    assert ends_s(np.zeros(3 * RATE_HZ)) == []


def test_the_demo_has_its_held_note() -> None:
    signal = read(demo_di_path())
    (tail,) = decay_tails(signal.samples, rate_hz=signal.rate_hz)
    assert 12.5 < tail.stop / signal.rate_hz < 14.0


def test_the_level_of_an_exponential_decay() -> None:
    t = np.arange(4 * RATE_HZ) / RATE_HZ
    note = np.exp(-t) * np.sin(2 * np.pi * 220 * t)
    (tail,) = decay_tails(note, rate_hz=RATE_HZ)
    start_s, end_s = tail.start / RATE_HZ, tail.stop / RATE_HZ
    expected_dbfs = 10 * np.log10((np.exp(-2 * start_s) - np.exp(-2 * end_s)) / 4)
    assert decay_level_dbfs(note, (tail,)) == pytest.approx(expected_dbfs, abs=0.01)


def test_distortion_makes_a_note_die_later_at_the_same_start() -> None:
    note = ringing(Note(start_s=0.1, string=3, fret=2, length_s=4.0), length_s=4.0)
    note /= np.abs(note).max()
    tails = decay_tails(note, rate_hz=RATE_HZ)
    hot, cold = np.tanh(10.0 * note), np.tanh(note) / np.tanh(1.0)
    assert decay_difference_db(hot, cold, tails) < -6.0


def test_each_note_counts_alike() -> None:
    samples = np.concatenate([np.full(100, 1.0), np.full(100, 0.01)])
    assert decay_level_dbfs(samples, [slice(0, 100), slice(100, 200)]) == pytest.approx(-20.0)


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(AudioError, match="no note rings out"):
        decay_level_dbfs(np.ones(10), [])
    with pytest.raises(AudioError, match="no note rings out"):
        decay_level_dbfs(np.ones(10), [slice(5, 11)])
    with pytest.raises(AudioError, match="silent where a note decays"):
        decay_difference_db(np.zeros(10), np.ones(10), [slice(5, 10)])
    with pytest.raises(ConfigError, match=r"at most ring_s \(2 s\), got 3"):
        decay_tails(np.ones(10), rate_hz=RATE_HZ, tail_s=3.0)
