"""Levels over frequency and time are those of sines and blocks whose level is known."""

import numpy as np
import pytest

from reamp.audio.spectra import band_levels, block_levels, outline


@pytest.mark.parametrize("frequency_hz", [110.0, 1_000.0, 6_000.0])
def test_a_sine_reads_its_level_in_its_band(frequency_hz: float) -> None:
    times_s = np.arange(96_000) / 48_000
    sine = (0.1 * np.sqrt(2.0) * np.sin(2.0 * np.pi * frequency_hz * times_s)).astype(np.float32)
    centres_hz, levels_dbfs = band_levels(sine, 48_000)
    assert 10.0 * np.log10(np.sum(10.0 ** (levels_dbfs / 10.0))) == pytest.approx(-20.0, abs=0.1)
    assert centres_hz[levels_dbfs.argmax()] == pytest.approx(frequency_hz, rel=0.13)


def test_blocks_have_their_level() -> None:
    samples = np.repeat(np.float32([0.1, 0.0, 1.0]), 4_800)
    times_s, levels_dbfs = block_levels(samples, 48_000)
    assert times_s == pytest.approx([0.05, 0.15, 0.25])
    assert levels_dbfs == pytest.approx([-20.0, -140.0, 0.0], abs=1e-3)


def test_an_outline_holds_every_peak() -> None:
    samples = np.random.default_rng(0).normal(size=1_001).astype(np.float32)
    low, high = outline(samples, 100)
    assert (len(low), low.min(), high.max()) == (100, samples.min(), samples.max())
    assert (low <= high).all()
    few_low, few_high = outline(samples[:5], 100)
    assert np.array_equal(few_low, samples[:5])
    assert np.array_equal(few_high, samples[:5])
