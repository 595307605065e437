"""The native forward and gradient: PyTorch's in float64, on every instruction set, for any shape."""

from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from reamp._core import TrainingNet
from reamp.errors import ConfigError
from reamp.train.architectures import (
    A1_FEATHER,
    A1_LITE,
    A1_NANO,
    A1_STANDARD,
    A2,
    Activation,
    ArrayShape,
    WaveNetShape,
)
from reamp.train.networks import WaveNet, build_network

torch.set_num_threads(1)  # as in train_cases


def random_shape(seed: int) -> WaveNetShape:
    """Return an unusual shape: odd widths, kernels of all sizes, up to three arrays."""
    random = np.random.default_rng(seed)

    def array() -> ArrayShape:
        layers = int(random.integers(1, 5))
        return ArrayShape(
            channels=int(random.integers(1, 20)),
            kernel_sizes=tuple(int(k) for k in random.integers(1, 8, layers)),
            dilations=tuple(int(d) for d in random.integers(1, 150, layers)),
            head_kernel=int(random.integers(1, 20)),
            head_bias=bool(random.integers(2)),
        )

    return WaveNetShape(
        arrays=tuple(array() for _ in range(int(random.integers(1, 4)))),
        activation=Activation.TANH if seed % 2 else Activation.LEAKY_RELU,
        head_scale=0.5,
    )


PRESETS = {
    submodel.name if len(each.submodels) == 1 else f"a2-{submodel.name}": submodel.shape
    for each in (A2, A1_STANDARD, A1_LITE, A1_FEATHER, A1_NANO)
    for submodel in each.submodels
}
SHAPES = {**PRESETS, **{f"random-{seed}": random_shape(seed) for seed in range(12)}}


def native(shape: WaveNetShape, **sizes: Any) -> TrainingNet:
    widths = [array.channels for array in shape.arrays]
    arrays = [
        (inputs, a.channels, outputs, a.kernel_sizes, a.dilations, a.head_kernel, a.head_bias)
        for a, inputs, outputs in zip(shape.arrays, (1, *widths[:-1]), (*widths[1:], 1), strict=True)
    ]
    return TrainingNet(arrays, shape.activation.value, shape.head_scale, **sizes)


def network_of(shape: WaveNetShape, x: Any) -> WaveNet:
    """Return a random network in float64, of float32 weights.

    A LeakyReLU's gradient jumps at 0, where rounding may fall on the other side: each channel's bias moves 0
    into the widest gap between the values that `x` brings there.
    """
    torch.manual_seed(0)
    network = build_network(shape).double()
    assert isinstance(network, WaveNet)
    layers = iter([layer for array in network.arrays for layer in array.layers])

    def shifted(z: torch.Tensor) -> torch.Tensor:
        bias = next(layers).conv.bias
        assert bias is not None
        values = z.transpose(0, 1).flatten(1).sort().values  # (channels, batch * frames)
        values = values[:, values.shape[1] // 4 : -(values.shape[1] // 4) or None]
        gaps = values.diff()
        widest = gaps.argmax(dim=1, keepdim=True)
        shift = -(values.gather(1, widest) + gaps.gather(1, widest) / 2)[:, 0]
        bias += (bias + shift).float().double() - bias
        return functional.leaky_relu(z + shift[:, None])

    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(parameter.float())
        if shape.activation is Activation.LEAKY_RELU:
            for array in network.arrays:
                array.activation = shifted
            network(torch.from_numpy(x).double())
            for array in network.arrays:
                array.activation = functional.leaky_relu
    return network


def flat(network: WaveNet) -> np.ndarray[Any, np.dtype[np.float32]]:
    return torch.cat([p.detach().flatten() for p in network.parameters()]).float().numpy()


def noise(*shape: int, seed: int = 0) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.random.default_rng(seed).normal(scale=0.3, size=shape).astype(np.float32)


def exact(network: WaveNet, x: Any, d_out: Any) -> tuple[Any, list[Any]]:
    """Return output and gradients, a tensor for each parameter, in float64."""
    out = network(torch.from_numpy(x).double())
    out.backward(torch.from_numpy(d_out).double())
    zeros = [torch.zeros_like(p) if p.grad is None else p.grad for p in network.parameters()]
    return out.detach().numpy(), [each.flatten().numpy() for each in zeros]


def worst_error(gradient: Any, expected: list[Any]) -> float:
    """Return the largest relative error of a parameter tensor: the norm of its error over its norm."""
    assert all(np.isfinite(gradient))
    pieces = np.split(gradient.astype(np.float64), np.cumsum([len(each) for each in expected])[:-1])
    errors = [
        np.linalg.norm(piece - each) / (np.linalg.norm(each) or 1.0)
        for piece, each in zip(pieces, expected, strict=True)
    ]
    return float(max(errors))


@pytest.mark.parametrize("instruction_set", ["avx512", "avx2", "baseline"])
@pytest.mark.parametrize("name", SHAPES)
def test_output_and_gradients_are_those_of_float64(name: str, instruction_set: str) -> None:
    shape = SHAPES[name]
    random = np.random.default_rng(len(name))
    batch, frames = int(random.integers(1, 4)), int(random.integers(1, 900))
    try:
        net = native(shape, batch=batch, frames=frames, threads=2, instruction_set=instruction_set)
    except ConfigError:
        pytest.skip(f"this machine cannot run {instruction_set}")
    x, d_out = noise(batch, net.past_frames + frames), noise(batch, frames, seed=1)
    network = network_of(shape, x)
    weights = flat(network)
    assert (net.weight_count, net.past_frames) == (len(weights), network.past_frames)
    out, gradient = np.full((batch, frames), np.nan, np.float32), np.full_like(weights, np.nan)
    net.forward(weights, x, out)
    net.backward(weights, x, d_out, gradient)
    expected_out, expected = exact(network, x, d_out)
    assert np.abs(out - expected_out).max() < 5e-6 * np.abs(expected_out).max()
    assert worst_error(gradient, expected) < 1e-4


def bad_frames(values: Any) -> int:
    return int((~np.isfinite(values)).sum())


@pytest.mark.parametrize("instruction_set", ["avx512", "avx2", "baseline"])
@pytest.mark.parametrize("name", ["a1-nano", "a1-feather", "a2-lite", "random-1", "random-2", "random-3"])
def test_what_is_no_number_goes_as_far_as_in_pytorch(name: str, instruction_set: str) -> None:
    shape, batch, frames = SHAPES[name], 2, 200
    try:
        net = native(shape, batch=batch, frames=frames, threads=1, instruction_set=instruction_set)
    except ConfigError:
        pytest.skip(f"this machine cannot run {instruction_set}")
    clean = noise(batch, net.past_frames + frames)
    network = network_of(shape, clean).float()
    weights, parameters = flat(network), list(network.parameters())
    sizes = [parameter.numel() for parameter in parameters]

    def check(weights: np.ndarray, x: np.ndarray, what: str) -> int:
        with torch.no_grad():
            for parameter, part in zip(parameters, torch.from_numpy(weights).split(sizes), strict=True):
                parameter.copy_(part.view_as(parameter))
            expected = network.forward_in_torch(torch.from_numpy(x)).numpy()
        out = np.empty((batch, frames), np.float32)
        net.forward(weights, x, out)
        assert (np.isfinite(out) == np.isfinite(expected)).all(), (
            what,
            bad_frames(out),
            bad_frames(expected),
        )
        return bad_frames(out)

    for bad in (np.nan, np.inf, -np.inf):
        x = clean.copy()
        x[0, -50] = bad
        found = check(weights, x, f"{bad} at frame -50")
        assert found > 0 or np.isinf(bad)  # tanh of infinity is a number
        check(weights, np.full_like(clean, bad), f"{bad} everywhere")
        for first in np.cumsum([0, *sizes[:-1]]):
            broken = weights.copy()
            broken[first] = bad
            check(broken, clean, f"{bad} at weight {first}")
    assert check(weights, np.full_like(clean, np.nan), "all NaN") == batch * frames


def test_the_gradient_is_the_same_for_any_number_of_threads() -> None:
    shape = PRESETS["a1-feather"]
    x, d_out = noise(5, shape.past_frames + 300), noise(5, 300, seed=1)
    weights = flat(network_of(shape, x))
    gradients = []
    for threads in (1, 2, 3):
        net = native(shape, batch=5, frames=300, threads=threads)
        net.forward(weights, x, np.empty_like(d_out))
        gradients.append(np.empty_like(weights))
        net.backward(weights, x, d_out, gradients[-1])
    assert (gradients[0] == gradients[1]).all()
    assert (gradients[0] == gradients[2]).all()


def test_windows_are_read_where_they_lie() -> None:
    shape = PRESETS["a1-nano"]
    net = native(shape, batch=3, frames=200, threads=1)
    length = net.past_frames + 200
    x = noise(length + 2 * 50)
    overlapping = np.lib.stride_tricks.sliding_window_view(x, length)[::50]
    weights = flat(network_of(shape, overlapping.copy()))
    out, expected = np.empty((3, 200), np.float32), np.empty((3, 200), np.float32)
    net.forward(weights, overlapping, out)
    net.forward(weights, overlapping.copy(), expected)
    assert (out == expected).all()


def test_what_does_not_fit_is_refused() -> None:
    shape = PRESETS["a1-nano"]
    with pytest.raises(ConfigError, match="batch must be at least 1, got 0"):
        native(shape, batch=0, frames=8, threads=1)
    with pytest.raises(ConfigError, match="does not run the instruction set 'sse9'"):
        native(shape, batch=1, frames=8, threads=1, instruction_set="sse9")
    with pytest.raises(ConfigError, match="must have 1 outputs, got 3"):
        TrainingNet([(1, 2, 3, [3], [1], 1, True)], "Tanh", 1.0, batch=1, frames=8, threads=1)
    net = native(shape, batch=2, frames=8, threads=1)
    weights, x = np.zeros(net.weight_count, np.float32), noise(2, net.past_frames + 8)
    with pytest.raises(ValueError, match="x must be"):
        net.forward(weights, x[:, 1:].copy(), np.empty((2, 8), np.float32))
    with pytest.raises(ValueError, match="out must be"):
        net.forward(weights, x, np.empty((2, 7), np.float32))
    with pytest.raises(ValueError, match="weights must be"):
        net.forward(weights[1:], x, np.empty((2, 8), np.float32))
