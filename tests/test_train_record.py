"""A file says how it was trained, and what it says gives the same weights bit for bit."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from train_cases import QUICK, TINY_A1, TINY_LSTM, TINY_PAIR, linear_pair

from reamp.capture.layout import Span
from reamp.errors import ConfigError
from reamp.nam import NamDocument
from reamp.train.architectures import Architecture, ModuleShape, Submodel
from reamp.train.config import TrainConfig
from reamp.train.events import EpochDone, StopReason
from reamp.train.export import write_model
from reamp.train.losses import mean_square_error
from reamp.train.recipes import LossWeights
from reamp.train.record import settings_of
from reamp.train.trainer import train

CONFIG = TrainConfig(epochs=2, seed=7, device="cpu", instruction_set="baseline")


@pytest.mark.parametrize("architecture", [TINY_A1, TINY_PAIR, TINY_LSTM], ids=lambda case: case.name)
def test_a_file_is_trained_again_from_what_it_says(architecture: Architecture, tmp_path: Path) -> None:
    pair = linear_pair()
    recipe = replace(QUICK, loss=LossWeights(mean_square=2.0, dc=0.5), averaging=0.5)
    first = train(pair, architecture, replace(CONFIG, recipe=recipe))
    write_model(first, tmp_path / "first.nam", keep_failed=True)
    document = NamDocument.read(tmp_path / "first.nam")
    audio: Any = (document.metadata.training or {})["audio"]
    assert audio["output_sha256"] == hashlib.sha256(pair.y.samples.tobytes()).hexdigest()
    again, config = settings_of(document)
    assert (again.recipe, config.seed, config.instruction_set) == (recipe, 7, "baseline")
    spans = {name: Span(*audio[name]) for name in ("training", "validation")}
    second = train(replace(pair, **spans), again, config)
    for one, other in zip(first.networks, second.networks, strict=True):
        assert one.network.nam_weights(1.0) == other.network.nam_weights(1.0)  # type: ignore[union-attr]


def test_a_file_says_versions_and_instruction_set(tmp_path: Path) -> None:
    document = write_model(train(linear_pair(), TINY_A1, CONFIG), tmp_path / "a.nam", keep_failed=True)
    training: Any = document.metadata.training
    assert training["versions"]["torch"] == str(torch.__version__)
    assert training["machine"]["instruction_set"] == "baseline"
    assert training["config"]["seed"] == 7
    assert training["submodels"][0]["method"] == "adam"


def test_an_older_file_does_not_say() -> None:
    document = NamDocument.create(
        architecture="Linear", config={"receptive_field": 1, "bias": False}, weights=[1]
    )
    with pytest.raises(ConfigError, match="the model does not say how it was trained: 'recipe'"):
        settings_of(document)


def absolute_error(reference: Tensor, estimate: Tensor) -> Tensor:
    return (reference - estimate).abs().mean()


def halving(progress: float) -> float:
    return 0.5**progress


def sgd(weights: list[Tensor]) -> torch.optim.Optimizer:
    return torch.optim.SGD(weights, lr=1.0, momentum=0.9)


def test_functions_of_ones_own_are_used_and_named(tmp_path: Path) -> None:
    recipe = replace(QUICK, loss=absolute_error, schedule=halving, method=sgd, warm_up_steps=0)
    history: list[EpochDone] = []

    def stop_when(epoch: EpochDone) -> bool:
        history.append(epoch)
        return epoch.epoch == 2

    config = replace(CONFIG, epochs=4, recipe=recipe)
    result = train(linear_pair(), TINY_A1, config, stop_when=stop_when)
    assert (result.reason, len(history)) == (StopReason.BY_CALLER, 2)
    assert result.history[1].learning_rate < result.history[0].learning_rate < QUICK.learning_rate
    assert result.esr != train(linear_pair(), TINY_A1, replace(config, epochs=2, recipe=QUICK)).esr
    document = write_model(result, tmp_path / "own.nam", keep_failed=True)
    training: Any = document.metadata.training
    assert training["loss"] == {"function": f"{__name__}.absolute_error"}
    assert training["recipe"]["schedule"] == {"function": f"{__name__}.halving"}
    assert training["submodels"][0]["method"] == f"{__name__}.sgd"
    with pytest.raises(ConfigError, match=r"schedule was the function .*halving: replace it"):
        settings_of(document)


def test_functions_that_return_something_else_are_refused() -> None:
    for change, problem in (
        ({"loss": lambda y, x: (y - x).abs()}, "must return a tensor of one number, got shape"),
        ({"schedule": lambda _: -1.0}, "the factor of the schedule must be from 0 at progress 0, got -1.0"),
        ({"method": lambda _: None}, "must return a torch.optim.Optimizer, got NoneType"),
    ):
        recipe = replace(QUICK, **change)  # type: ignore[arg-type]
        with pytest.raises(ConfigError, match=problem):
            train(linear_pair(), TINY_A1, replace(CONFIG, recipe=recipe))


class Fir(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(1, 1, 8)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.conv(x[:, None])[:, 0]
        return out


def of_module(build: Any, past_frames: int) -> Architecture:
    shape = ModuleShape(build=build, past_frames=past_frames)
    return Architecture(
        name="own", submodels=(Submodel(name="own", max_value=1.0, shape=shape),), recipe=QUICK
    )


def test_a_module_of_ones_own_learns(tmp_path: Path) -> None:
    recipe = replace(QUICK, loss=mean_square_error, learning_rate=0.05)
    result = train(linear_pair(), of_module(Fir, 7), replace(CONFIG, epochs=20, recipe=recipe))
    assert result.esr < 0.01
    with pytest.raises(ConfigError, match=r"Fir cannot be written as a \.nam: give it a method nam_parts"):
        write_model(result, tmp_path / "fir.nam")
    with pytest.raises(ConfigError, match="must map 21 frames to 16"):
        train(linear_pair(), of_module(Fir, 5), CONFIG)
