"""Recipes: the official numbers, and values that make no sense."""

import json
import math
from dataclasses import replace

import pytest

from reamp.errors import ConfigError
from reamp.train.recipes import (
    A1_RECIPE,
    OFFICIAL_A1_RECIPE,
    OFFICIAL_A2_RECIPE,
    LossWeights,
    OptimizerMethod,
    Recipe,
    Schedule,
    function_name,
    recipe_from_json,
)


def test_the_official_recipes_are_the_official_trainers() -> None:
    for recipe in (OFFICIAL_A1_RECIPE, OFFICIAL_A2_RECIPE):
        assert (recipe.batch, recipe.window_frames, recipe.learning_rate) == (16, 8192, 4e-3)
        assert recipe.method is OptimizerMethod.ADAM
        assert (recipe.averaging, recipe.gradient_norm, recipe.warm_up_steps) == (None, None, 0)
    assert (OFFICIAL_A1_RECIPE.rate_per_epoch, OFFICIAL_A2_RECIPE.rate_per_epoch) == (0.993, 0.994)
    assert (OFFICIAL_A1_RECIPE.loss.stft, OFFICIAL_A2_RECIPE.loss.stft) == (2e-4, 5e-4)
    assert (OFFICIAL_A1_RECIPE.loss.stft_pre_emphasis, OFFICIAL_A2_RECIPE.loss.stft_pre_emphasis) == (0.85, 0)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"batch": 0}, "batch must be at least 1, got 0"),
        ({"window_frames": 1024}, "window_frames must be at least 2048, one STFT, got 1024"),
        ({"learning_rate": 0.0}, "learning_rate must be above 0 and below 1, got 0.0"),
        (
            {"method": OptimizerMethod.MUON, "weight_decay": 0.1},
            "weight_decay is Adam's, Muon takes none, got 0.1",
        ),
        ({"averaging": 1.0}, "averaging must be from 0 to below 1, got 1.0"),
        ({"averaging": "x"}, "averaging must be a number, from 0 to below 1, got 'x'"),
        (
            {"schedule": "linear"},
            "schedule must be one of 'exponential', 'cosine', or a function, got 'linear'",
        ),
        ({"method": "sgd"}, "method must be one of 'adam', 'muon', or a function, got 'sgd'"),
        ({"method": None}, "method must be one of 'adam', 'muon', or a function, got None"),
        ({"final_rate": -1}, "final_rate must be from 0 to 1, got -1"),
        ({"rate_per_epoch": -3}, "rate_per_epoch must be above 0, at most 1, got -3"),
        ({"warm_up_steps": -7}, "warm_up_steps must be at least 0, got -7"),
        ({"gradient_norm": -1}, "gradient_norm must be above 0, got -1"),
        ({"weight_decay": -1}, "weight_decay must be finite and not negative, got -1"),
        ({"batch": 2.5}, "batch must be a whole number, got 2.5"),
        ({"window_frames": 4096.5}, "window_frames must be a whole number, got 4096.5"),
        ({"learning_rate": math.nan}, "learning_rate must be above 0 and below 1, got nan"),
        ({"loss": "mse"}, "loss must be LossWeights or a function, got 'mse'"),
    ],
)
def test_recipes_that_cannot_be_followed(change: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        replace(OFFICIAL_A1_RECIPE, **change)  # type: ignore[arg-type]


def test_a_loss_of_nothing_is_refused() -> None:
    with pytest.raises(ConfigError, match="nor all zero"):
        LossWeights(mean_square=0.0)
    with pytest.raises(ConfigError, match=r"stft_pre_emphasis must be from 0 to below 1, got 1\.5"):
        LossWeights(stft_pre_emphasis=1.5)
    with pytest.raises(ConfigError, match="stft must be finite and not negative, got inf"):
        LossWeights(stft=math.inf)


def test_a_text_becomes_the_choice_it_names() -> None:
    recipe = replace(A1_RECIPE, schedule="cosine", method="muon")  # type: ignore[arg-type]
    assert (recipe.schedule, recipe.method) == (Schedule.COSINE, OptimizerMethod.MUON)
    assert recipe.schedule is Schedule.COSINE
    assert recipe.method is OptimizerMethod.MUON
    assert recipe == A1_RECIPE


def halved(progress: float) -> float:
    return 0.5 * progress


def test_a_recipe_survives_json_and_a_function_is_named() -> None:
    recipe = replace(OFFICIAL_A2_RECIPE, averaging=0.5, gradient_norm=2.0)
    assert recipe_from_json(json.loads(json.dumps(recipe.as_json()))) == recipe
    own = replace(OFFICIAL_A1_RECIPE, schedule=halved).as_json()
    assert own["schedule"] == {"function": f"{__name__}.halved"}
    with pytest.raises(ConfigError, match=r"schedule was the function .*\.halved: replace it in the recipe"):
        recipe_from_json(own)
    with pytest.raises(ConfigError, match="this is not a recipe"):
        recipe_from_json({"batch": 2})
    assert function_name(Recipe) == "reamp.train.recipes.Recipe"
