"""The official Python package loads what is exported, and plays the same."""

import math
from types import ModuleType

import numpy as np
import pytest
import torch
from train_cases import linear_pair

from reamp.train.architectures import ARCHITECTURES
from reamp.train.events import StopReason
from reamp.train.export import model_document
from reamp.train.networks import build_network
from reamp.train.trainer import TrainedNetwork, TrainResult


@pytest.fixture(scope="module")
def nam_models() -> ModuleType:
    """Return the official package, imported by the process that needs it only: it takes seconds."""
    module: ModuleType = pytest.importorskip("nam.models", reason="there is no package neural-amp-modeler")
    return module


@pytest.mark.interop
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_official_package_plays_the_same(name: str, nam_models: ModuleType) -> None:
    torch.manual_seed(1)
    architecture, pair = ARCHITECTURES[name], linear_pair(0.5)
    networks = tuple(
        TrainedNetwork(submodel=submodel, network=build_network(submodel.shape), esr=0.1, epoch=1)
        for submodel in architecture.submodels
    )
    result = TrainResult(
        architecture=architecture,
        recipe=architecture.recipe,
        networks=networks,
        reason=StopReason.FINISHED,
        history=(),
        elapsed_s=1.0,
        device="cpu",
        pair=pair,
    )
    content = model_document(result).content()
    models = [content] if len(networks) == 1 else [each["model"] for each in content["config"]["submodels"]]  # type: ignore[index]
    x = torch.from_numpy(pair.x.samples[:8000])
    for trained, model in zip(networks, models, strict=True):
        official = nam_models.init_from_nam(model).eval()
        with torch.no_grad():
            played = official(x, pad_start=True).numpy()
        expected = trained.network.play(x[None])[0].numpy() / pair.target_gain()
        assert 10.0 * math.log10(np.sum((played - expected) ** 2) / np.sum(expected**2)) < -100.0
