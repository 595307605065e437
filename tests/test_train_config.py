"""The options of a run: their ranges and errors."""

import pytest

from reamp.errors import ConfigError
from reamp.train.config import TrainConfig


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"epochs": 0}, "epochs must be at least 1, got 0"),
        ({"time_limit_s": 0.0}, "time_limit_s must be above 0, got 0.0"),
        ({"until_esr": 1.0}, "until_esr must be above 0 and below 1, got 1.0"),
        ({"until_esr": float("nan")}, "until_esr must be above 0"),
        ({"patience_epochs": 0}, "patience_epochs must be at least 1, got 0"),
        ({"epochs": 2.5}, "epochs must be a whole number, got 2.5"),
        ({"seed": 1.5}, "seed must be a whole number, got 1.5"),
        ({"device": 3}, "device must be a text such as cpu or cuda:1, got 3"),
        ({"recipe": "a1"}, "recipe must be a Recipe, got 'a1'; recipes.A1_RECIPE is one"),
        (
            {"instruction_set": "sse"},
            "instruction_set must be one of avx512, avx2, neon, baseline, got 'sse'",
        ),
        ({"seed": -1}, "seed must be at least 0, got -1"),
    ],
)
def test_options_out_of_range(options: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        TrainConfig(**options)  # type: ignore[arg-type]


def test_a_seed_is_one_that_pytorch_takes() -> None:
    with pytest.raises(ConfigError, match="seed must be below 2\\^63, got"):
        TrainConfig(seed=2**63)
