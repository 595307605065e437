"""Levels over frequency and time are those of sines and blocks whose level is known."""

import numpy as np
import pytest

from reamp.audio.spectra import band_levels, block_levels


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
