"""Train a model of a device from its input and output; the only part that needs PyTorch.

result = train(Capture.open("mt15.capture"), A2, TrainConfig(epochs=50), on_progress=print)
write_model(result, "mt15.nam")

network = network_of(NamDocument.read("mt15.nam"))          # for a loop of your own
export_network(network, "tuned.nam", rate_hz=48_000)
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reamp.train.architectures import (
        A2,
        ARCHITECTURES,
        Architecture,
        ArrayShape,
        LstmShape,
        Submodel,
        WaveNetShape,
        architecture_by_name,
    )
    from reamp.train.config import TrainConfig
    from reamp.train.dataset import TrainingPair
    from reamp.train.export import export_network, write_model
    from reamp.train.from_document import network_of
    from reamp.train.networks import build_network
    from reamp.train.recipes import LossWeights, Recipe
    from reamp.train.record import settings_of
    from reamp.train.trainer import TrainResult, train

__all__ = [
    "A2",
    "ARCHITECTURES",
    "Architecture",
    "ArrayShape",
    "LossWeights",
    "LstmShape",
    "Recipe",
    "Submodel",
    "TrainConfig",
    "TrainResult",
    "TrainingPair",
    "WaveNetShape",
    "architecture_by_name",
    "build_network",
    "export_network",
    "network_of",
    "settings_of",
    "train",
    "write_model",
]

# The module of each name, imported on first use, so that the architectures can be listed without PyTorch.
_HOMES = {
    "A2": "architectures",
    "ARCHITECTURES": "architectures",
    "Architecture": "architectures",
    "ArrayShape": "architectures",
    "LossWeights": "recipes",
    "LstmShape": "architectures",
    "Recipe": "recipes",
    "Submodel": "architectures",
    "TrainConfig": "config",
    "TrainResult": "trainer",
    "TrainingPair": "dataset",
    "WaveNetShape": "architectures",
    "architecture_by_name": "architectures",
    "build_network": "networks",
    "export_network": "export",
    "network_of": "from_document",
    "settings_of": "record",
    "train": "trainer",
    "write_model": "export",
}

if not TYPE_CHECKING:  # otherwise a type checker would accept any name

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'reamp.train' has no attribute {name!r}")
        return getattr(import_module(f"reamp.train.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*__all__, *globals()})
