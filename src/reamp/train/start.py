"""Starting from a similar model: the weights of a `.nam` of the same shape instead of random ones."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from reamp.errors import ModelFileError
from reamp.nam import NamDocument
from reamp.train.architectures import Architecture, NetworkShape, WaveNetShape
from reamp.train.networks import Network

__all__ = ["match_level", "start_from"]


def start_from(document: NamDocument, networks: Sequence[Network], architecture: Architecture) -> None:
    """Give networks the weights of a model; raises `ModelFileError` when its shape is not the architecture's.

    Their output is as loud as the head makes it: `match_level` brings it to the level of the new device.
    """
    path = document.path or "the model to start from"
    content: Any = document.content()
    models = [content]
    if document.architecture == "SlimmableContainer":
        models = [submodel["model"] for submodel in content["config"]["submodels"]]
    if len(models) != len(networks):
        problem = f"holds {len(models)} networks, {architecture.name} has {len(networks)}"
        raise ModelFileError(path, "", f"{problem}; choose the architecture it was trained as")
    for network, submodel, model in zip(networks, architecture.submodels, models, strict=True):
        if _outline(model) != _own_outline(submodel.shape):
            problem = f"is not of the shape {architecture.name}; choose the architecture it was trained as"
            raise ModelFileError(path, "config", problem)
        network.load_nam_weights(model["weights"])


def match_level(network: Network, x: Tensor, y: Tensor) -> None:
    """Scale the output to fit targets best; shapes as `Windows` yields them. A silent network stays so."""
    with torch.no_grad():
        estimate = network(x[:, x.shape[1] - y.shape[1] - network.past_frames :])
    energy = float(estimate.square().sum())
    if energy > 0.0:
        network.scale_output(float((estimate * y).sum()) / energy)


def _own_outline(shape: NetworkShape) -> object:
    if not isinstance(shape, WaveNetShape):
        return shape.layers, shape.hidden
    arrays = [(array.channels, [*array.kernel_sizes], [*array.dilations]) for array in shape.arrays]
    return shape.activation, arrays


def _outline(model: Mapping[str, Any]) -> object:
    """Return what decides the meaning of a model's weights; None for a kind that is not trained."""
    config = model["config"]
    match model["architecture"]:
        case "LSTM":
            return config["num_layers"], config["hidden_size"]
        case "WaveNet":
            activation = config["layers"][0]["activation"]
            if isinstance(activation, list):
                activation = activation[0]
            if isinstance(activation, dict):
                activation = activation["type"]
            return activation, [_array_outline(array) for array in config["layers"]]
    return None


def _array_outline(array: Mapping[str, Any]) -> tuple[int, list[int], list[int]]:
    dilations = array["dilations"]
    kernel_sizes = array.get("kernel_sizes") or [array["kernel_size"]] * len(dilations)
    return array["channels"], kernel_sizes, dilations
