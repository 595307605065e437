"""The simulated guitar: volts, pitch, decay, damping, and the same take from the same seed."""

from dataclasses import replace

import numpy as np
import pytest

from reamp.errors import ConfigError
from reamp.sim.guitar import ACTIVE, HUMBUCKER, SINGLE_COIL, Note, Pickup, note_hz, play_guitar, pluck, strum

RATE = 48_000
OPEN_E = (0, 2, 2, 1, 0, 0)
OPEN_G = (3, 2, 0, 0, 0, 3)


def cents(measured_hz: float, expected_hz: float) -> float:
    return 1200.0 * float(np.log2(measured_hz / expected_hz))


def fundamental_hz(volts: np.ndarray, near_hz: float) -> float:
    """The strongest partial within a semitone: the interpolated peak of a windowed, padded spectrum."""
    spectrum = np.abs(np.fft.rfft(volts * np.hanning(len(volts)), 8 * len(volts)))
    bin_hz = RATE / (8 * len(volts))
    low, high = round(near_hz * 0.944 / bin_hz), round(near_hz * 1.059 / bin_hz)
    peak = low + int(np.argmax(spectrum[low:high]))
    a, b, c = np.log(spectrum[peak - 1 : peak + 2])
    return (peak + 0.5 * (a - c) / (a - 2 * b + c)) * bin_hz


def spectral_centroid_hz(volts: np.ndarray) -> float:
    power = np.abs(np.fft.rfft(volts)) ** 2
    return float(np.sum(np.fft.rfftfreq(len(volts), 1 / RATE) * power) / np.sum(power))


@pytest.mark.parametrize(("pickup", "low_v", "high_v"), [(HUMBUCKER, 1.0, 4.0), (SINGLE_COIL, 0.4, 1.8)])
def test_hard_strum_has_the_volts_of_a_real_pickup(pickup: Pickup, low_v: float, high_v: float) -> None:
    peaks_v = [
        np.abs(
            play_guitar(strum(frets, start_s=0.0, length_s=0.3), length_s=0.3, pickup=pickup, seed=seed)
        ).max()
        for frets in (OPEN_E, OPEN_G)
        for seed in range(3)
    ]
    assert min(peaks_v) > low_v
    assert max(peaks_v) < high_v
    assert np.mean(peaks_v) == pytest.approx((low_v + high_v) / 2.3, rel=0.15)


def test_an_active_pickup_clips_at_its_rail() -> None:
    hard, soft = (
        play_guitar(strum(OPEN_E, start_s=0.0, length_s=0.3, displacement_mm=mm), length_s=0.3, pickup=ACTIVE)
        for mm in (3.0, 1.0)
    )
    assert np.abs(hard).max() == ACTIVE.rail_v
    assert 0.3 < np.abs(soft).max() < ACTIVE.rail_v
    note = Note(start_s=0.0, string=6, fret=0, length_s=0.3, displacement_mm=10.0)
    assert np.abs(pluck(note, pickup=ACTIVE)).max() == ACTIVE.rail_v


@pytest.mark.parametrize(
    ("string", "fret"), [(6, 0), (6, 3), (5, 7), (4, 2), (3, 14), (2, 17), (1, 12), (1, 22)]
)
def test_pitch_is_within_one_cent(string: int, fret: int) -> None:
    volts = pluck(Note(start_s=0.0, string=string, fret=fret, length_s=2.0))
    expected_hz = note_hz(string=string, fret=fret)
    assert abs(cents(fundamental_hz(volts, expected_hz), expected_hz)) < 1.0


def test_open_strings_are_in_standard_tuning() -> None:
    midi = (64, 59, 55, 50, 45, 40)
    for string, number in enumerate(midi, start=1):
        assert abs(cents(note_hz(string=string, fret=0), 440.0 * 2 ** ((number - 69) / 12))) < 0.01


def test_partials_are_stretched_by_stiffness() -> None:
    volts = pluck(Note(start_s=0.0, string=6, fret=0, length_s=2.0, displacement_mm=3.0))
    tenth_hz = fundamental_hz(volts, 10 * note_hz(string=6, fret=0))
    assert 1.0 < cents(tenth_hz, 10 * note_hz(string=6, fret=0)) < 30.0


@pytest.mark.parametrize("string", range(1, 7))
def test_decay_is_monotone_and_high_partials_die_first(string: int) -> None:
    volts = pluck(Note(start_s=0.0, string=string, fret=0, length_s=3.0))
    quarters = volts[: 11 * RATE // 4].reshape(11, -1)
    rms = np.sqrt(np.mean(quarters**2, axis=1))
    assert np.all(np.diff(rms) < 0)
    assert 6.0 < 20 * np.log10(rms[0] / rms[-1]) < 60.0
    assert spectral_centroid_hz(quarters[-1]) < 0.8 * spectral_centroid_hz(quarters[0])


def test_soft_plucks_are_quieter_and_darker() -> None:
    soft = pluck(Note(start_s=0.0, string=5, fret=0, length_s=1.0, displacement_mm=0.3))
    hard = pluck(Note(start_s=0.0, string=5, fret=0, length_s=1.0, displacement_mm=3.0))
    assert 20 * np.log10(np.abs(hard).max() / np.abs(soft).max()) > 20.0
    soft_hz, hard_hz = (np.abs(np.fft.rfft(volts)) for volts in (soft, hard))  # bins of 1 Hz
    darker = (
        np.sum(soft_hz[3000:6000])
        / np.sum(soft_hz[:1000])
        / np.sum(hard_hz[3000:6000])
        * np.sum(hard_hz[:1000])
    )
    assert -20.0 < 20 * np.log10(darker) < -6.0


def test_palm_mute_is_short() -> None:
    open_note = Note(start_s=0.0, string=6, fret=0, length_s=1.0)
    ringing, muted = (pluck(replace(open_note, mute=mute)) for mute in (0.0, 0.7))
    late = slice(RATE // 3, RATE // 2)
    assert 20 * np.log10(np.std(ringing[late]) / np.std(muted[late])) > 15.0


def test_notes_begin_and_end_without_a_click() -> None:
    volts = pluck(Note(start_s=0.0, string=3, fret=5, length_s=0.3, displacement_mm=3.0))
    steepest = np.abs(np.diff(volts)).max()
    assert abs(volts[0]) < 1e-4
    assert np.abs(volts[-48:]).max() < 0.002 * np.abs(volts).max()
    assert np.abs(np.diff(volts[-round(0.04 * RATE) :])).max() < steepest / 2


def test_pluck_position_silences_its_node() -> None:
    fifth_hz = 5 * note_hz(string=5, fret=0)
    level = {}
    for pick_m in (0.648 / 5, 0.100):
        volts = pluck(Note(start_s=0.0, string=5, fret=0, length_s=1.0, pick_m=pick_m))
        level[pick_m] = np.abs(np.sum(volts * np.exp(-2j * np.pi * fifth_hz * np.arange(RATE) / RATE)))
    assert 20 * np.log10(level[0.100] / level[0.648 / 5]) > 20.0


def test_humbucker_is_darker_than_single_coil() -> None:
    note = Note(start_s=0.0, string=4, fret=0, length_s=1.0, displacement_mm=3.0)
    dark, bright = (np.abs(np.fft.rfft(pluck(note, pickup=pickup))) for pickup in (HUMBUCKER, SINGLE_COIL))
    above, below = slice(5000, 9000), slice(100, 1000)  # Hz: the note lasts a second
    assert np.sum(dark[above]) / np.sum(dark[below]) < 0.5 * np.sum(bright[above]) / np.sum(bright[below])


def test_vibrato_swings_by_its_cents() -> None:
    volts = pluck(Note(start_s=0.0, string=2, fret=17, length_s=3.0, vibrato_cents=20.0))
    analytic = np.fft.fft(volts)
    pitch_hz = note_hz(string=2, fret=17)
    hz = np.fft.fftfreq(len(volts), 1 / RATE)
    analytic[(hz < 0.7 * pitch_hz) | (hz > 1.4 * pitch_hz)] = 0
    swing_hz = np.diff(np.unwrap(np.angle(np.fft.ifft(analytic)))) * RATE / (2 * np.pi)
    settled = np.convolve(swing_hz, np.ones(480) / 480, "same")[round(1.4 * RATE) : round(2.6 * RATE)]
    assert cents(settled.max(), pitch_hz) == pytest.approx(20.0, abs=3.0)
    assert cents(settled.min(), pitch_hz) == pytest.approx(-20.0, abs=3.0)


def test_same_seed_same_take_other_seed_other_take() -> None:
    chord = strum(OPEN_E, start_s=0.1, length_s=0.3)
    first, again, other = (play_guitar(chord, length_s=0.5, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert np.abs(first - other).max() > 0.01
    assert len(first) == RATE // 2


def test_a_string_stops_when_it_is_plucked_again() -> None:
    first = Note(start_s=0.0, string=6, fret=0, length_s=2.0, displacement_mm=3.0)
    whisper = replace(first, start_s=0.5, displacement_mm=0.0)
    volts = play_guitar([first, whisper], length_s=1.0)
    assert np.abs(volts[: RATE // 4]).max() > 0.1
    assert np.abs(volts[round(0.52 * RATE) :]).max() < 1e-12


def test_up_stroke_begins_at_the_high_e() -> None:
    up = strum(OPEN_E, start_s=1.0, length_s=1.0, spread_s=0.01, upward=True)
    assert [note.string for note in up] == [1, 2, 3, 4, 5, 6]
    assert up[-1].start_s == pytest.approx(1.01)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"string": 7}, "string must be 1 to 6, got 7"),
        ({"fret": 25}, "fret"),
        ({"length_s": 0.0}, "length_s"),
        ({"start_s": float("nan")}, "start_s"),
        ({"displacement_mm": -1.0}, "displacement_mm"),
        ({"pick_m": 0.5}, "pick_m"),
        ({"mute": 2.0}, "mute"),
        ({"vibrato_cents": -1.0}, "vibrato_cents"),
    ],
)
def test_what_no_guitar_can_play_is_refused(change: dict[str, float], match: str) -> None:
    fine = {"start_s": 0.0, "string": 1, "fret": 0, "length_s": 1.0}
    with pytest.raises(ConfigError, match=match):
        Note(**{**fine, **change})  # type: ignore[arg-type]
