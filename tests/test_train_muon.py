"""Muon: orthogonal steps where there are matrices, Adam's where there are none."""

import pytest
import torch

from reamp.train.muon import Muon, orthogonalized


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("shape", [(3, 16, 50), (2, 50, 16), (4, 8, 8), (1, 2, 3)])
def test_singular_values_come_near_one(shape: tuple[int, int, int]) -> None:
    values = torch.linalg.svdvals(orthogonalized(1e-4 * random(*shape)))
    assert values.min() > 0.3
    assert values.max() < 1.3


def test_directions_stay() -> None:
    left, _ = torch.linalg.qr(random(1, 8, 8))
    right, _ = torch.linalg.qr(random(1, 8, 8, seed=1))
    steep = left @ torch.diag(torch.linspace(1.0, 0.2, 8)) @ right.mT
    on_axes = left.mT @ orthogonalized(steep) @ right
    assert (on_axes - torch.diag_embed(on_axes.diagonal(dim1=1, dim2=2))).abs().max() < 1e-4


def test_a_matrix_of_zeros_stays_so() -> None:
    assert torch.equal(orthogonalized(torch.zeros(2, 3, 5)), torch.zeros(2, 3, 5))


def weights_and_positions() -> tuple[torch.Tensor, list[torch.Tensor]]:
    flat = random(40).requires_grad_()
    flat.grad = random(40, seed=1)
    return flat, [torch.arange(24).view(4, 6), torch.arange(24, 30).view(1, 6)]


def test_what_is_in_no_matrix_takes_adams_step() -> None:
    flat, positions = weights_and_positions()
    twin = flat.detach().clone().requires_grad_()
    muon, adam = Muon(flat, positions), torch.optim.Adam([twin], lr=0.01, betas=(0.8, 0.999))
    for seed in range(5):
        flat.grad = random(40, seed=seed)
        twin.grad = flat.grad.clone()
        muon.step(0.01)
        adam.step()
    torch.testing.assert_close(flat[24:], twin[24:])
    assert (flat[:24] - twin[:24]).abs().min() > 1e-4


def test_the_size_of_the_gradient_does_not_matter() -> None:
    updates = []
    for scale in (1.0, 1e-3):
        flat, positions = weights_and_positions()
        before = flat.detach().clone()
        assert flat.grad is not None
        flat.grad *= scale
        Muon(flat, positions).step(0.01)
        updates.append(flat.detach() - before)
    torch.testing.assert_close(updates[0], updates[1], rtol=1e-3, atol=1e-6)
    assert updates[0][:24].square().mean().sqrt().item() == pytest.approx(0.005, rel=0.3)


def test_a_stored_state_goes_on_as_if_never_stored() -> None:
    one, positions = weights_and_positions()
    first = Muon(one, positions)
    first.step(0.01)
    two = one.detach().clone().requires_grad_()
    second = Muon(two, positions)
    second.load_state(first.state())
    for seed in (2, 3):
        one.grad, two.grad = random(40, seed=seed), random(40, seed=seed)
        first.step(0.01)
        second.step(0.01)
    assert torch.equal(one, two)
