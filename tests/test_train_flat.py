"""Flat weights: one tensor and the parameters it consists of are the same numbers."""

import copy

import pytest
import torch
from train_cases import TINY_A1, TINY_LSTM

from reamp.train.architectures import Architecture
from reamp.train.flat import flatten_weights, learning_weights
from reamp.train.networks import Network, build_network


def network_of(architecture: Architecture) -> Network:
    torch.manual_seed(0)
    return build_network(architecture.submodels[-1].shape)


def flatten_gradients(network: Network) -> torch.Tensor:
    return torch.cat([p.grad.flatten() for p in network.parameters() if p.grad is not None])


@pytest.mark.parametrize("architecture", [TINY_A1, TINY_LSTM], ids=lambda case: case.name)
def test_values_names_and_output_stay(architecture: Architecture) -> None:
    network, plain = network_of(architecture), network_of(architecture)
    flat = flatten_weights(network)
    assert list(network.state_dict()) == list(plain.state_dict())
    assert torch.equal(flat, torch.cat([p.flatten() for p in plain.parameters()]))
    x = torch.full((1, network.past_frames + 5), 0.1)
    assert torch.equal(network(x), plain(x))


def test_a_step_on_the_flat_tensor_is_the_step_on_each_parameter() -> None:
    network, plain = network_of(TINY_A1), network_of(TINY_A1)
    one, each = torch.optim.Adam([flatten_weights(network)]), torch.optim.Adam(plain.parameters())
    x = torch.linspace(-1.0, 1.0, 200)[None]
    for _ in range(3):
        for net, optimizer in ((network, one), (plain, each)):
            optimizer.zero_grad(set_to_none=False)
            net(x).square().mean().backward()
            optimizer.step()
    for ours, wanted in zip(network.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(ours, wanted)


def test_the_gradient_is_the_parameters() -> None:
    network, plain = network_of(TINY_A1), network_of(TINY_A1)
    (flat,) = learning_weights(network)
    x = torch.linspace(-1.0, 1.0, 200)[None]
    for each in (network, plain):
        each(x).square().sum().backward()
    for ours, wanted in zip(network.parameters(), plain.parameters(), strict=True):
        assert ours.grad is not None
        assert wanted.grad is not None
        assert torch.equal(ours.grad, wanted.grad)
    assert flat.grad is not None
    assert torch.equal(
        flat.grad, torch.cat([p.grad.flatten() for p in plain.parameters() if p.grad is not None])
    )


def test_a_copy_learns_by_itself() -> None:
    network = network_of(TINY_A1)
    (flat,) = learning_weights(network)
    twin = copy.deepcopy(network)
    twin(torch.ones(1, 50)).sum().backward()
    assert all(p.grad is not None and p.grad.abs().max() > 0.0 for p in list(twin.parameters())[:3])
    assert flat.grad is not None
    assert flat.grad.abs().max() == 0.0


def test_an_lstm_keeps_its_tensors() -> None:
    network = network_of(TINY_LSTM)
    assert [id(each) for each in learning_weights(network)] == [id(p) for p in network.parameters()]


def test_loading_a_state_fills_the_flat_tensor() -> None:
    network = network_of(TINY_A1)
    flat = flatten_weights(network)
    network.load_state_dict({name: torch.ones_like(value) for name, value in network.state_dict().items()})
    assert torch.equal(flat, torch.ones_like(flat))


def test_a_copy_is_its_own() -> None:
    network = network_of(TINY_A1)
    flat = flatten_weights(network)
    before = flat.clone()
    copy.deepcopy(network).scale_output(0.0)
    assert torch.equal(flat, before)
