"""The record of a training run in its file: all that is needed to repeat it bit for bit."""

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import torch

from reamp.errors import ConfigError
from reamp.nam import NamDocument
from reamp.train.architectures import (
    Architecture,
    ArrayShape,
    LstmShape,
    NetworkShape,
    Submodel,
    WaveNetShape,
)
from reamp.train.config import TrainConfig
from reamp.train.dataset import TrainingPair
from reamp.train.input_levels import input_levels
from reamp.train.optimizers import method_name
from reamp.train.recipes import recipe_from_json

if TYPE_CHECKING:
    from reamp.train.trainer import TrainedNetwork, TrainResult

__all__ = ["settings_of", "training_record"]


def training_record(result: "TrainResult") -> dict[str, object]:
    """Return the `training` member of the metadata, as JSON values."""
    recipe = result.recipe.as_json()
    record: dict[str, object] = {
        "validation_esr": result.esr,
        "architecture": result.architecture.name,
        "epochs": len(result.history),
        "reason": str(result.reason),
        "input_levels": input_levels(result.pair),
        "loss": recipe["loss"],
        "trainer": f"reamp {_version('reamp')}",
        "submodels": [_submodel(trained, result) for trained in result.networks],
        "recipe": recipe,
        "config": _config(result.config),
        "audio": _audio(result.pair),
        "versions": {
            "reamp": _version("reamp"),
            "torch": str(torch.__version__),
            "numpy": _version("numpy"),
            "python": platform.python_version(),
        },
        "machine": {
            "device": result.device,
            "instruction_set": result.instruction_set or result.config.instruction_set,
            "torch_cpu_capability": torch.backends.cpu.get_cpu_capability(),
        },
    }
    if result.start_from is not None:
        record["start_from"] = {"sha256": hashlib.sha256(result.start_from.text.encode()).hexdigest()}
    return record


def settings_of(document: NamDocument) -> tuple[Architecture, TrainConfig]:
    """Return the architecture and settings that a model was trained with, from its file.

    With the same audio, spans (`training["audio"]`), versions and instruction set, `train` gives the same
    weights bit for bit, except for a run with a time limit, on a GPU or from another model. Raises
    `ConfigError` when the file lacks the record, or the run used the user's own functions or module.
    """
    training: Any = document.metadata.training or {}
    try:
        recipe = recipe_from_json(training["recipe"])
        submodels = tuple(_submodel_from(each) for each in training["submodels"])
        architecture = Architecture(name=training["architecture"], submodels=submodels, recipe=recipe)
        instruction_set = training["machine"]["instruction_set"]
        config = TrainConfig(**{**training["config"], "instruction_set": instruction_set})
    except (KeyError, TypeError) as error:
        raise ConfigError(
            f"{document.path or 'the model'} does not say how it was trained: {error}"
        ) from None
    return architecture, config


def _submodel(trained: "TrainedNetwork", result: "TrainResult") -> dict[str, object]:
    submodel = trained.submodel
    return {
        "name": submodel.name,
        "validation_esr": trained.esr,
        "epoch": trained.epoch,
        "max_value": submodel.max_value,
        "method": method_name(submodel.shape, result.recipe),
        "shape": _shape(submodel.shape),
    }


def _shape(shape: NetworkShape) -> dict[str, object]:
    if isinstance(shape, WaveNetShape | LstmShape):
        return {"kind": type(shape).__name__, **asdict(shape)}
    return {"kind": "module", "module": repr(shape)}


def _submodel_from(entry: Mapping[str, Any]) -> Submodel:
    shape = dict(entry["shape"])
    kind = shape.pop("kind")
    if kind == LstmShape.__name__:
        built: NetworkShape = LstmShape(**shape)
    elif kind == WaveNetShape.__name__:
        built = WaveNetShape(**{**shape, "arrays": tuple(ArrayShape(**array) for array in shape["arrays"])})
    else:
        raise ConfigError(f"{entry['name']} was a module of one's own, {shape['module']}: train that again")
    return Submodel(name=entry["name"], max_value=entry["max_value"], shape=built)


def _config(config: TrainConfig) -> dict[str, object]:
    names = ("epochs", "time_limit_s", "until_esr", "patience_epochs", "seed", "device")
    values = {name: getattr(config, name) for name in names}
    return {name: value.item() if hasattr(value, "item") else value for name, value in values.items()}


def _audio(pair: TrainingPair) -> dict[str, object]:
    """Return hashes of the float32 samples, and the first and end frame of each part."""
    return {
        "input_sha256": hashlib.sha256(pair.x.samples.tobytes()).hexdigest(),
        "output_sha256": hashlib.sha256(pair.y.samples.tobytes()).hexdigest(),
        "rate_hz": pair.rate_hz,
        "frames": pair.x.frames,
        "training": [pair.training.first, pair.training.end],
        "validation": [pair.validation.first, pair.validation.end],
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # running from a source tree that is not installed
        return "(not installed)"
