"""The measured speed: plausible, and without a trace in the model."""

import numpy as np
import pytest

from reamp.demo import demo_model_path
from reamp.engine import load
from reamp.engine.speed import times_real_time
from reamp.errors import ConfigError


def test_the_demo_plays_faster_than_real_time() -> None:
    assert times_real_time(load(demo_model_path()), measure_s=0.05) > 1.0


def test_the_model_keeps_its_state() -> None:
    x = np.sin(np.arange(256, dtype=np.float32))
    model, untouched = load(demo_model_path()), load(demo_model_path())
    model.process(x)
    untouched.process(x)
    times_real_time(model, measure_s=0.01)
    assert np.array_equal(model.process(x), untouched.process(x))


def test_a_measuring_time_of_zero_is_refused() -> None:
    with pytest.raises(ConfigError, match="measure_s must be above 0, got 0"):
        times_real_time(load(demo_model_path()), measure_s=0)
