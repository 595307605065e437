"""The building blocks against numbers worked out by hand."""

import numpy as np
import pytest

from reamp.engine.reference_blocks import Conv, Film, Node, Weights, activation_from
from reamp.errors import ModelFileError


def node(value: object, field: str = "config") -> Node:
    return Node("a.nam", field, value)


def weights(*numbers: float) -> Weights:
    return Weights(node(list(numbers), "weights"))


def test_a_convolution_by_hand() -> None:
    # Two inputs, one output, two taps, dilation 2: y[t] = 5 + 1 a[t-2] + 2 a[t] + 3 b[t-2] + 4 b[t].
    conv = Conv.read(weights(1, 2, 3, 4, 5), inputs=2, outputs=1, taps=2, dilation=2, node=node({}))
    x = np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 10.0, 0.0, 0.0]])
    assert conv(x).tolist() == [[7.0, 45.0, 6.0, 35.0]]
    assert conv.reach_frames == 2


def test_a_convolution_reaching_beyond_the_signal_sees_zeros() -> None:
    conv = Conv.read(weights(1, 2), inputs=1, outputs=1, taps=2, dilation=9, bias=False, node=node({}))
    assert conv(np.array([[1.0, 2.0]])).tolist() == [[2.0, 4.0]]
    assert conv(np.zeros((1, 0))).shape == (1, 0)


def test_groups_do_not_mix() -> None:
    conv = Conv.read(weights(1, 2, 3, 4), inputs=2, outputs=4, groups=2, bias=False, node=node({}))
    assert conv.weight[:, :, 0].tolist() == [[1, 0], [2, 0], [0, 3], [0, 4]]
    with pytest.raises(ModelFileError, match=r"config: 2 groups do not divide 3 inputs and 4 outputs"):
        Conv.read(weights(), inputs=3, outputs=4, groups=2, node=node({}))


def test_film_scales_and_shifts_by_the_condition() -> None:
    # scale = (1 c, 2 c), shift = (3 c, 4 c), then the biases 10, 20, 30, 40.
    film = Film.read(weights(1, 2, 3, 4, 10, 20, 30, 40), condition=1, channels=2, node=node({}))
    x, condition = np.array([[1.0], [2.0]]), np.array([[0.5]])
    assert film(x, condition).tolist() == [[1 * 10.5 + 31.5], [2 * 21.0 + 42.0]]
    # The two leading rows are left, both scales in the whole: scale = 1 c + 10, shift = 2 c + 20.
    assert film.sliced(1)(x[:1], condition).tolist() == [[1 * 10.5 + 21.0]]
    plain = Film.read(weights(1, 2, 10, 20), condition=1, channels=2, node=node({"shift": False}))
    assert plain(x, condition).tolist() == [[10.5], [42.0]]
    assert plain.sliced(1)(x[:1], condition).tolist() == [[10.5]]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("Tanh", [-0.964028, -0.462117, 0.0, 0.462117, 0.964028]),
        ("Hardtanh", [-1.0, -0.5, 0.0, 0.5, 1.0]),
        ({"type": "Hardtanh", "min_val": -0.1, "max_val": 0.1}, [-1.0, -0.5, 0.0, 0.5, 1.0]),
        ("ReLU", [0.0, 0.0, 0.0, 0.5, 2.0]),
        ("LeakyReLU", [-0.02, -0.005, 0.0, 0.5, 2.0]),
        ({"type": "LeakyReLU", "negative_slope": 0.5}, [-1.0, -0.25, 0.0, 0.5, 2.0]),
        ("PReLU", [-0.02, -0.005, 0.0, 0.5, 2.0]),
        ({"type": "PReLU", "negative_slope": 0.5, "negative_slopes": [9.0]}, [-1.0, -0.25, 0.0, 0.5, 2.0]),
        ("Sigmoid", [0.119203, 0.377541, 0.5, 0.622459, 0.880797]),
        ("SiLU", [-0.238406, -0.188770, 0.0, 0.311230, 1.761594]),
        ("Hardswish", [-0.333333, -0.208333, 0.0, 0.291667, 1.666667]),
        ("LeakyHardtanh", [-1.01, -0.5, 0.0, 0.5, 1.01]),
        (
            {"type": "LeakyHardTanh", "min_val": -0.5, "max_val": 0.25, "min_slope": 0.1, "max_slope": 0.2},
            [-0.65, -0.5, 0.0, 0.3, 0.6],
        ),
        ("Softsign", [-0.666667, -0.333333, 0.0, 0.333333, 0.666667]),
    ],
    ids=str,
)
def test_activations(config: object, expected: list[float]) -> None:
    x = np.array([[-2.0, -0.5, 0.0, 0.5, 2.0]])
    np.testing.assert_allclose(activation_from(node(config))(x)[0], expected, atol=1e-6)


def test_fast_tanh_is_near_tanh() -> None:
    x = np.linspace(-6.0, 6.0, 1001)[None, :]
    error = np.abs(activation_from(node("Fasttanh"))(x) - np.tanh(x)).max()
    assert 1e-5 < error < 0.03


def test_prelu_has_a_slope_for_each_channel_and_starts_again() -> None:
    prelu = activation_from(node({"type": "PReLU", "negative_slopes": [0.5, 0.25]}))
    assert prelu(np.array([[-1.0, 1.0], [-1.0, 1.0], [-1.0, 1.0]])).tolist() == [
        [-0.5, 1],
        [-0.25, 1],
        [-0.5, 1],
    ]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("GELU", "config: the activation 'GELU' is unknown"),
        ({}, r"config\.type: is missing"),
        ({"type": 1}, r"config\.type: expected a text, got 1"),
        (7, "config: expected an object"),
        (
            {"type": "LeakyReLU", "negative_slope": "steep"},
            r"config\.negative_slope: expected a number, got 'ste",
        ),
        ({"type": "PReLU", "negative_slopes": []}, r"config\.negative_slopes: is empty"),
    ],
)
def test_unknown_activations_are_refused(config: object, message: str) -> None:
    with pytest.raises(ModelFileError, match=message):
        activation_from(node(config))


def test_weights_are_rounded_to_float32_and_counted() -> None:
    stream = weights(0.1, 1, 2, 3, 4, 5)
    assert stream.take(1).tolist() == [float(np.float32(0.1))]
    assert stream.take(2, 2).tolist() == [[1, 2], [3, 4]]
    with pytest.raises(ModelFileError, match="weights: expected 5 numbers, got 6"):
        stream.finish()
    with pytest.raises(ModelFileError, match="weights: expected at least 1000000000005 numbers, got 6"):
        stream.take(1_000_000, 1_000_000)


@pytest.mark.parametrize("value", [["1.0"], [None], [[1.0]], [1.0, [2.0]], [1e39], [10**400], {}, 1.0])
def test_weights_that_are_not_numbers_are_refused(value: object) -> None:
    with pytest.raises(ModelFileError, match=r"weights: (expected a flat list|holds a number too large)"):
        Weights(node(value, "weights"))


def test_a_node_names_the_place() -> None:
    root = node({"a": [{"b": 0}, {"b": 2.0}, {"b": 2.9}, {"b": True}], "n": None}, "")
    assert root["a"].items()[1].integer("b") == 2
    assert (root.integer("n", default=4), root.flag("n", default=True)) == (4, True)
    for index, problem in (
        (0, "expected a whole number from 1, got 0"),
        (2, "expected a whole number from 1, got 2.9"),
        (3, "expected a number, got True"),
    ):
        with pytest.raises(ModelFileError, match=rf"a\.nam: a\[{index}\]\.b: {problem}"):
            root["a"].items()[index].integer("b")
    with pytest.raises(ModelFileError, match=r"a\.nam: n: is missing"):
        root["n"]
    with pytest.raises(ModelFileError, match=r"a\[0\]\.b: expected a list"):
        root["a"].items()[0]["b"].items()
