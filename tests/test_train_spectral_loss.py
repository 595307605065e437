"""The fast STFT error and its gradient: those of the plain one, by PyTorch in float64."""

import numpy as np
import pytest
import torch

from reamp.train.losses import multi_resolution_stft_error
from reamp.train.spectral_loss import StftTarget


def noise(*shape: int, seed: int = 0, scale: float = 0.1) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(scale=scale, size=shape)).float()


@pytest.mark.parametrize(("batch", "frames"), [(1, 1100), (2, 2047), (5, 8191)])
def test_error_and_gradient_are_those_of_the_plain_version(batch: int, frames: int) -> None:
    target = noise(batch, frames)
    target[0, 200:900] = 0.0  # a rest: bins at the floor have no gradient
    estimate = (0.9 * target + noise(batch, frames, seed=1, scale=0.02)).requires_grad_()
    estimate.data[0, 300:700] = 0.0
    wide = estimate.detach().double().requires_grad_()
    expected, error = multi_resolution_stft_error(target.double(), wide), StftTarget(target).error(estimate)
    assert error.item() == pytest.approx(expected.item(), rel=1e-6)
    (wanted,), (gradient,) = torch.autograd.grad(expected, wide), torch.autograd.grad(error, estimate)
    # Where the two nearly agree, the sign of their difference is rounding.
    assert (gradient - wanted).norm() < 3e-3 * wanted.norm()


def test_a_target_serves_several_estimates() -> None:
    target = noise(2, 3000)
    shared = StftTarget(target)
    for seed in (1, 2, 1):
        estimate = noise(2, 3000, seed=seed)
        assert torch.equal(shared.error(estimate), StftTarget(target).error(estimate))


def test_parts_of_a_batch_add_up() -> None:
    target, estimate = noise(40, 4095), noise(40, 4095, seed=1)
    expected = multi_resolution_stft_error(target, estimate).item()
    assert StftTarget(target).error(estimate).item() == pytest.approx(expected, rel=1e-5)


def test_the_gradient_is_finite_where_there_is_nothing_left_to_learn() -> None:
    for start in (torch.zeros(1, 4800), noise(1, 4800)):
        estimate = start.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(StftTarget(noise(1, 4800)).error(estimate), estimate)
        assert torch.isfinite(gradient).all()
