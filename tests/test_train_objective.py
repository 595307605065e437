"""The loss of a recipe: every term with its weight, and one batch of targets for all networks."""

import pytest
import torch

from reamp.errors import ConfigError
from reamp.train.objective import Objective
from reamp.train.recipes import OFFICIAL_A1_RECIPE, LossWeights

TARGET, ESTIMATE = torch.full((1, 4096), 0.1), torch.full((1, 4096), 0.3)


def loss(weights: LossWeights) -> float:
    return Objective(TARGET, weights).loss(ESTIMATE).item()


def test_every_term_of_the_loss_is_weighted() -> None:
    assert loss(LossWeights()) == pytest.approx(0.04)
    assert loss(LossWeights(mean_square=2.0, dc=3.0)) == pytest.approx(0.2)
    assert loss(LossWeights(mean_square=0.0, stft=0.5)) > 0.5  # three times too loud: the convergence is 2


def test_the_terms_add_up_in_the_gradient() -> None:
    generator = torch.Generator().manual_seed(0)
    target = torch.randn(2, 2048, generator=generator)
    estimate = torch.randn(2, 2048, generator=generator).requires_grad_()

    def gradient(weights: LossWeights) -> torch.Tensor:
        return torch.autograd.grad(Objective(target, weights).loss(estimate), estimate)[0]

    weights = OFFICIAL_A1_RECIPE.loss
    stft_alone = LossWeights(mean_square=0.0, stft=weights.stft, stft_pre_emphasis=weights.stft_pre_emphasis)
    torch.testing.assert_close(gradient(weights), gradient(stft_alone) + gradient(LossWeights()))


def test_double_precision_is_kept() -> None:
    generator = torch.Generator().manual_seed(0)
    target = torch.randn(1, 2048, generator=generator)
    estimate = target + 0.1 * torch.randn(1, 2048, generator=generator)
    weights = OFFICIAL_A1_RECIPE.loss
    wide = Objective(target.double(), weights).loss(estimate.double())
    assert wide.dtype == torch.float64
    assert Objective(target, weights).loss(estimate).item() == pytest.approx(wide.item(), rel=1e-6)


def test_a_loss_of_ones_own_must_carry_a_gradient() -> None:
    with pytest.raises(
        ConfigError, match="must be computed from the estimate by PyTorch, it has no gradient"
    ):
        Objective(TARGET, lambda reference, estimate: torch.tensor(0.5)).loss(
            ESTIMATE.clone().requires_grad_()
        )


def test_a_loss_without_gradients_can_be_measured() -> None:
    with torch.no_grad():
        assert Objective(TARGET, lambda reference, estimate: estimate.mean()).loss(ESTIMATE) > 0.0
