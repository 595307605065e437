"""The WaveNet, small enough to be worked out by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rig_files import null_depth_db

from reamp.engine import load
from reamp.engine.reference import load_reference
from reamp.engine.reference_blocks import Network, Node
from reamp.engine.reference_wavenet import WaveNet
from reamp.engine.reference_wavenet_reader import read_wavenet
from reamp.nam import NamDocument

ARRAY: dict[str, Any] = {
    "input_size": 1,
    "condition_size": 1,
    "channels": 1,
    "dilations": [2],
    "kernel_size": 2,
    "activation": "LeakyReLU",
    "head_size": 1,
    "head_bias": False,
}
X = np.array([[1.0, -2.0, 3.0, 0.5, -1.0]])


def read_condition(node: Node) -> Network:
    return read_wavenet(node, None, read_condition)


def wavenet(
    arrays: list[dict[str, Any]], weights: list[float], slim: float | None = None, **more: Any
) -> WaveNet:
    config = {"layers": arrays, "head_scale": 1.0, **more}
    node = Node(Path("a.nam"), "", {"config": config, "weights": weights})
    return read_wavenet(node, slim, read_condition)


def leaky(x: np.ndarray) -> np.ndarray:
    return np.where(x > 0, x, 0.01 * x)


def delayed(x: np.ndarray, frames: int) -> np.ndarray:
    return np.concatenate([np.zeros((1, frames)), x[:, : x.shape[1] - frames]], axis=1)


# rechannel; conv (oldest tap first), its bias; mixin; layer1x1, its bias; head; scale
PLAIN = [2.0, 1.0, -1.0, 0.5, 0.25, 3.0, 0.125, 4.0, 0.5]


def test_one_layer() -> None:
    network = wavenet([ARRAY], PLAIN)
    y = 2 * X
    p = leaky(delayed(y, 2) - y + 0.5 + 0.25 * X)
    np.testing.assert_allclose(network.run(X), 0.5 * 4 * p, atol=1e-12)
    assert network.prewarm_frames == 1 + 2


def test_two_layers_share_the_head_and_pass_the_residual() -> None:
    layer = PLAIN[1:7]
    network = wavenet([ARRAY | {"dilations": [2, 1]}], [PLAIN[0], *layer, *layer, 4.0, 0.5])
    y = 2 * X
    first = leaky(delayed(y, 2) - y + 0.5 + 0.25 * X)
    y = y + 3 * first + 0.125
    second = leaky(delayed(y, 1) - y + 0.5 + 0.25 * X)
    np.testing.assert_allclose(network.run(X), 0.5 * 4 * (first + second), atol=1e-12)
    assert network.prewarm_frames == 1 + 2 + 1


def test_two_arrays_pass_the_head_on() -> None:
    network = wavenet([ARRAY, ARRAY], [*PLAIN[:8], *PLAIN])
    y = 2 * X
    first = leaky(delayed(y, 2) - y + 0.5 + 0.25 * X)
    y = 2 * (y + 3 * first + 0.125)
    second = leaky(delayed(y, 2) - y + 0.5 + 0.25 * X)
    np.testing.assert_allclose(network.run(X), 0.5 * 4 * (4 * first + second), atol=1e-12)


@pytest.mark.parametrize("mode", ["gated", "blended", "legacy"])
def test_gates(mode: str) -> None:
    array = ARRAY | (
        {"gated": True} if mode == "legacy" else {"gating_mode": mode, "secondary_activation": "ReLU"}
    )
    # conv rows: the signal passes now, the gate is half of it; mixin and biases are zero
    weights = [1.0, 0.0, 1.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]
    gate = 1 / (1 + np.exp(-X / 2)) if mode == "legacy" else np.maximum(X / 2, 0)
    expected = gate * leaky(X) + ((1 - gate) * X if mode == "blended" else 0)
    np.testing.assert_allclose(wavenet([array], weights).run(X), expected, atol=1e-8)


@pytest.mark.parametrize(("mode", "applies"), [("none", False), ("gated", False), ("blended", True)])
def test_layer1x1_post_film_is_applied_in_blended_layers_only(mode: str, applies: bool) -> None:
    # Two layers, so that the residual of the first is heard; the film doubles it.
    array = ARRAY | {"dilations": [1, 1], "gating_mode": mode, "activation": "Tanh"}
    paired = 1 if mode == "none" else 2
    layer = [*[0.0, 1.0] * paired, *[0.0] * paired, *[0.0] * paired, 1.0, 0.0]
    film = [0.0, 0.0, 2.0, 0.0]
    doubled = [*layer[:-2], 2.0, 0.0]
    with_film = wavenet(
        [array | {"layer1x1_post_film": {"active": True}}], [1.0, *layer, *film, *layer, *film, 1.0, 1.0]
    )
    same_as = doubled if applies else layer
    without = wavenet([array], [1.0, *same_as, *same_as, 1.0, 1.0])
    np.testing.assert_allclose(with_film.run(X), without.run(X), atol=1e-12)


def test_no_layer1x1_keeps_the_residual_as_it_is() -> None:
    array = ARRAY | {"dilations": [1, 1], "layer1x1": {"active": False, "groups": 1}}
    layer = [0.0, 1.0, 0.0, 0.0]
    np.testing.assert_allclose(
        wavenet([array], [1.0, *layer, *layer, 1.0, 1.0]).run(X), 2 * leaky(X), atol=1e-12
    )


def test_a_head_with_taps_and_dilation() -> None:
    head = {"out_channels": 1, "kernel_size": 2, "head_dilation": 3, "bias": True}
    network = wavenet([ARRAY | {"head": head}], [1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 5.0, 2.0, 0.5, 2.0])
    p = leaky(X)
    np.testing.assert_allclose(network.run(X), 2 * (5 * delayed(p, 3) + 2 * p + 0.5), atol=1e-12)
    assert network.prewarm_frames == 1 + 2 + 3


def test_convolutions_after_the_head() -> None:
    head = {"channels": 1, "out_channels": 1, "kernel_sizes": [2, 1], "activation": "ReLU"}
    weights = [*PLAIN[:8], 3.0, 1.0, 0.5, -1.0, 0.25, 2.0]  # two convolutions with biases, then the scale
    network = wavenet([ARRAY], weights, head=head)
    out = 2 * wavenet([ARRAY], [*PLAIN[:8], 1.0]).run(X)
    out = np.maximum(out, 0)
    out = np.maximum(3 * delayed(out, 1) + out + 0.5, 0)
    np.testing.assert_allclose(network.run(X), 0.25 - out, atol=1e-12)
    assert network.prewarm_frames == 1 + 2 + 1


def test_the_condition_is_another_model() -> None:
    inner = {"config": {"layers": [ARRAY], "head_scale": 1.0}, "weights": PLAIN}
    passes_condition = [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0]
    network = wavenet([ARRAY], passes_condition, condition_dsp=inner)
    np.testing.assert_allclose(network.run(X), leaky(wavenet([ARRAY], PLAIN).run(X)), atol=1e-12)
    assert network.prewarm_frames == 3 + 2


SLIMMABLE = ARRAY | {
    "channels": 4,
    "dilations": [1],
    "kernel_size": 1,
    "slimmable": {"method": "slice_channels_uniform", "kwargs": {"allowed_channels": [1, 2, 4]}},
}


@pytest.mark.parametrize(
    ("slim", "channels"), [(0.0, 1), (0.33, 1), (0.34, 2), (0.66, 2), (0.67, 4), (1.0, 4), (None, 4)]
)
def test_slim_keeps_the_leading_channels(slim: float | None, channels: int) -> None:
    weights = np.random.default_rng(1).standard_normal(4 + 16 + 4 + 4 + 16 + 4 + 4 + 1).astype(np.float32)
    whole = weights.astype(np.float64)
    rechannel, conv, bias, mixin = whole[:4], whole[4:20].reshape(4, 4), whole[20:24], whole[24:28]
    head, scale = whole[48:52], whole[52]
    c = slice(channels)
    p = leaky(conv[c, c] @ (rechannel[c, None] * X) + bias[c, None] + mixin[c, None] * X)
    network = wavenet([SLIMMABLE], weights.tolist(), slim)
    np.testing.assert_allclose(network.run(X), scale * (head[c] @ p)[None, :], atol=1e-12)


def slimmable_with_films(path: Path, *, gating: str, seed: int) -> Path:
    """Write two slimmable arrays with every modulation that can be cut, and random weights."""
    films = [
        f"{name}_film"
        for name in (
            "conv_pre",
            "conv_post",
            "input_mixin_post",
            "activation_pre",
            "activation_post",
            "layer1x1_post",
        )
    ]
    array = {
        "condition_size": 1,
        "channels": 4,
        "bottleneck": 4,
        "dilations": [1, 2],
        "kernel_size": 2,
        "activation": "Tanh",
        "gating_mode": gating,
        "head_bias": True,
        "slimmable": {"method": "slice_channels_uniform"},
        **{name: {"shift": index % 3 != 2} for index, name in enumerate(films)},
    }
    sizes = ({"input_size": 1, "head_size": 4}, {"input_size": 4, "head_size": 1})
    config = {"layers": [array | size for size in sizes], "head": None, "head_scale": 1.0}
    paired = 4 if gating == "none" else 8
    widths = (4, paired, paired, paired, 4, 4)
    film_weights = sum(2 * width * (1 + (index % 3 != 2)) for index, width in enumerate(widths))
    layer = paired * 8 + paired + paired + 4 * 4 + 4 + film_weights
    count = (4 + 2 * layer + 4 * 4 + 4) + (4 * 4 + 2 * layer + 4 + 1) + 1
    weights = np.random.default_rng(seed).normal(0.0, 0.5, count)
    NamDocument.create(architecture="WaveNet", config=config, weights=weights).write(path)
    return path


@pytest.mark.parametrize("gating", ["none", "gated", "blended"])
@pytest.mark.parametrize("seed", range(3))
def test_every_size_with_modulations_sounds_as_in_the_core(gating: str, seed: int, tmp_path: Path) -> None:
    path = slimmable_with_films(tmp_path / "a.nam", gating=gating, seed=seed)
    x = np.random.default_rng(9).normal(0.0, 0.3, 500).astype(np.float32)
    core = load(path)
    for slim in (0.0, 0.3, 0.6, 1.0):
        core.slim = slim
        assert null_depth_db(load_reference(path, slim).process(x), core.process(x)) < -105.0
        core.reset()
