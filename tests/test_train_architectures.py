"""Presets: the sizes that the format's description gives."""

import subprocess
import sys
from dataclasses import replace

import pytest

from reamp.errors import ConfigError
from reamp.train.architectures import (
    A1_STANDARD,
    A2,
    ARCHITECTURES,
    Activation,
    Architecture,
    ArrayShape,
    LstmShape,
    Submodel,
    WaveNetShape,
    architecture_by_name,
)
from reamp.train.networks import build_network

WEIGHTS = {
    "a1-standard": [13_802],
    "a1-lite": [6_554],
    "a1-feather": [3_026],
    "a1-nano": [842],
    "a2": [1_871, 12_146],
    "lstm-1x24": [4 * 24 * 25 + 6 * 24 + 25],
    "lstm-1x16": [4 * 16 * 17 + 6 * 16 + 17],
    "lstm-1x12": [4 * 12 * 13 + 6 * 12 + 13],
    "lstm-2x8": [4 * 8 * 9 + 4 * 8 * 16 + 2 * 6 * 8 + 9],
}


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_file_has_as_many_weights_as_the_format_says(name: str) -> None:
    networks = [build_network(submodel.shape) for submodel in ARCHITECTURES[name].submodels]
    assert [len(network.nam_weights(1.0)) for network in networks] == WEIGHTS[name]


def test_receptive_fields() -> None:
    assert [ARCHITECTURES[name].past_frames + 1 for name in ("a1-standard", "a1-nano", "a2")] == [
        4093,
        4093,
        6347,
    ]


def test_the_pair_switches_at_a_half() -> None:
    assert [(each.name, each.max_value) for each in A2.submodels] == [("lite", 0.5), ("full", 1.0)]


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"no architecture 'a3'; there are a2, a1-standard"):
        architecture_by_name("a3")


def test_shapes_that_cannot_be_are_refused() -> None:
    with pytest.raises(ConfigError, match="2 kernel sizes and 1 dilations"):
        ArrayShape(channels=1, kernel_sizes=(3, 3), dilations=(1,))
    with pytest.raises(ConfigError, match="at least 1"):
        ArrayShape(channels=0, kernel_sizes=(3,), dilations=(1,))
    with pytest.raises(ConfigError, match="at least 1"):
        LstmShape(layers=1, hidden=0)
    with pytest.raises(
        ConfigError, match=r"kernel_sizes must be whole numbers, one for each layer, got \(3\.5,\)"
    ):
        ArrayShape(channels=1, kernel_sizes=(3.5,), dilations=(1,))  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match=r"ascend to 1, got \[0.5\]"):
        Architecture(
            name="half",
            submodels=(Submodel(name="a", max_value=0.5, shape=A2.submodels[0].shape),),
            recipe=A1_STANDARD.recipe,
        )


def test_the_names_cost_no_pytorch() -> None:
    code = "import sys; from reamp.train import ARCHITECTURES, TrainConfig; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"arrays": ()}, r"arrays must be one or more of ArrayShape, got \(\)"),
        ({"arrays": 3}, "arrays must be one or more of ArrayShape, got 3"),
        ({"activation": "ReLU"}, "activation must be one of 'Tanh', 'LeakyReLU', got 'ReLU'"),
        ({"head_scale": 0}, "head_scale must be finite and not 0, got 0"),
        ({"head_scale": "1"}, "head_scale must be a number, finite and not 0, got '1'"),
    ],
)
def test_a_wavenet_that_cannot_be_is_refused_before_training(change: dict[str, object], problem: str) -> None:
    shape = A1_STANDARD.submodels[0].shape
    assert isinstance(shape, WaveNetShape)
    with pytest.raises(ConfigError, match=problem):
        replace(shape, **change)  # type: ignore[arg-type]


def test_an_activation_and_lists_of_a_json_are_taken() -> None:
    array = ArrayShape(channels=2, kernel_sizes=[3], dilations=[1])  # type: ignore[arg-type]
    shape = WaveNetShape(arrays=[array], activation="Tanh", head_scale=1.0)  # type: ignore[arg-type]
    assert shape.activation is Activation.TANH
    assert shape == WaveNetShape(
        arrays=(ArrayShape(channels=2, kernel_sizes=(3,), dilations=(1,)),),
        activation=Activation.TANH,
        head_scale=1.0,
    )


@pytest.mark.parametrize("submodels", ["x", ("x",), 3, None])
def test_what_is_no_submodel_is_refused(submodels: object) -> None:
    with pytest.raises(ConfigError, match="submodels must be one or more of Submodel, got"):
        replace(A2, submodels=submodels)


def test_the_limit_of_a_submodel_is_a_number() -> None:
    with pytest.raises(ConfigError, match="max_value must be a number, above 0, at most 1, got 'x'"):
        replace(A2.submodels[0], max_value="x")
