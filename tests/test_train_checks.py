"""Options of training: what is refused, and in which words."""

import math

import numpy as np
import pytest

from reamp.errors import ConfigError
from reamp.train.checks import as_choice, check_number, check_whole
from reamp.train.recipes import OptimizerMethod


@pytest.mark.parametrize("value", [2.5, "3", None, True, np.float64(3.0)])
def test_what_is_not_a_whole_number_is_refused(value: object) -> None:
    with pytest.raises(ConfigError, match="batch must be a whole number, got"):
        check_whole("batch", value, least=1)


def test_numpy_scalars_are_numbers() -> None:
    check_whole("batch", np.int64(3), least=1)
    check_number("rate", np.float32(0.5), "above 0", lambda rate: rate > 0.0)


def test_not_a_number_is_outside_every_range() -> None:
    with pytest.raises(ConfigError, match="rate must be above 0, got nan"):
        check_number("rate", math.nan, "above 0", lambda rate: rate > 0.0)


def test_a_choice_is_taken_by_its_text() -> None:
    assert as_choice("method", "muon", OptimizerMethod) is OptimizerMethod.MUON
    with pytest.raises(ConfigError, match=r"method must be one of 'adam', 'muon', got \['muon'\]"):
        as_choice("method", ["muon"], OptimizerMethod)
