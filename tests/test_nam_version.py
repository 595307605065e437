"""Which versions are played, and which one a new file gets."""

import pytest

from reamp.nam.version import parse_version, required_version, version_problem

A1_ARRAY = {
    "input_size": 1,
    "condition_size": 1,
    "head_size": 8,
    "channels": 16,
    "kernel_size": 3,
    "dilations": [1, 2],
    "activation": "Tanh",
    "gated": False,
    "head_bias": False,
}


@pytest.mark.parametrize(
    "text", ["", "0.5", "0.5.4.1", "0.5.4-beta", " 0.5.4", "0.5.4\n", "v0.5.4", "٠.٥.٤", 0.5, None]
)
def test_what_is_not_a_version(text: object) -> None:
    assert parse_version(text) is None


@pytest.mark.parametrize(
    ("version", "played"),
    [
        ((0, 4, 9), False),
        ((0, 5, 0), True),
        ((0, 6, 0), True),
        ((0, 7, 0), True),
        ((0, 7, 9), True),
        ((0, 8, 0), False),
        ((1, 0, 0), False),
    ],
)
def test_the_gate(version: tuple[int, int, int], played: bool) -> None:
    assert (version_problem(version) is None) == played


def test_plain_models_get_the_old_version() -> None:
    assert required_version("WaveNet", {"layers": [A1_ARRAY], "head": None, "head_scale": 0.02}) == "0.5.4"
    for name in ("LSTM", "ConvNet", "Linear"):
        assert required_version(name, {}) == "0.5.4"


@pytest.mark.parametrize(
    "config",
    [
        {"layers": [A1_ARRAY | {"bottleneck": 8}], "head_scale": 1.0},
        {"layers": [A1_ARRAY | {"activation": {"type": "LeakyReLU"}}], "head_scale": 1.0},
        {"layers": [A1_ARRAY], "head": {"channels": 1}, "head_scale": 1.0},
        {"layers": [A1_ARRAY], "condition_dsp": {}, "head_scale": 1.0},
    ],
)
def test_newer_keys_need_the_newer_version(config: dict[str, object]) -> None:
    assert required_version("WaveNet", config) == "0.7.0"
    assert required_version("SlimmableContainer", {"submodels": []}) == "0.7.0"
