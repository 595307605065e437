"""Which network learns by which method, and that each of them learns."""

from dataclasses import replace

import pytest
import torch
from train_cases import QUICK, TINY_A1, TINY_LSTM, TINY_PAIR

from reamp.train.architectures import A1_STANDARD, A2, Architecture
from reamp.train.flat import positions_of
from reamp.train.muon import Muon
from reamp.train.networks import Network, WaveNet, build_network
from reamp.train.optimizers import Adam, new_optimizer
from reamp.train.recipes import OFFICIAL_A1_RECIPE, OptimizerMethod


def network_of(architecture: Architecture) -> Network:
    torch.manual_seed(0)
    return build_network(architecture.submodels[-1].shape)


def test_the_recipe_chooses() -> None:
    assert isinstance(new_optimizer(network_of(TINY_A1), OFFICIAL_A1_RECIPE), Adam)
    assert isinstance(new_optimizer(network_of(TINY_A1), A1_STANDARD.recipe), Muon)
    assert isinstance(new_optimizer(network_of(TINY_LSTM), A1_STANDARD.recipe), Adam)


@pytest.mark.parametrize("architecture", [TINY_A1, TINY_PAIR, A1_STANDARD, A2], ids=lambda case: case.name)
def test_the_matrices_of_a_wavenet_are_all_its_weights(architecture: Architecture) -> None:
    network = network_of(architecture)
    assert isinstance(network, WaveNet)
    positions = [positions_of(parts, network) for parts in network.weight_matrices()]
    everything = torch.cat([each.flatten() for each in positions]).sort().values
    assert torch.equal(everything, torch.arange(sum(p.numel() for p in network.parameters())))


def test_a_matrix_is_what_one_convolution_is_made_of() -> None:
    network = network_of(TINY_PAIR)
    assert isinstance(network, WaveNet)
    layer = network.arrays[0].layers[0]
    flat = torch.cat([p.detach().flatten() for p in network.parameters()])
    matrix = flat[positions_of(network.weight_matrices()[1], network)]  # (channels, 3 taps x channels + 2)
    assert layer.conv.bias is not None
    assert torch.equal(matrix[:, :9], layer.conv.weight.flatten(1))
    assert torch.equal(matrix[:, 9], layer.conv.bias)
    assert torch.equal(matrix[:, 10:], layer.mixin.weight.flatten(1))


@pytest.mark.parametrize("method", list(OptimizerMethod))
def test_every_method_reduces_the_loss(method: OptimizerMethod) -> None:
    network = network_of(TINY_PAIR)
    optimizer = new_optimizer(network, replace(QUICK, method=method))
    x = torch.sin(torch.arange(800.0) / 7.0)[None]
    losses = []
    for _ in range(60):
        for weights in optimizer.weights:
            assert weights.grad is not None
            weights.grad.zero_()
        loss = (network(x) - 0.3 * x[:, network.past_frames :]).square().mean()
        loss.backward()
        optimizer.step(0.01)
        losses.append(loss.item())
    assert losses[-1] < 0.05 * losses[0]
