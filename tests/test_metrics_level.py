"""RMS, loudness and crest factor of waves whose answer is known."""

import numpy as np
import pytest

from reamp.errors import AudioError
from reamp.metrics.level import (
    crest_factor_db,
    crest_factor_difference_db,
    loudness_difference_lu,
    rms_difference_db,
)

SECOND = np.arange(48_000) / 48_000
SINE = np.sin(2 * np.pi * 997 * SECOND)


def test_rms_difference_is_the_gain() -> None:
    assert rms_difference_db(SINE, 2.0 * SINE) == pytest.approx(6.0206, abs=1e-4)
    assert rms_difference_db(SINE, np.zeros(48_000)) == -np.inf
    with pytest.raises(AudioError, match="the reference is silent"):
        rms_difference_db(np.zeros(48_000), SINE)


def test_loudness_weighs_what_the_ear_does() -> None:
    bass = np.sin(2 * np.pi * 50 * SECOND)
    assert rms_difference_db(SINE, bass) == pytest.approx(0.0, abs=0.01)
    assert -5.0 < loudness_difference_lu(SINE, bass, rate_hz=48_000) < -4.0
    assert loudness_difference_lu(SINE, 0.1 * SINE, rate_hz=48_000) == pytest.approx(-20.0, abs=0.01)
    with pytest.raises(AudioError, match="400 ms"):
        loudness_difference_lu(SINE[:19_000], SINE[:19_000], rate_hz=48_000)


def test_crest_factors_of_plain_waves() -> None:
    assert crest_factor_db(np.sign(SINE + 1e-12)) == pytest.approx(0.0, abs=1e-3)
    assert crest_factor_db(0.1 * SINE) == pytest.approx(3.01, abs=0.01)
    assert crest_factor_db(np.linspace(-1.0, 1.0, 4801)) == pytest.approx(4.77, abs=0.01)
    with pytest.raises(AudioError, match="silent"):
        crest_factor_db(np.zeros(10))


def test_clipping_lowers_the_crest_factor_whatever_the_gain() -> None:
    clipped = np.clip(SINE, -0.5, 0.5)
    # The mean square of a sine clipped at half its peak, by integration: 1/3 - sqrt(3) / (4 pi)
    expected_db = -20.0 * np.log10(2.0 * np.sqrt(1 / 3 - np.sqrt(3) / (4 * np.pi)))
    assert crest_factor_difference_db(SINE, clipped) == pytest.approx(expected_db - 3.0103, abs=0.01)
    assert crest_factor_difference_db(SINE, 7.0 * clipped) == pytest.approx(expected_db - 3.0103, abs=0.01)
