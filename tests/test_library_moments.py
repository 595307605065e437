import numpy as np
import pytest

from reamp.library.behaviour import measure_behaviour
from reamp.library.likeness import distance, moment_distances, sounds_at
from reamp.library.moments import MOMENT_BANDS_HZ, MOMENTS, moments_of

RATE_HZ = 48_000
BANDS = len(MOMENT_BANDS_HZ) - 1


def test_a_sine_is_in_its_band_at_its_moments_and_levels_are_relative_to_the_loudest() -> None:
    """A strum of half a second whose second half is 20 dB softer; another that is 50 dB softer."""
    frames = RATE_HZ // 2
    sine = np.sin(2.0 * np.pi * 1000.0 * np.arange(frames) / RATE_HZ)
    loud = sine * np.where(np.arange(frames) < frames // 2, 1.0, 0.1)
    levels_db = moments_of([loud, 10.0**-2.5 * loud], RATE_HZ).reshape(2, MOMENTS, BANDS)
    band = int(np.searchsorted(MOMENT_BANDS_HZ, 1000.0)) - 1
    assert (levels_db.argmax(axis=2) == band).all()
    heard_db = levels_db[:, :, band]
    assert heard_db.max() == pytest.approx(120.0, abs=0.01)
    np.testing.assert_allclose(heard_db[0, : MOMENTS // 2] - heard_db[0, MOMENTS // 2 :], 20.0, atol=0.3)
    np.testing.assert_allclose(heard_db[0] - heard_db[1], 50.0, atol=0.3)
    assert levels_db.min() == 0.0


def test_bands_follow_each_other_without_a_gap() -> None:
    edges_hz = np.array(MOMENT_BANDS_HZ)
    assert (edges_hz[0], edges_hz[-1] > 20_000.0) == (80.0, True)
    assert np.diff(edges_hz).min() >= 100.0


def test_any_rate_gives_nearly_the_same_moments() -> None:
    low, high = (measure_behaviour(lambda x: np.tanh(9 * x), rate_hz=rate_hz) for rate_hz in (48_000, 96_000))
    assert distance(low, high) < 0.2
    deep = measure_behaviour(lambda x: np.tanh(9 * x), rate_hz=8_000)
    assert deep.moments.shape == low.moments.shape == (4, MOMENTS * BANDS)


def test_the_same_clipper_at_another_level_is_the_same_for_the_same_volts() -> None:
    low = measure_behaviour(lambda x: np.tanh(30 * x))
    high = measure_behaviour(lambda x: np.tanh(np.float32(30 * 10 ** (6 / 20)) * x))
    moved = sounds_at(np.stack([low.moments, high.moments]), [12.0, 18.0])
    assert float(moment_distances(moved[0], moved[1:])[0]) < 0.35 * distance(low, high)
