"""The guitar of the study is a humbucker in volts; only the strength of the hand differs."""

import functools

import numpy as np
import numpy.typing as npt
import pytest

from reamp.study.guitar import PHRASE_S, Strength, study_volts


@functools.cache
def volts_of(strength: Strength) -> npt.NDArray[np.float64]:
    return study_volts(strength)


def test_strengths_are_those_of_a_humbucker() -> None:
    peaks_v = [float(np.abs(volts_of(strength)).max()) for strength in Strength]
    assert peaks_v == sorted(peaks_v)
    assert 0.3 < peaks_v[0] < 1.0
    assert 2.0 < peaks_v[-1] < 4.0


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000])
def test_the_phrase_lasts_as_long_at_every_rate(rate_hz: int) -> None:
    assert len(study_volts(Strength.SOFT, rate_hz=rate_hz)) == PHRASE_S * rate_hz


def test_the_variation_is_the_same_each_time() -> None:
    assert np.array_equal(study_volts(Strength.USUAL), volts_of(Strength.USUAL))
    soft, hard = volts_of(Strength.SOFT), volts_of(Strength.HARD)
    assert np.corrcoef(soft, hard)[0, 1] > 0.99


def test_the_chord_rings_on_where_its_decay_is_measured() -> None:
    volts = volts_of(Strength.USUAL)

    def rms_v(first_s: float) -> float:
        part = volts[round(first_s * 48_000) : round((first_s + 0.2) * 48_000)]
        return float(np.sqrt(np.mean(np.square(part))))

    assert 0.01 < rms_v(2.7) < rms_v(1.5) < rms_v(0.3)
