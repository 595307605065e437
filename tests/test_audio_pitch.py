"""The pitch of strings to the cent: with harmonics, stiffness, decay, noise, and a weak fundamental."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from plain_pitch import plain_pitch

from reamp.audio.pitch import PITCH_S, measure_pitch
from reamp.sim.guitar import Note, play_guitar

RATE_HZ = 48_000
LOW_B_BASS, LOW_B, HIGH_E = 30.87, 61.74, 329.63
STRINGS_HZ = (LOW_B_BASS, 41.20, 55.0, LOW_B, 82.41, 110.0, 146.83, 196.0, 246.94, HIGH_E)
HARMONICS_HZ = (2 * HIGH_E, 3 * HIGH_E, 4 * HIGH_E)
every_string = pytest.mark.parametrize("hz", [*STRINGS_HZ, *HARMONICS_HZ])


def string(
    hz: float,
    *,
    stiffness: float = 0.0,
    decay: float = 0.0,
    amplitudes: Sequence[float] | None = None,
    snr_db: float | None = None,
    rate_hz: int = RATE_HZ,
    seed: int = 0,
) -> np.ndarray:
    """Return 0.3 s of a string whose first partial is at `hz`."""
    random = np.random.default_rng(seed)
    t = np.arange(round(0.3 * rate_hz)) / rate_hz
    if amplitudes is None:
        amplitudes = [n**-1.3 for n in range(1, max(2, int(5000.0 / hz)))]
    x = np.zeros(len(t))
    for n, amplitude in enumerate(amplitudes, start=1):
        partial_hz = n * hz * (1.0 + 0.5 * stiffness * (n**2 - 1))
        x += amplitude * np.exp(-decay * n * t) * np.sin(2 * np.pi * partial_hz * t + random.uniform(0, 6.28))
    x *= 0.1 / np.sqrt(np.mean(x**2))
    if snr_db is not None:
        x += random.normal(0.0, 0.1 * 10.0 ** (-snr_db / 20.0), len(x))
    return x.astype(np.float32)


def cents_off(x: np.ndarray, hz: float, *, rate_hz: int = RATE_HZ) -> float:
    pitch = measure_pitch(x, rate_hz)
    assert pitch is not None
    return abs(1200.0 * math.log2(pitch.frequency_hz / hz))


@every_string
@pytest.mark.parametrize(
    "kind",
    [
        {"amplitudes": [1.0]},
        {},
        {"stiffness": 1e-4, "decay": 2.0},
        {"amplitudes": [0.05, 1.0, 0.5, 0.3, 0.2, 0.1]},
        {"amplitudes": [0.15, 1.0, 0.1, 0.05, 0.02]},
    ],
)
def test_a_clean_string_is_within_a_fifth_of_a_cent(hz: float, kind: dict[str, float]) -> None:
    assert cents_off(string(hz, **kind), hz) < 0.2  # type: ignore[arg-type]


@every_string
def test_noise_20_db_below_the_string_changes_less_than_a_cent(hz: float) -> None:
    errors = [cents_off(string(hz, stiffness=1e-4, snr_db=20.0, seed=seed), hz) for seed in range(10)]
    assert max(errors) < 1.0


@pytest.mark.parametrize("rate_hz", [8000, 44_100, 48_000, 96_000])
def test_the_core_measures_what_plain_numpy_measures(rate_hz: int) -> None:
    """In noise too, where what is chosen among several periods shows."""
    for seed, hz in enumerate([*STRINGS_HZ, *HARMONICS_HZ]):
        x = string(hz, stiffness=1e-4, decay=2.0, snr_db=5.0 + 3.0 * seed, rate_hz=rate_hz, seed=seed)
        pitch, plain = measure_pitch(x, rate_hz), plain_pitch(x, rate_hz)
        assert (pitch is None) == (plain is None)
        if pitch is not None and plain is not None:
            assert abs(1200.0 * math.log2(pitch.frequency_hz / plain.frequency_hz)) < 1e-6
            assert abs(pitch.clarity - plain.clarity) < 1e-9


@pytest.mark.parametrize("rate_hz", [44_100, 96_000, 192_000])
def test_every_rate_measures_alike(rate_hz: int) -> None:
    for hz in (LOW_B_BASS, 82.41, HIGH_E):
        assert cents_off(string(hz, rate_hz=rate_hz), hz, rate_hz=rate_hz) < 0.1


def test_a_simulated_guitar_in_tune_is_in_tune() -> None:
    for string_number, hz in (
        (6, 82.407),
        (5, 110.0),
        (4, 146.832),
        (3, 195.998),
        (2, 246.942),
        (1, 329.628),
    ):
        note = Note(start_s=0.0, string=string_number, fret=0, length_s=1.5, displacement_mm=0.5)
        sound = play_guitar([note], length_s=1.5, seed=1)
        assert cents_off(sound.astype(np.float32), hz) < 3.0  # a plucked string is a little sharp


def test_what_is_no_note_has_no_pitch() -> None:
    frames = round(PITCH_S * RATE_HZ)
    assert measure_pitch(np.zeros(frames, np.float32), RATE_HZ) is None
    assert measure_pitch(string(110.0)[: frames - 1], RATE_HZ) is None
    assert measure_pitch(np.full(frames, 0.5, np.float32), RATE_HZ) is None
    for seed in range(20):
        noise = np.random.default_rng(seed).normal(0.0, 0.1, frames).astype(np.float32)
        assert measure_pitch(noise, RATE_HZ) is None
    assert measure_pitch(string(15.0, amplitudes=[1.0]), RATE_HZ) is None
