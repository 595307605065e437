"""Whole signals: the engine's output on the CPU is PyTorch's, and what no file can hold is not lost."""

import numpy as np
import pytest
import torch
from train_cases import TINY_A1, TINY_LSTM, TINY_PAIR

from reamp.train.architectures import A1_NANO, A2, LSTM_2X8, Architecture
from reamp.train.losses import esr
from reamp.train.networks import Network, build_network
from reamp.train.predict import engine_model, predict


def network_of(architecture: Architecture) -> Network:
    torch.manual_seed(0)
    return build_network(architecture.submodels[-1].shape)


def noise(*shape: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(0).normal(scale=0.3, size=shape)).float()


@pytest.mark.parametrize("architecture", [TINY_A1, TINY_PAIR, A1_NANO, A2], ids=lambda case: case.name)
def test_the_engine_plays_what_pytorch_computes(architecture: Architecture) -> None:
    network = network_of(architecture)
    x = noise(network.past_frames + 3_000)
    with torch.no_grad():
        expected = network.double()(x.double()[None])[0]
    assert esr(expected, predict(network.float(), x)).item() < 1e-10


@pytest.mark.parametrize("architecture", [TINY_LSTM, LSTM_2X8], ids=lambda case: case.name)
def test_an_lstm_is_played_through(architecture: Architecture) -> None:
    network = network_of(architecture)
    x = noise(network.past_frames + 3_000)
    expected = network.play(x[None])[0, network.past_frames :]
    assert esr(expected, predict(network, x)).item() < 1e-8


@pytest.mark.parametrize("architecture", [TINY_A1, A1_NANO], ids=lambda case: case.name)
def test_in_pieces_it_is_the_same(architecture: Architecture) -> None:
    network = network_of(architecture).double()  # which the engine does not play
    x = noise(network.past_frames + 20_000).double()
    with torch.no_grad():
        whole = network(x[None])[0]
    torch.testing.assert_close(predict(network, x), whole, rtol=0.0, atol=1e-12)


def test_weights_that_are_not_finite_give_an_output_that_is_not() -> None:
    network = network_of(TINY_A1)
    network.scale_output(np.inf)
    assert not predict(network, noise(network.past_frames + 100)).isfinite().all()


def test_a_model_of_the_engine_starts_at_rest() -> None:
    network, x = network_of(A1_NANO), noise(1, 500)
    played = engine_model(network).process(x[0].numpy())
    np.testing.assert_allclose(played, network.play(x)[0].numpy(), rtol=0.0, atol=1e-6)
