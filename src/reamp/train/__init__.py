"""Training a model of a device from what went in and what came out; the one part that needs PyTorch.

result = train(Capture.open("mt15.capture"), A2, TrainConfig(epochs=50), on_progress=print)
write_model(result, "mt15.nam")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reamp.train.architectures import A2, ARCHITECTURES, Architecture, architecture_by_name
    from reamp.train.config import TrainConfig
    from reamp.train.dataset import TrainingPair
    from reamp.train.export import write_model
    from reamp.train.trainer import TrainResult, train

__all__ = [
    "A2",
    "ARCHITECTURES",
    "Architecture",
    "TrainConfig",
    "TrainResult",
    "TrainingPair",
    "architecture_by_name",
    "train",
    "write_model",
]

# Where each name lives; loaded when first used, so that the names of the architectures cost no PyTorch.
_HOMES = {
    "A2": "architectures",
    "ARCHITECTURES": "architectures",
    "Architecture": "architectures",
    "TrainConfig": "config",
    "TrainResult": "trainer",
    "TrainingPair": "dataset",
    "architecture_by_name": "architectures",
    "train": "trainer",
    "write_model": "export",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'reamp.train' has no attribute {name!r}")
    return getattr(import_module(f"reamp.train.{_HOMES[name]}"), name)
