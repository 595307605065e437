"""A file as a network that learns: it plays as the engine does, and goes back into a file unchanged."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from test_train_export import EVERY_SHAPE, untrained
from torch.nn import functional

from reamp.demo import demo_model_path
from reamp.engine import load, load_document
from reamp.errors import ConfigError, ModelFileError
from reamp.nam import Metadata, NamDocument
from reamp.train.architectures import Architecture
from reamp.train.export import export_network, model_document
from reamp.train.from_document import network_of

NOISE = np.random.default_rng(5).normal(scale=0.2, size=12_000).astype(np.float32)


def esr(reference: np.ndarray, estimate: np.ndarray) -> float:
    return float(np.sum((reference - estimate) ** 2.0) / np.sum(reference.astype(np.float64) ** 2))


@pytest.mark.parametrize("architecture", EVERY_SHAPE, ids=lambda case: case.name)
def test_a_file_becomes_a_network_and_the_network_the_file(
    architecture: Architecture, tmp_path: Path
) -> None:
    document = model_document(untrained(architecture))  # its level is the device's, not the network's
    model, lowest = load_document(document), 0.0
    for index, submodel in enumerate(architecture.submodels):
        model.slim = lowest
        lowest = submodel.max_value
        played = model.process(NOISE)
        network = network_of(document, submodel=index)
        assert esr(played, network.play(torch.from_numpy(NOISE)[None])[0].numpy()) < 1e-10
        path = tmp_path / f"{index}.nam"
        written = export_network(network, path, rate_hz=48_000)
        assert esr(played, load(path).process(NOISE)) < 1e-10
        assert written.sample_rate_hz == 48_000


def test_the_bundled_demo_keeps_its_level() -> None:
    document = NamDocument.read(demo_model_path())
    network = network_of(document)
    played = network.play(torch.from_numpy(NOISE)[None])[0].numpy()
    assert esr(load_document(document).process(NOISE), played) < 1e-10


def test_gain_scales_the_file_and_its_loudness(tmp_path: Path) -> None:
    network = network_of(model_document(untrained(EVERY_SHAPE[3])))
    plain = export_network(network, tmp_path / "plain.nam", rate_hz=44_100)
    metadata = Metadata(name="half", input_level_dbu=12.0)
    half = export_network(network, tmp_path / "half.nam", rate_hz=44_100, gain=0.5, metadata=metadata)
    assert (half.metadata.name, half.metadata.input_level_dbu) == ("half", 12.0)
    assert half.metadata.loudness_db == pytest.approx((plain.metadata.loudness_db or 0.0) - 6.0206, abs=1e-3)
    assert half.metadata.gain == pytest.approx(plain.metadata.gain, abs=1e-4)
    outputs = [load(tmp_path / name).process(NOISE) for name in ("plain.nam", "half.nam")]
    assert esr(0.5 * outputs[0], outputs[1]) < 1e-12


def test_gradients_reach_the_input_and_the_weights() -> None:
    network = network_of(model_document(untrained(EVERY_SHAPE[3])))
    x = functional.pad(torch.from_numpy(NOISE[:300])[None], (network.past_frames, 0)).requires_grad_()
    network(x).square().sum().backward()
    assert x.grad is not None
    assert float(x.grad.abs().sum()) > 0.0
    assert all(p.grad is None or bool(p.grad.isfinite().all()) for p in network.parameters())


def wavenet(**changes: object) -> NamDocument:
    array = {
        "input_size": 1,
        "condition_size": 1,
        "channels": 2,
        "head_size": 1,
        "kernel_size": 2,
        "dilations": [1],
        "activation": "Tanh",
        "gated": False,
        "head_bias": False,
    } | changes
    count = 2 + 8 + 2 + 2 + 4 + 2 + 2 + 1
    if array["gated"]:
        count += 12
    config = {"layers": [array], "head": None, "head_scale": 1.0}
    return NamDocument.create(architecture="WaveNet", config=config, weights=np.full(count, 0.1))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"gated": True}, r"config\.layers\[0\]\.gating_mode: a gated or blended layer cannot be trained"),
        ({"activation": "ReLU"}, r"config\.layers\[0\]\.activation: ReLU cannot be trained"),
        (
            {"activation": {"type": "LeakyReLU", "negative_slope": 0.2}},
            r"config\.layers\[0\]\.activation: LeakyReLU with a slope of 0\.2 cannot be trained",
        ),
    ],
)
def test_what_cannot_be_trained_is_named(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(ModelFileError, match=problem):
        network_of(wavenet(**changes))


def test_other_architectures_are_refused() -> None:
    linear = NamDocument.create(
        architecture="Linear", config={"receptive_field": 1, "bias": False}, weights=[0.5]
    )
    with pytest.raises(ModelFileError, match="architecture: Linear cannot be trained; WaveNet and LSTM can"):
        network_of(linear)
    with pytest.raises(ConfigError, match="submodel must be from 0 to 0, got 1"):
        network_of(wavenet(), submodel=1)


def test_weights_that_are_not_finite_are_not_written(tmp_path: Path) -> None:
    network = network_of(wavenet())
    with torch.no_grad():
        next(network.parameters()).fill_(math.nan)
    with pytest.raises(Exception, match="a weight is not finite"):
        export_network(network, tmp_path / "nan.nam", rate_hz=48_000)
    assert list(tmp_path.iterdir()) == []


def test_a_path_is_no_document() -> None:
    with pytest.raises(ConfigError, match=r"must be a NamDocument, got 'amp.nam'; NamDocument.read\(path\)"):
        network_of("amp.nam")  # type: ignore[arg-type]


def test_what_is_no_network_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"must be a network of build_network or network_of, got int"):
        export_network(3, tmp_path / "amp.nam", rate_hz=48_000)  # type: ignore[arg-type]
