"""The error-to-signal ratio against numbers worked out by hand, and what cannot be compared."""

import numpy as np
import pytest

from reamp.errors import AudioError
from reamp.metrics.difference import Sound, esr, validate

NOISE = np.random.default_rng(0).normal(size=4800)


def test_esr_is_the_share_of_energy_that_is_wrong() -> None:
    assert esr(NOISE, NOISE) == 0.0
    assert esr(NOISE, np.zeros(4800)) == 1.0
    assert esr(NOISE, 0.9 * NOISE) == pytest.approx(0.01)
    assert esr(NOISE, -NOISE) == pytest.approx(4.0)


def test_esr_of_float32_is_summed_in_float64() -> None:
    loud = np.full(2**20, 1000.0, np.float32)  # a float32 sum of the squares would be off by 1e-3
    assert esr(loud, loud * np.float32(1.5)) == pytest.approx(0.25, rel=1e-12)


def test_silence_has_no_error_to_signal_ratio() -> None:
    with pytest.raises(AudioError, match="the reference is silent"):
        esr(np.zeros(4), np.ones(4))


@pytest.mark.parametrize(
    ("reference", "estimate", "problem"),
    [
        (np.zeros(0), np.zeros(0), "the reference is empty"),
        (np.ones(4), np.ones((4, 1)), r"the estimate must be a float array of shape \(frames,\)"),
        (np.ones(4, np.int16), np.ones(4), "the reference must be a float array.* got int16"),
        (np.ones(4), np.array([1.0, np.nan, 1.0, np.inf]), "the estimate holds nan at frame 1"),
        (np.ones(4), np.ones(5), "the reference has 4 frames, the estimate 5"),
    ],
)
def test_what_cannot_be_compared_is_refused(reference: Sound, estimate: Sound, problem: str) -> None:
    with pytest.raises(AudioError, match=problem):
        validate(reference, estimate)


@pytest.mark.parametrize("size", [1e200, 1e-200])
@pytest.mark.filterwarnings("error")
def test_esr_of_any_size_neither_overflows_nor_vanishes(size: float) -> None:
    assert esr(np.full(4, size), np.full(4, 0.5 * size)) == 0.25
