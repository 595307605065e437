"""A WaveNet config that does not fit together is an error with the field."""

from typing import Any

import pytest

from reamp.engine.reference_blocks import Network, Node
from reamp.engine.reference_wavenet_reader import read_wavenet
from reamp.errors import ModelFileError

ARRAY: dict[str, Any] = {
    "input_size": 1,
    "condition_size": 1,
    "channels": 2,
    "dilations": [1, 2],
    "kernel_size": 3,
    "activation": "Tanh",
    "head_size": 2,
    "head_bias": False,
}
FIRST = r"config\.layers\[0\]"
SECOND = r"config\.layers\[1\]"
SLIMMABLE = {"slimmable": {"method": "slice_channels_uniform"}}
INNER = {"config": {"layers": [ARRAY | {"channels": 1}], "head_scale": 1.0}, "weights": [0.0] * 100}


def read_condition(node: Node) -> Network:
    return read_wavenet(node, None, read_condition)


def read(arrays: list[dict[str, Any]], count: int = 1000, **more: Any) -> None:
    model = {"config": {"layers": arrays, "head_scale": 1.0} | more, "weights": [0.0] * count}
    read_wavenet(Node("a.nam", "", model), None, read_condition)


def test_the_count_of_weights() -> None:
    # rechannel 2; two layers of conv 12 + 2, mixin 2, layer1x1 4 + 2; head 4; scale 1
    count = 2 + 2 * 22 + 4 + 1
    read([ARRAY], count)
    with pytest.raises(ModelFileError, match=f"weights: expected {count} numbers, got {count + 1}"):
        read([ARRAY], count + 1)
    with pytest.raises(ModelFileError, match=f"weights: expected at least {count} numbers, got {count - 1}"):
        read([ARRAY], count - 1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"input_size": 2}, rf"{FIRST}\.input_size: must be 1"),
        ({"condition_size": 2}, rf"{FIRST}\.condition_size: must be 1"),
        ({"channels": 0}, rf"{FIRST}\.channels: expected a whole number from 1, got 0"),
        ({"channels": "many"}, rf"{FIRST}\.channels: expected a number, got 'many'"),
        ({"dilations": [1, -1]}, rf"{FIRST}\.dilations\[1\]: expected a whole number from 1, got -1"),
        ({"dilations": 3}, rf"{FIRST}\.dilations: expected a list"),
        ({"kernel_size": None}, rf"{FIRST}\.kernel_size: is missing"),
        ({"kernel_sizes": [3, 3]}, rf"{FIRST}\.kernel_sizes: contradicts kernel_size"),
        ({"kernel_size": None, "kernel_sizes": [3]}, rf"{FIRST}\.kernel_sizes: has 1 elements for 2 layers"),
        ({"activation": ["Tanh"]}, rf"{FIRST}\.activation: has 1 elements for 2 layers"),
        ({"activation": ["Tanh", "GELU"]}, rf"{FIRST}\.activation\[1\]: the activation 'GELU' is unknown"),
        ({"gating_mode": "sometimes"}, rf"{FIRST}\.gating_mode: expected none, gated or blended, got 'somet"),
        ({"gating_mode": ["none"]}, rf"{FIRST}\.gating_mode: has 1 elements for 2 layers"),
        ({"groups_input": 3}, f"{FIRST}: 3 groups do not divide"),
        (
            {"bottleneck": 1, "layer1x1": {"active": False, "groups": 1}},
            f"{FIRST}: without layer1x1 the bottle",
        ),
        ({"conv_pre_film": True}, rf"{FIRST}\.conv_pre_film: expected an object"),
        ({"head1x1_post_film": {}}, rf"{FIRST}\.head1x1_post_film: modulates what is not active"),
        ({"head_size": None}, rf"{FIRST}\.head_size: is missing"),
        ({"slimmable": {"method": "cut"}}, rf"{FIRST}\.slimmable\.method: the method 'cut' is unknown"),
        (SLIMMABLE | {"groups_input": 2}, rf"{FIRST}\.slimmable: needs convolutions without groups"),
        (
            SLIMMABLE | {"head": {"out_channels": 1, "kernel_size": 2, "bias": True}},
            rf"{FIRST}\.slimmable: needs a head of kernel size 1",
        ),
        (
            {"slimmable": {"method": "slice_channels_uniform", "kwargs": {"allowed_channels": [1, 3]}}},
            "allowed_channels: must ascend to the 2 channels",
        ),
    ],
)
def test_arrays_that_do_not_fit(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelFileError, match=rf"^a\.nam: .*{message}"):
        read([ARRAY | changes])


@pytest.mark.parametrize(
    ("arrays", "more", "message"),
    [
        ([], {}, r"config\.layers: is empty"),
        ([ARRAY], {"head_scale": None}, r"config\.head_scale: is missing"),
        ([ARRAY, ARRAY], {}, rf"{SECOND}\.input_size: must be 2, the width of what comes in, got 1"),
        (
            [ARRAY | {"head_size": 3}, ARRAY | {"input_size": 2}],
            {},
            f"{SECOND}: takes a head of 2 channels, the array before gives 3",
        ),
        ([ARRAY], {"head": {"kernel_sizes": []}}, r"config\.head\.kernel_sizes: is empty"),
        ([ARRAY], {"head": {"in_channels": 9}}, r"config\.head\.in_channels: must be 2"),
        ([ARRAY | SLIMMABLE], {"head": {}}, r"config\.head: cannot follow slimmable"),
        (
            [ARRAY],
            {"condition_dsp": INNER | {"sample_rate": 48_000}},
            r"config\.condition_dsp: sample_rate is 48000, the model's is -1",
        ),
        ([ARRAY], {"condition_dsp": INNER}, r"config\.condition_dsp\.weights: expected \d+ numbers, got 100"),
    ],
)
def test_models_that_do_not_fit(arrays: list[dict[str, Any]], more: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelFileError, match=rf"^a\.nam: {message}"):
        read(arrays, **more)
