"""Recipes: the official numbers, and values that make no sense."""

from dataclasses import replace

import pytest

from reamp.errors import ConfigError
from reamp.train.recipes import OFFICIAL_A1_RECIPE, OFFICIAL_A2_RECIPE, LossWeights, Method


def test_the_official_recipes_are_the_official_trainers() -> None:
    for recipe in (OFFICIAL_A1_RECIPE, OFFICIAL_A2_RECIPE):
        assert (recipe.batch, recipe.window_frames, recipe.learning_rate) == (16, 8192, 4e-3)
        assert recipe.method is Method.ADAM
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
        ({"method": Method.MUON, "weight_decay": 0.1}, "weight_decay is Adam's, Muon takes none, got 0.1"),
        ({"averaging": 1.0}, "averaging must be from 0 to below 1, got 1.0"),
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
