"""Loudness and gain against devices whose answer is known."""

import numpy as np
import pytest

from reamp.train.loudness import loudness_and_gain


def test_a_straight_wire_has_the_clips_loudness_and_no_compression() -> None:
    loudness_db, gain = loudness_and_gain(lambda x: 0.5 * x)
    assert loudness_db == pytest.approx(-15.0 - 6.02, abs=0.01)
    assert gain == pytest.approx(0.0, abs=1e-6)


def test_a_device_that_is_always_as_loud_compresses_fully() -> None:
    loudness_db, gain = loudness_and_gain(lambda x: np.where(x >= 0.0, 0.1, -0.1).astype(np.float32))
    assert loudness_db == pytest.approx(-20.0, abs=0.01)
    assert gain == pytest.approx(1.0)


def test_a_silent_device_is_infinitely_soft() -> None:
    assert loudness_and_gain(np.zeros_like) == (float("-inf"), 0.0)
