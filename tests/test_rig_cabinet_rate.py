"""An impulse response at another rate: as loud at every frequency, and hardly later."""

import numpy as np
import pytest

from reamp.rig.cabinet_rate import at_rate


@pytest.mark.parametrize("from_hz", [8_000, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("to_hz", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("onset", [0, 1, 10])
def test_a_single_tap_is_flat_and_in_time(from_hz: int, to_hz: int, onset: int) -> None:
    """As a capture of a bare cable would be."""
    samples = np.zeros(onset + 1, np.float32)
    samples[onset] = 1.0
    taps = at_rate(samples, from_hz=from_hz, to_hz=to_hz)
    before = taps[: onset * to_hz // from_hz]
    assert np.sum(before**2) < 1e-11 * np.sum(taps**2)
    frequencies_hz = np.linspace(20.0, 0.4 * min(from_hz, to_hz), 400)
    turns = np.exp(-2j * np.pi * np.outer(frequencies_hz, np.arange(len(taps))) / to_hz)
    response = turns @ taps * np.exp(2j * np.pi * frequencies_hz * onset / from_hz)
    np.testing.assert_allclose(20.0 * np.log10(np.abs(response) * from_hz / to_hz), 0.0, atol=0.02)
    delay_s = -np.unwrap(np.angle(response)) / (2.0 * np.pi * frequencies_hz)
    assert delay_s.max() < (1.25e-4 if from_hz >= 44_100 else 1e-3)


def test_the_same_rate_changes_nothing() -> None:
    taps = np.array([0.5, -0.25, 0.1], np.float32)
    np.testing.assert_array_equal(at_rate(taps, from_hz=44_100, to_hz=44_100), taps)


def test_a_short_file_at_a_high_rate_keeps_its_sound() -> None:
    taps = at_rate(np.ones(1, np.float32), from_hz=192_000, to_hz=48_000)
    assert taps.sum() == pytest.approx(0.25, rel=1e-3)


def test_what_rings_after_the_end_is_kept() -> None:
    """A file cut off in the middle of a sound has treble at its end."""
    cut = np.ones(500, np.float32)
    taps = at_rate(cut, from_hz=44_100, to_hz=48_000)
    response = taps @ np.exp(-2j * np.pi * 15_000.0 * np.arange(len(taps)) / 48_000)
    wanted = cut @ np.exp(-2j * np.pi * 15_000.0 * np.arange(500) / 44_100)
    assert abs(response) / abs(wanted) * 44_100 / 48_000 == pytest.approx(1.0, abs=0.01)
