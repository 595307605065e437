"""A knob that is turned during a take is detected within seconds; an untouched one never is."""

import numpy as np
import pytest

from reamp.capture.gain_watch import CHANGED_DB, SLOW_CHANGED_DB, SLOW_S, GainWatch

RATE_HZ = 16_000


def played(seconds: float) -> np.ndarray:
    """Return noise in bursts of every level and colour, again and again."""
    random = np.random.default_rng(0)
    parts = []
    for _ in range(round(seconds / 0.25)):
        level = 10.0 ** (random.uniform(-36.0, 0.0) / 20.0)
        taps = np.exp(-np.arange(32) / random.uniform(1.0, 10.0))
        parts.append(level * 0.2 * np.convolve(random.normal(size=RATE_HZ // 4), taps / taps.sum(), "same"))
    return np.concatenate(parts).astype(np.float32)


def changes(
    gain_db: float, *, at_s: float, until_s: float = 99.0, seconds: float = 50.0, window_s: float = 3.0
) -> np.ndarray:
    """Return what the watch says, twice a second, where an amp is turned up for a while."""
    x = played(seconds)
    y = np.tanh(8.0 * x).astype(np.float32)
    y[round(at_s * RATE_HZ) : round(until_s * RATE_HZ)] *= 10.0 ** (gain_db / 20.0)
    watch = GainWatch(rate_hz=RATE_HZ, noise_rms_dbfs=-95.0, window_s=window_s)
    found = []
    for start in range(0, len(x), RATE_HZ // 2):
        watch.add(x[start : start + RATE_HZ // 2], y[start : start + RATE_HZ // 2])
        found.append(np.nan if watch.change_db is None else watch.change_db)
    return np.array(found)


def test_an_untouched_knob_is_no_change() -> None:
    found = changes(0.0, at_s=0.0)
    assert np.isfinite(found).mean() > 0.5
    assert np.nanmax(np.abs(found)) < CHANGED_DB / 2.0


@pytest.mark.parametrize("gain_db", [6.0, -6.0])
def test_a_knob_is_heard_within_seconds(gain_db: float) -> None:
    found = changes(gain_db, at_s=40.0)
    assert np.nanmax(np.abs(found[:80])) < CHANGED_DB / 2.0
    after = found[80:92]
    assert np.nanmax(np.sign(gain_db) * after) > CHANGED_DB
    assert np.nanmedian(after[5:]) == pytest.approx(gain_db, abs=1.5)


@pytest.mark.parametrize("gain_db", [3.0, -3.0])
def test_a_small_change_that_is_turned_back_is_detected_if_it_lasts(gain_db: float) -> None:
    found = changes(gain_db, at_s=35.0, until_s=50.0, seconds=60.0, window_s=SLOW_S)
    assert np.nanmax(np.abs(found[:70])) < SLOW_CHANGED_DB / 2.0
    assert np.nanmax(np.sign(gain_db) * found[70:100]) > SLOW_CHANGED_DB
    assert np.nanmax(np.sign(gain_db) * changes(gain_db, at_s=35.0, until_s=50.0, seconds=60.0)) < CHANGED_DB


def test_noise_alone_tells_nothing() -> None:
    watch = GainWatch(rate_hz=RATE_HZ, noise_rms_dbfs=-20.0)
    x = played(20.0)
    watch.add(x, (0.01 * x).astype(np.float32))
    assert watch.change_db is None
