"""Distortion of functions whose harmonics are known in closed form."""

import numpy as np
import pytest

from reamp.errors import AudioError, ConfigError
from reamp.metrics.distortion import (
    distortion_curve,
    harmonic_distortion_ratio,
    intermodulation_ratio,
    two_tones,
)


def test_a_linear_device_adds_nothing() -> None:
    (measured,) = distortion_curve(lambda x: np.float32(0.5) * x, [-6.0], rate_hz=48_000)
    assert measured.harmonic_ratio < 1e-6
    assert measured.output_peak_dbfs == pytest.approx(-12.02, abs=0.01)


@pytest.mark.parametrize("peak_dbfs", [-40.0, -20.0, 0.0])
def test_a_cube_and_a_square_by_trigonometry(peak_dbfs: float) -> None:
    a = 10.0 ** (peak_dbfs / 20.0)
    (measured,) = distortion_curve(lambda x: x + 0.1 * x**2 + 0.2 * x**3, [peak_dbfs], rate_hz=48_000)
    first, second, third = a + 0.2 * 0.75 * a**3, 0.1 * a**2 / 2, 0.2 * a**3 / 4
    assert measured.harmonic_ratio == pytest.approx(np.hypot(second, third) / first, rel=1e-3)


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_a_square_wave_up_to_the_nyquist_frequency(rate_hz: int) -> None:
    t = np.arange(rate_hz) / rate_hz
    orders = np.arange(1, rate_hz / 2 / 1000, 2)
    wave = sum(np.sin(2 * np.pi * 1000 * n * t) / n for n in orders)
    expected = np.sqrt(np.sum(1.0 / orders[1:] ** 2))
    assert harmonic_distortion_ratio(np.asarray(wave), rate_hz=rate_hz) == pytest.approx(expected)


def test_only_the_settled_second_counts() -> None:
    def starts_badly(x: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        out = x.copy()
        out[: len(x) // 3 - 1] = 1.0
        return out

    (measured,) = distortion_curve(starts_badly, [-6.0], rate_hz=48_000)
    assert measured.harmonic_ratio < 1e-6


def test_a_square_modulates_two_tones() -> None:
    peak_dbfs = -6.0
    tones = two_tones(peak_dbfs, rate_hz=48_000).astype(np.float64)
    assert np.abs(tones).max() == pytest.approx(10 ** (peak_dbfs / 20), rel=1e-3)
    low = 0.8 * 10 ** (peak_dbfs / 20)
    # 2 a low high sin sin: two sidebands of a low high each, over high
    assert intermodulation_ratio(tones + 0.1 * tones**2, rate_hz=48_000) == pytest.approx(0.2 * low, rel=1e-3)


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(AudioError, match="empty"):
        harmonic_distortion_ratio(np.zeros(0), rate_hz=48_000)
    with pytest.raises(AudioError, match=r"needs a second of sound, got 0\.50 s"):
        harmonic_distortion_ratio(np.ones(24_000), rate_hz=48_000)
    with pytest.raises(AudioError, match="no tone at 1000 Hz"):
        harmonic_distortion_ratio(np.zeros(48_000), rate_hz=48_000)
    with pytest.raises(ConfigError, match="1 to 23999 Hz, got 24000"):
        harmonic_distortion_ratio(np.ones(48_000), rate_hz=48_000, frequency_hz=24_000)
    with pytest.raises(AudioError, match="no tone at 7000 Hz"):
        intermodulation_ratio(np.zeros(48_000), rate_hz=48_000)
    with pytest.raises(ConfigError, match="at least 15 kHz"):
        intermodulation_ratio(np.ones(8_000), rate_hz=8_000)
    with pytest.raises(AudioError, match="nan at frame 3"):
        distortion_curve(lambda x: np.where(np.arange(len(x)) == 3, np.nan, x), [0.0], rate_hz=48_000)
