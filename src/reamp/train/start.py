"""Start training from a similar model: the weights of a `.nam` of the same shape instead of random ones."""

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from reamp.engine import load_document
from reamp.errors import ModelFileError
from reamp.nam import NamDocument
from reamp.train.architectures import Architecture, LstmShape, NetworkShape, WaveNetShape
from reamp.train.from_document import models_of, shape_of
from reamp.train.networks import Lstm, Network, WaveNet
from reamp.train.own_network import OwnNetwork

__all__ = ["load_start", "match_level"]


def load_start(document: NamDocument, networks: Sequence[Network], architecture: Architecture) -> None:
    """Load a model's weights into networks; raises `ModelFileError` unless it has the architecture's shape.

    The networks keep the model's output level; `match_level` brings it to the level of the new device.
    """
    path = document.path or "the model to start from"
    load_document(document)  # the engine checks the file
    models = models_of(document)
    if len(models) != len(networks):
        problem = f"holds {len(models)} networks, {architecture.name} has {len(networks)}"
        raise ModelFileError(path, "", f"{problem}; choose the architecture it was trained as")
    for network, submodel, model in zip(networks, architecture.submodels, models, strict=True):
        if not _is_same(shape_of(model, path=path), submodel.shape):
            problem = f"is not of the shape {architecture.name}; choose the architecture it was trained as"
            raise ModelFileError(path, "config", problem)
        assert not isinstance(network, OwnNetwork), "its shape is no file's"
        network.load_nam_weights(model["weights"])


def match_level(network: WaveNet | Lstm, x: Tensor, y: Tensor) -> None:
    """Scale the output to fit targets best; shapes as from `Windows`. A silent network stays silent."""
    with torch.no_grad():
        estimate = network(x[:, x.shape[1] - y.shape[1] - network.past_frames :])
    energy = float(estimate.square().sum())
    if energy > 0.0:
        network.scale_output(float((estimate * y).sum()) / energy)


def _is_same(theirs: NetworkShape, ours: NetworkShape) -> bool:
    """Return whether two shapes have the same weights, apart from the output level."""
    if isinstance(theirs, WaveNetShape) and isinstance(ours, WaveNetShape):
        return replace(theirs, head_scale=ours.head_scale) == ours
    if isinstance(theirs, LstmShape) and isinstance(ours, LstmShape):
        return (theirs.layers, theirs.hidden) == (ours.layers, ours.hidden)
    return False
