"""Presets are recognised by their shape, and what is none of them is told by its sizes."""

import pytest
from shared_data import SHARED_DATA

from reamp.demo import demo_model_path
from reamp.nam import NamDocument
from reamp.nam.presets import describe

LONG = [2**n for n in range(10)]
SHORT = [[2**n for n in range(7)], [128, 256, 512, *LONG]]
A2_PERIOD = [1, 3, 7, 17, 41, 101, 239]


def a1(channels: list[int], dilations: list[list[int]], **changes: object) -> dict[str, object]:
    arrays = [
        {
            "channels": width,
            "kernel_size": 3,
            "dilations": steps,
            "activation": "Tanh",
            "gated": False,
            **changes,
        }
        for width, steps in zip(channels, dilations, strict=True)
    ]
    return {"architecture": "WaveNet", "config": {"layers": arrays, "head": None, "head_scale": 0.02}}


def a2(channels: int, **changes: object) -> dict[str, object]:
    array = {
        "channels": channels,
        "bottleneck": channels,
        "kernel_sizes": [6] * 14 + [15, 15] + [6] * 7,
        "dilations": [*A2_PERIOD, *A2_PERIOD, 1, 13, *A2_PERIOD],
        "activation": [{"type": "LeakyReLU", "negative_slope": 0.01}] * 23,
        "layer1x1": {"active": True, "groups": 1},
        "head": {"out_channels": 1, "kernel_size": 16, "bias": True},
        **changes,
    }
    return {"architecture": "WaveNet", "config": {"layers": [array], "head_scale": 1.0}}


def container(*models: dict[str, object]) -> dict[str, object]:
    submodels = [{"max_value": 1.0, "model": model} for model in models]
    return {"architecture": "SlimmableContainer", "config": {"submodels": submodels}}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (a1([16, 8], [LONG, LONG]), "WaveNet A1 standard (16/8 channels)"),
        (a1([12, 6], SHORT), "WaveNet A1 lite (12/6 channels)"),
        (a1([8, 4], SHORT), "WaveNet A1 feather (8/4 channels)"),
        (a1([4, 2], SHORT), "WaveNet A1 nano (4/2 channels)"),
        (a1([24, 12], [LONG, LONG]), "WaveNet A1 custom (24/12 channels)"),
        (a1([16, 8], SHORT), "WaveNet A1 custom (16/8 channels)"),
        (a1([16, 8], [LONG, LONG], activation="ReLU"), "WaveNet custom (16/8 channels, 20 layers)"),
        (a1([16, 8], [LONG, LONG], gated=True), "WaveNet custom (16/8 channels, 20 layers), gated"),
        (a1([16, 8], [LONG, [1, 2]]), "WaveNet custom (16/8 channels, 12 layers)"),
        (a2(8), "WaveNet A2 full (8 channels)"),
        (a2(3), "WaveNet A2 lite (3 channels)"),
        (a2(4), "WaveNet custom (4 channels, 23 layers)"),
        (a2(8, activation="Tanh"), "WaveNet custom (8 channels, 23 layers)"),
        (container(a2(3), a2(8)), "WaveNet A2, lite and full (3 and 8 channels)"),
        (container(a2(8)), "Slimmable, 1 sizes: WaveNet A2 full (8 channels)"),
        (
            {"architecture": "ConvNet", "config": {"channels": 8, "dilations": [1, 2]}},
            "ConvNet, 2 layers of 8 channels",
        ),
        ({"architecture": "Linear", "config": {"receptive_field": 256}}, "Linear, 256 taps"),
    ],
)
def test_words(content: dict[str, object], words: str) -> None:
    assert describe(content) == words


def test_a_slimmable_wavenet_and_a_conditioned_one_say_so() -> None:
    slicing = {"method": "slice_channels_uniform", "kwargs": {}}
    assert describe(a2(8, slimmable=slicing)).endswith(", slimmable")
    conditioned = a2(8)
    conditioned["config"]["condition_dsp"] = {}  # type: ignore[index]
    assert describe(conditioned).endswith(", with a conditioning network")


# What a preset may say as well, because it changes nothing.
HARMLESS: list[dict[str, object]] = [
    {"layer1x1": {"active": True, "groups": 1}},
    {"head1x1": {"active": False, "out_channels": 1, "groups": 1}},
    {"conv_pre_film": False, "activation_post_film": {"active": False}, "head1x1_post_film": None},
    {"groups_input": 1, "groups_input_mixin": 1, "bottleneck": 8, "gating_mode": "none"},
    {"slimmable": {"method": ""}},
    {"x_unknown": 1},
]
HARMFUL: list[dict[str, object]] = [
    {"layer1x1": {"active": False, "groups": 1}},
    {"layer1x1": {"active": True, "groups": 2}},
    {"head1x1": {"active": True, "out_channels": 4, "groups": 1}},
    *[
        {f"{name}_film": {"shift": True}}
        for name in ("conv_pre", "conv_post", "activation_pre", "head1x1_post")
    ],
    {"groups_input": 2},
    {"groups_input_mixin": 2},
    {"bottleneck": 4},
    {"gating_mode": ["none"] * 22 + ["gated"]},
    {"slimmable": {"method": "slice_channels_uniform"}},
]


@pytest.mark.parametrize("harmless", HARMLESS, ids=str)
def test_a_preset_may_say_that_it_has_nothing_else(harmless: dict[str, object]) -> None:
    assert describe(a2(8, **harmless)) == "WaveNet A2 full (8 channels)"
    harmless = {key: value for key, value in harmless.items() if key != "bottleneck"}
    assert describe(a1([8, 4], SHORT, **harmless)) == "WaveNet A1 feather (8/4 channels)"


@pytest.mark.parametrize("harmful", HARMFUL, ids=str)
def test_a_preset_with_something_else_is_none(harmful: dict[str, object]) -> None:
    assert describe(a2(8, **harmful)).startswith("WaveNet custom (8 channels, 23 layers)")
    assert describe(a1([8, 8], SHORT, **harmful)).startswith("WaveNet custom (8/8 channels, 20 layers)")


def test_an_activation_and_kernels_may_be_said_in_two_ways() -> None:
    assert describe(a1([16, 8], [LONG, LONG], activation={"type": "Tanh"})).startswith("WaveNet A1 standard")
    once_for_all = {"kernel_size": None, "kernel_sizes": [3] * 10, "activation": ["Tanh"] * 10}
    assert describe(a1([16, 8], [LONG, LONG], **once_for_all)).startswith("WaveNet A1 standard")
    assert describe(a2(3, activation="LeakyReLU")) == "WaveNet A2 lite (3 channels)"
    steep = {"type": "LeakyReLU", "negative_slope": 0.2}
    assert describe(a2(3, activation=steep)).startswith("WaveNet custom")
    assert describe(a2(3, head={"out_channels": 1, "kernel_size": 1, "bias": True})).startswith(
        "WaveNet custom"
    )


@pytest.mark.parametrize("config", [None, [], {}, {"layers": 3}, {"layers": [{"channels": "8"}]}])
def test_a_config_that_cannot_be_understood_leaves_the_name(config: object) -> None:
    assert describe({"architecture": "WaveNet", "config": config}) == "WaveNet"


def test_an_unknown_architecture_is_its_name() -> None:
    assert describe({"architecture": "Mamba", "config": {}}) == "Mamba"


def test_the_bundled_model() -> None:
    assert describe(NamDocument.read(demo_model_path()).content()) == "WaveNet A1 feather (8/4 channels)"


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="needs the shared test data")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("captures/ceriatone_chan2_standard", "WaveNet A1 standard (16/8 channels)"),
        ("captures/suhr_rl_wide_24_12", "WaveNet A1 custom (24/12 channels)"),
        ("conformance/models/a2", "WaveNet A2, lite and full (3 and 8 channels)"),
        ("conformance/models/lstm_2x16", "LSTM 2x16"),
    ],
)
def test_real_files(name: str, words: str) -> None:
    assert describe(NamDocument.read(SHARED_DATA / f"{name}.nam").content()) == words
