"""Networks are causal, and their receptive fields are as stated."""

import numpy as np
import pytest
import torch
from train_cases import TINY_A1, TINY_LSTM, TINY_PAIR

from reamp.errors import ConfigError
from reamp.train.architectures import A1_NANO, A2, LSTM_2X8, Architecture
from reamp.train.networks import Network, build_network

CASES = [TINY_A1, TINY_PAIR, TINY_LSTM, A1_NANO, A2]


def network_of(architecture: Architecture, seed: int = 0) -> Network:
    torch.manual_seed(seed)
    return build_network(architecture.submodels[-1].shape)


def noise(*shape: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(0).normal(scale=0.3, size=shape)).float()


@pytest.mark.parametrize("architecture", CASES, ids=lambda case: case.name)
def test_the_output_is_shorter_by_the_past(architecture: Architecture) -> None:
    network = network_of(architecture)
    assert network(noise(2, network.past_frames + 7)).shape == (2, 7)


@pytest.mark.parametrize("architecture", [TINY_A1, TINY_PAIR, A1_NANO, A2], ids=lambda case: case.name)
def test_a_wavenet_hears_exactly_its_receptive_field(architecture: Architecture) -> None:
    network = network_of(architecture).double()
    x = noise(1, network.past_frames + 3).double().requires_grad_(True)
    (gradient,) = torch.autograd.grad(network(x)[0, 1], x)
    heard = gradient[0].nonzero().flatten()
    assert (heard[0], heard[-1]) == (1, network.past_frames + 1)


def test_playing_follows_silence() -> None:
    network = network_of(TINY_A1)
    x = noise(2, 500)
    with torch.no_grad():
        expected = network(torch.cat([torch.zeros(2, network.past_frames), x], dim=1))
    torch.testing.assert_close(network.play(x), expected)


def test_an_lstm_plays_on_from_a_second_of_silence() -> None:
    network = network_of(TINY_LSTM)
    x = noise(1, 500)
    with torch.no_grad():
        after_silence, _ = network.lstm(torch.cat([torch.zeros(1, 48_000), x], dim=1)[..., None])
        expected = network.head(after_silence)[:, 48_000:, 0]
    torch.testing.assert_close(network.play(x), expected, rtol=0.0, atol=1e-6)


@pytest.mark.parametrize("architecture", [TINY_A1, TINY_PAIR, TINY_LSTM], ids=lambda case: case.name)
def test_weights_survive_the_file(architecture: Architecture) -> None:
    network, other = network_of(architecture, seed=1), network_of(architecture, seed=2)
    other.load_nam_weights(network.nam_weights(1.0))
    x = noise(1, network.past_frames + 50)
    torch.testing.assert_close(other(x), network(x), rtol=1e-5, atol=1e-6)


def test_weights_of_another_shape_are_refused() -> None:
    with pytest.raises(ConfigError, match="has 841 weights, this shape 842"):
        network_of(A1_NANO).load_nam_weights([0.0] * 841)


@pytest.mark.parametrize("architecture", [TINY_A1, TINY_LSTM], ids=lambda case: case.name)
def test_scaling_the_output_scales_bias_and_all(architecture: Architecture) -> None:
    network = network_of(architecture)
    x = noise(1, network.past_frames + 50)
    with torch.no_grad():
        before = network(x)
        network.scale_output(-2.0)
        torch.testing.assert_close(network(x), -2.0 * before)


def test_the_gradient_of_an_lstm_reaches_every_weight() -> None:
    network = network_of(LSTM_2X8)
    network(noise(1, network.past_frames + 600)).square().mean().backward()
    assert all(p.grad is not None and p.grad.abs().max() > 0.0 for p in network.parameters())


@pytest.mark.parametrize("architecture", [TINY_A1, TINY_LSTM], ids=lambda case: case.name)
@pytest.mark.parametrize(
    ("x", "got"),
    [
        (torch.zeros(9_000), r"float32 \(9000,\)"),
        (torch.zeros(1, 1, 9_000), r"float32 \(1, 1, 9000\)"),
        (torch.zeros(1, 9_000).double(), r"float64 \(1, 9000\)"),
        (np.zeros((1, 9_000), np.float32), "ndarray"),
    ],
    ids=["1-D", "3-D", "float64", "NumPy"],
)
def test_an_input_of_another_shape_is_refused(architecture: Architecture, x: torch.Tensor, got: str) -> None:
    network = network_of(architecture)
    with pytest.raises(ConfigError, match=rf"x must be a float32 tensor \(batch, frames\), got {got}"):
        network(x)
    with pytest.raises(ConfigError, match="x must be a float32 tensor"):
        network.play(x)


@pytest.mark.parametrize("architecture", [TINY_A1, TINY_LSTM], ids=lambda case: case.name)
def test_an_input_shorter_than_the_past_is_refused(architecture: Architecture) -> None:
    network = network_of(architecture)
    frames = network.past_frames
    problem = f"x must be longer than the {frames} frames of the past, got {frames}; pad it, or use play"
    with pytest.raises(ConfigError, match=problem):
        network(torch.zeros(1, frames))
