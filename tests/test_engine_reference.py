"""The reference plays what the official core plays, and says where a file is wrong."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shared_data import SHARED_DATA

from reamp.engine.reference import load_reference
from reamp.errors import AudioError, ConfigError, ModelFileError
from reamp.nam import NamDocument

CONFORMANCE = SHARED_DATA / "conformance"
INDEX = CONFORMANCE / "index.json"
CASES: list[dict[str, Any]] = json.loads(INDEX.read_text()) if INDEX.exists() else []
FRAMES = 8_000  # enough guitar to fill every receptive field, and quick


def esr_db(reference: np.ndarray, estimate: np.ndarray) -> float:
    return float(10.0 * np.log10(np.sum((reference - estimate) ** 2) / np.sum(reference**2)))


@pytest.mark.skipif(not CASES, reason="needs the shared test data")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_plays_what_the_official_core_plays(case: dict[str, Any]) -> None:
    model = load_reference(CONFORMANCE / case["model"], case["slim"])
    x = np.load(CONFORMANCE / "input.npy")[:FRAMES]
    official = np.load(CONFORMANCE / case["output"])[:FRAMES].astype(np.float64)
    assert esr_db(official, model.process(x)) <= -105.0


@pytest.mark.skipif(not CASES, reason="needs the shared test data")
def test_a_slimmable_model_plays_its_largest_size_by_default() -> None:
    path, x = CONFORMANCE / "models" / "slim_wavenet.nam", np.linspace(-1.0, 1.0, 500)
    whole, small = (load_reference(path, slim).process(x) for slim in (1.0, 0.0))
    np.testing.assert_array_equal(load_reference(path).process(x), whole)
    assert esr_db(whole, small) > -40.0


def model(architecture: str, config: Mapping[str, object], weights: list[float], **more: Any) -> NamDocument:
    return NamDocument.create(architecture=architecture, config=config, weights=weights, **more)


def processed(document: NamDocument, x: list[float], folder: Path, slim: float | None = None) -> list[float]:
    path = folder / "model.nam"
    document.write(path, overwrite=True)
    return [float(y) for y in load_reference(path, slim).process(x)]


LINEAR = {"receptive_field": 2, "bias": True}


def test_linear_is_an_impulse_response_and_an_offset(tmp_path: Path) -> None:
    linear = model("Linear", LINEAR, [2.0, -1.0, 0.5])
    assert processed(linear, [1.0, 0.0, 3.0], tmp_path) == [2.5, -0.5, 6.5]
    assert processed(linear, [], tmp_path) == []


def test_convnet_normalises_before_the_activation(tmp_path: Path) -> None:
    config = {"channels": 1, "dilations": [2], "batchnorm": True, "activation": "ReLU"}
    # conv: x[t-2] + 3 x[t]; mean 1, variance 3, gain 4, offset -1, eps 1; head: 10 y + 0.5
    convnet = model("ConvNet", config, [1.0, 3.0, 1.0, 3.0, 4.0, -1.0, 1.0, 10.0, 0.5])
    # 2 (z - 1) - 1 for z = 3, 0, 1
    assert processed(convnet, [1.0, 0.0, 0.0], tmp_path) == [30.5, 0.5, 0.5]


def test_lstm_follows_its_equations(tmp_path: Path) -> None:
    # Rows i, f, g, o of [from input, from hidden], their biases, hidden and cell at the start, head.
    rows = [0.5, 0.1, -0.3, 0.2, 0.8, -0.4, 0.6, 0.7]
    weights = [*rows, 0.01, 0.02, 0.03, 0.04, 0.3, -0.2, 2.0, 0.25]
    lstm = model("LSTM", {"num_layers": 1, "input_size": 1, "hidden_size": 1}, weights)
    read = np.array(weights, dtype=np.float32).astype(np.float64)
    w, b, (h, c), expected = read[:8].reshape(4, 2), read[8:12], read[12:14], []
    for x in [0.0, 1.0, -0.5]:  # an unknown rate is one frame of silence
        i, f, g, o = w[:, 0] * x + w[:, 1] * h + b
        c = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
        h = np.tanh(c) / (1 + np.exp(-o))
        expected.append(2 * h + 0.25)
    np.testing.assert_allclose(processed(lstm, [1.0, -0.5], tmp_path), expected[1:], atol=1e-14)


def test_the_prewarm_of_an_lstm_is_half_a_second(tmp_path: Path) -> None:
    config: dict[str, object] = {"num_layers": 1, "input_size": 1, "hidden_size": 1}
    path = tmp_path / "a.nam"
    model("LSTM", config, [0.1] * 16, sample_rate_hz=44_101).write(path)
    assert load_reference(path).network.prewarm_frames == 22_050
    assert load_reference(path).sample_rate_hz == 44_101


def gain(ratio: float, **more: Any) -> NamDocument:
    return model("Linear", {"receptive_field": 1, "bias": False}, [ratio], **more)


def container(*submodels: tuple[float, NamDocument], **more: Any) -> NamDocument:
    entries = [{"max_value": limit, "model": document} for limit, document in submodels]
    return model("SlimmableContainer", {"submodels": entries}, [], **more)


@pytest.mark.parametrize(
    ("slim", "ratio"),
    [(0.0, 1.0), (0.32, 1.0), (0.33, 2.0), (0.65, 2.0), (0.66, 3.0), (1.0, 3.0), (None, 3.0)],
)
def test_a_container_plays_the_first_model_above_the_size(
    slim: float | None, ratio: float, tmp_path: Path
) -> None:
    document = container((0.33, gain(1.0)), (0.66, gain(2.0)), (1.0, gain(3.0)))
    assert processed(document, [1.0], tmp_path, slim) == [ratio]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (model("Linear", LINEAR, [1.0, 2.0]), "weights: expected at least 3 numbers, got 2"),
        (model("Linear", LINEAR, [1.0] * 4), "weights: expected 3 numbers, got 4"),
        (model("Linear", {"bias": True}, []), r"config\.receptive_field: is missing"),
        (
            model("Linear", {"receptive_field": 1, "bias": 1}, [1.0]),
            r"config\.bias: expected true or false, got 1",
        ),
        (
            model("Linear", LINEAR | {"in_channels": 2}, [1.0] * 3),
            "config: has 2 channels in, 1 out; only mono",
        ),
        (model("Linear", LINEAR, [1.0] * 3, version="0.4.0"), r"version: format 0\.4\.0 is not played"),
        (
            model(
                "ConvNet",
                {"channels": 1, "dilations": [2], "batchnorm": True, "activation": "ReLU"},
                [1.0, 3.0, 1.0, -3.0, 4.0, -1.0, 1.0, 10.0, 0.5],
            ),
            "weights: hold a batch normalisation with a variance of zero or below",
        ),
        (model("Tube", {}, []), "architecture: 'Tube' is unknown; there are Linear, ConvNet, LSTM"),
        (
            model("LSTM", {"num_layers": 1, "input_size": 2, "hidden_size": 1}, []),
            r"config\.input_size: must be 1",
        ),
        (container(), r"config\.submodels: the max_value must ascend to 1 or more, got \[\]"),
        (container((0.5, gain(1.0))), r"config\.submodels: the max_value must ascend"),
        (container((1.0, gain(1.0)), (0.5, gain(1.0))), r"config\.submodels: the max_value must ascend"),
        (
            container((1.0, gain(1.0, sample_rate_hz=44_100)), sample_rate_hz=48_000),
            r"config\.submodels\[0\]\.model: sample_rate is 44100, the container's is 48000",
        ),
        (
            container((1.0, model("Linear", LINEAR, []))),
            r"config\.submodels\[0\]\.model\.weights: expected at least",
        ),
    ],
)
def test_broken_models_name_the_field(document: NamDocument, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=rf"model\.nam: {message}"):
        processed(document, [0.0], tmp_path)


def test_models_nested_without_end(tmp_path: Path) -> None:
    text = (
        '{"version": "0.7.0", "architecture": "SlimmableContainer", "weights": [], "config": {"submodels": '
    )
    depth = 150
    nested = (text + '[{"max_value": 1, "model": ') * depth + "{}" + "}]}}" * depth
    path = tmp_path / "model.nam"
    path.write_text(nested)
    with pytest.raises(ModelFileError, match=r"model\.nam: .*(nested too deeply|version: is missing)"):
        load_reference(path)


def test_arguments_are_checked(tmp_path: Path) -> None:
    gain(1.0).write(tmp_path / "a.nam")
    with pytest.raises(ConfigError, match=r"slim must be from 0 to 1, got 1\.5"):
        load_reference(tmp_path / "a.nam", 1.5)
    with pytest.raises(AudioError, match=r"one mono signal, got the shape \(2, 3\)"):
        load_reference(tmp_path / "a.nam").process(np.zeros((2, 3)))
