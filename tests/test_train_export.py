"""The file plays as the network does, says what it is, and is kept only then."""

import math
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from train_cases import QUICK, RATE_HZ, TINY_A1, TINY_LSTM, TINY_PAIR, linear_pair, one

from reamp.engine import load
from reamp.engine.loudness import loudness_clip
from reamp.engine.reference import load_reference
from reamp.errors import NothingLearnedError, OutputExistsError, TrainingError
from reamp.nam import Metadata, NamDocument
from reamp.train.architectures import (
    A1_FEATHER,
    A1_LITE,
    A1_NANO,
    A1_STANDARD,
    A2,
    LSTM_1X16,
    LSTM_2X8,
    Activation,
    Architecture,
    ArrayShape,
    WaveNetShape,
)
from reamp.train.config import TrainConfig
from reamp.train.events import StopReason
from reamp.train.export import model_document, write_model
from reamp.train.input_levels import input_levels
from reamp.train.networks import build_network
from reamp.train.trainer import TrainedNetwork, TrainResult, train

MIXED = one(  # what A1 has no words for
    "mixed",
    WaveNetShape(
        arrays=(
            ArrayShape(channels=3, kernel_sizes=(3, 5), dilations=(1, 4), head_kernel=4),
            ArrayShape(channels=2, kernel_sizes=(2,), dilations=(3,), head_kernel=2, head_bias=True),
        ),
        activation=Activation.TANH,
        head_scale=0.5,
    ),
)
EVERY_SHAPE = [
    A1_STANDARD,
    A1_LITE,
    A1_FEATHER,
    A1_NANO,
    A2,
    LSTM_1X16,
    LSTM_2X8,
    TINY_A1,
    TINY_PAIR,
    TINY_LSTM,
    MIXED,
]


def untrained(architecture: Architecture) -> TrainResult:
    """A result with random weights: the file does not care how good they are."""
    torch.manual_seed(3)
    networks = tuple(
        TrainedNetwork(submodel=submodel, network=build_network(submodel.shape), esr=0.1, epoch=1)
        for submodel in architecture.submodels
    )
    return TrainResult(
        architecture=architecture,
        recipe=QUICK,
        networks=networks,
        reason=StopReason.FINISHED,
        history=(),
        elapsed_s=1.0,
        device="cpu",
        pair=linear_pair(0.5, gain=0.05),
    )


def residue_db(estimate: np.ndarray, expected: np.ndarray) -> float:
    return 10.0 * math.log10(np.sum((estimate - expected) ** 2) / np.sum(expected**2))


@pytest.mark.parametrize("architecture", EVERY_SHAPE, ids=lambda case: case.name)
def test_core_and_reference_play_the_file_as_the_network(architecture: Architecture, tmp_path: Path) -> None:
    result = untrained(architecture)
    path = tmp_path / "model.nam"
    write_model(result, path)
    x = result.pair.x.samples[:6000]
    model, floor = load(path), 0.0
    for trained in result.networks:
        played = trained.network.double().play(torch.from_numpy(x).double()[None])[0].numpy()
        expected = played / result.pair.target_gain()
        model.slim = floor
        assert residue_db(model.process(x), expected) < -100.0
        assert residue_db(load_reference(path, slim=floor).process(x), expected) < -100.0
        floor = trained.submodel.max_value


def test_the_file_is_as_loud_as_the_device(tmp_path: Path) -> None:
    result = train(linear_pair(gain=0.02), TINY_A1, TrainConfig(epochs=40))
    write_model(result, tmp_path / "soft.nam")
    pair = result.pair
    part = pair.validation.slice
    played = load(tmp_path / "soft.nam").process(pair.x.samples)[part]
    target = pair.y.samples[part]
    assert np.sum((played - target) ** 2) / np.sum(target**2) == pytest.approx(result.esr, rel=0.02)


def test_metadata_says_what_was_trained_and_how_well(tmp_path: Path) -> None:
    pair = replace(
        linear_pair(), metadata=Metadata(gear_make="PRS", input_level_dbu=11.76, training={"data": {"a": 1}})
    )
    result = train(pair, TINY_PAIR, TrainConfig(epochs=2))
    written = write_model(result, tmp_path / "pair.nam", keep_failed=True)
    read = NamDocument.read(tmp_path / "pair.nam")
    assert read.metadata == written.metadata
    metadata = read.metadata
    assert (metadata.gear_make, metadata.input_level_dbu, metadata.output_level_dbu) == ("PRS", 11.76, None)
    assert read.sample_rate_hz == RATE_HZ
    assert isinstance(metadata.date, datetime)
    training: Any = metadata.training
    assert str(training["trainer"]).startswith("reamp ")
    assert training["data"] == {"a": 1}
    assert (training["validation_esr"], training["architecture"], training["epochs"]) == (
        result.esr,
        "tiny-pair",
        2,
    )
    assert training["input_levels"] == input_levels(pair)
    assert training["loss"] == {"mean_square": 1.0, "stft": 0.0, "stft_pre_emphasis": 0.0, "dc": 0.0}
    assert [(each["name"], each["validation_esr"], each["epoch"]) for each in training["submodels"]] == [
        (each.submodel.name, each.esr, each.epoch) for each in result.networks
    ]
    submodels = read.content()["config"]["submodels"]  # type: ignore[index]
    assert [submodel["max_value"] for submodel in submodels] == [0.5, 1.0]
    assert submodels[1]["model"]["metadata"]["loudness"] == metadata.loudness_db


def test_loudness_is_that_of_the_file_for_the_clip(tmp_path: Path) -> None:
    written = write_model(untrained(A1_NANO), tmp_path / "nano.nam")
    played = load(tmp_path / "nano.nam").process(loudness_clip())
    measured_db = 10.0 * math.log10(np.mean(played.astype(np.float64) ** 2))
    assert written.metadata.loudness_db == pytest.approx(measured_db, abs=1e-3)
    assert 0.0 <= (written.metadata.gain or -1.0) <= 1.0


def test_a1_files_have_the_keys_of_old_and_new_players(tmp_path: Path) -> None:
    document = model_document(untrained(A1_STANDARD))
    array = document.content()["config"]["layers"][0]  # type: ignore[index]
    assert document.version == "0.5.4"
    assert (array["head_size"], array["head_bias"]) == (8, False)
    assert array["head"] == {"out_channels": 8, "kernel_size": 1, "bias": False}


def test_a_file_that_plays_differently_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = untrained(TINY_A1)
    with monkeypatch.context() as broken:
        weights = type(result.networks[0].network).nam_weights
        broken.setattr(
            type(result.networks[0].network),
            "nam_weights",
            lambda self, scale: [*weights(self, scale)[:-1], weights(self, scale)[-1] * 1.001],
        )
        with pytest.raises(TrainingError, match=r"plays network tiny-a1 differently, -60\.0 dB below"):
            write_model(result, tmp_path / "wrong.nam")
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_not_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "model.nam"
    path.write_text("mine")
    with pytest.raises(OutputExistsError, match="exists; overwrite it"):
        write_model(untrained(TINY_A1), path)
    assert path.read_text() == "mine"
    write_model(untrained(TINY_A1), path, overwrite=True)
    assert load(path).info.architecture == "WaveNet"


@pytest.mark.parametrize("esr", [0.9, 1.11, 1.9e12, math.nan])
def test_a_network_that_learned_nothing_is_written_only_on_request(esr: float, tmp_path: Path) -> None:
    result = untrained(TINY_A1)
    result = replace(result, networks=(replace(result.networks[0], esr=esr),))
    with pytest.raises(NothingLearnedError, match=r"the network tiny-a1 learned nothing, ESR .*; check that"):
        write_model(result, tmp_path / "noise.nam")
    assert list(tmp_path.iterdir()) == []
    if math.isfinite(esr):
        write_model(result, tmp_path / "noise.nam", keep_failed=True)
        assert load(tmp_path / "noise.nam").info.architecture == "WaveNet"
