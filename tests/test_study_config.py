"""A study compares something, or is refused."""

import math
from typing import Any

import pytest

from reamp.errors import ConfigError
from reamp.study.config import FAST, FULL, StudyConfig


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"send_levels_dbu": (11.76,)}, "needs two send levels or more, got 1"),
        ({"send_levels_dbu": (11.76, 11.76)}, r"send levels must differ, got \(11.76, 11.76\)"),
        ({"send_levels_dbu": (11.76, math.nan)}, "send levels must be finite"),
        ({"interface_levels_dbu": ()}, "needs an interface level"),
        ({"interface_levels_dbu": (math.inf,)}, "interface levels must be finite"),
        ({"epochs": 0}, "epochs must be at least 1, got 0"),
    ],
)
def test_a_study_that_compares_nothing_is_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        StudyConfig(**changes)


def test_the_fast_study_compares_the_same_levels() -> None:
    assert FAST.send_levels_dbu == FULL.send_levels_dbu == (5.74, 11.76, 15.0, 18.0)
    assert FAST.interface_levels_dbu == FULL.interface_levels_dbu
