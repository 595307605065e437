"""The core computes the output and gradient of a network as PyTorch does, in any order of calls."""

import copy
import pickle

import numpy as np
import pytest
import torch
from train_cases import TINY_A1, TINY_PAIR, linear_pair

from reamp.train.architectures import A1_FEATHER, A1_NANO, A2, Architecture
from reamp.train.config import TrainConfig
from reamp.train.networks import WaveNet, build_network
from reamp.train.trainer import TrainResult, train

CASES = [TINY_A1, TINY_PAIR, A1_NANO, A1_FEATHER, A2]


def network_of(architecture: Architecture, seed: int = 0) -> WaveNet:
    torch.manual_seed(seed)
    network = build_network(architecture.submodels[-1].shape)
    assert isinstance(network, WaveNet)
    return network


def noise(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(scale=0.3, size=shape)).float()


def gradients(network: WaveNet, x: torch.Tensor, d_out: torch.Tensor) -> list[torch.Tensor]:
    network.zero_grad()
    network(x).backward(d_out)
    return [torch.zeros_like(p) if p.grad is None else p.grad.clone() for p in network.parameters()]


@pytest.mark.parametrize("architecture", CASES, ids=lambda case: case.name)
def test_output_and_gradient_are_those_of_pytorch_in_float64(architecture: Architecture) -> None:
    network = network_of(architecture)
    x, d_out = noise(2, network.past_frames + 150), noise(2, 150, seed=1)
    wide = copy.deepcopy(network).double()
    torch.testing.assert_close(network(x).double(), wide(x.double()), rtol=0.0, atol=1e-6)
    wanted = gradients(wide, x.double(), d_out.double())
    for ours, theirs in zip(gradients(network, x, d_out), wanted, strict=True):
        assert (ours - theirs).norm() <= 1e-4 * theirs.norm()


def test_the_core_is_what_computes() -> None:
    network = network_of(TINY_A1)
    assert "_Pass" in network(noise(1, 100)).grad_fn.name()
    assert "_Pass" not in network.forward_in_torch(noise(1, 100)).grad_fn.name()
    for elsewhere in (noise(1, 100).double(), noise(1, 100).requires_grad_()):
        assert "_Pass" not in network.to(elsewhere.dtype)(elsewhere).grad_fn.name()


def test_passes_may_overlap() -> None:
    network = network_of(A1_NANO)
    d_out = noise(1, 80)
    first, second = (noise(1, network.past_frames + 80, seed=seed) for seed in (1, 2))
    alone = [gradients(network, x, d_out) for x in (first, second)]
    outputs = [network(x) for x in (first, second)]  # the second takes the buffers of the first
    network.zero_grad()
    outputs[0].backward(d_out)
    assert all(torch.equal(p.grad, wanted) for p, wanted in zip(network.parameters(), alone[0], strict=True))
    network.zero_grad()
    outputs[1].backward(d_out)
    assert all(torch.equal(p.grad, wanted) for p, wanted in zip(network.parameters(), alone[1], strict=True))


def test_gradients_add_up_over_batches_of_different_shapes() -> None:
    network = network_of(TINY_A1)
    shapes = [(1, 50), (3, 50), (2, 70), (1, 50)]
    cases = [(noise(batch, network.past_frames + frames), noise(batch, frames)) for batch, frames in shapes]
    separate = [gradients(network, *case) for case in cases]
    network.zero_grad()
    for x, d_out in cases:
        network(x).backward(d_out)
    for parameter, *parts in zip(network.parameters(), *separate, strict=True):
        torch.testing.assert_close(parameter.grad, sum(parts))


def test_copies_and_pickles_go_on_alone() -> None:
    network = network_of(TINY_A1)
    x = noise(1, network.past_frames + 40)
    before = network(x)
    for twin in (copy.deepcopy(network), pickle.loads(pickle.dumps(network))):
        torch.testing.assert_close(twin(x), before, rtol=0.0, atol=0.0)
        twin.scale_output(0.0)
    assert torch.equal(network(x), before)


def test_rows_may_lie_anywhere_in_a_signal() -> None:
    network = network_of(TINY_A1)
    signal = noise(500)
    views = signal.unfold(0, network.past_frames + 64, 96)
    assert torch.equal(network(views), network(views.clone(memory_format=torch.contiguous_format)))
    across = noise(network.past_frames + 64, 2).T
    assert torch.equal(network(across), network(across.contiguous()))


def test_any_number_of_threads_learns_the_same() -> None:
    def weights(threads: int) -> torch.Tensor:
        torch.set_num_threads(threads)
        result = train(linear_pair(), TINY_PAIR, TrainConfig(epochs=2))
        return torch.cat([p.detach().flatten() for p in result.networks[-1].network.parameters()])

    try:
        one, two = weights(1), weights(2)
    finally:
        torch.set_num_threads(1)
    assert torch.equal(one, two)


def test_a_run_is_the_one_of_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> TrainResult:
        return train(linear_pair(), TINY_PAIR, TrainConfig(epochs=8))

    native = run()
    monkeypatch.setattr(WaveNet, "forward", WaveNet.forward_in_torch)
    by_torch = run()
    for ours, theirs in zip(native.history, by_torch.history, strict=True):
        assert ours.scores[-1].esr == pytest.approx(theirs.scores[-1].esr, rel=1e-3)
