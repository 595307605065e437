"""Compute a network's output for whole signals, by the engine where PyTorch would use the CPU."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from reamp.engine import Model, OfflineModel, load_document
from reamp.train.networks import Network
from reamp.train.own_network import OwnNetwork

__all__ = ["engine_model", "predict"]

_PIECE_FRAMES, _PIECES = 16_384, 4


def engine_model(network: Network) -> Model:
    """Return a network with finite weights as a settled model, at the network's output level."""
    return load_document(network.nam_parts().document(), instruction_set=network.instruction_set)


def predict(network: Network, x: Tensor) -> Tensor:
    """Return the output, (frames,), for a signal, (past_frames + frames,), on the network's device.

    An LSTM has unlimited memory: the engine plays the whole signal, PyTorch pieces preceded by their past.
    """
    weights = next(network.parameters())
    on_cpu = weights.device.type == "cpu" and weights.dtype == torch.float32
    can_play = on_cpu and not isinstance(network, OwnNetwork)
    if can_play and all(bool(p.isfinite().all()) for p in network.parameters()):  # a file cannot hold others
        player = OfflineModel(engine_model(network), threads=torch.get_num_threads())
        return torch.from_numpy(player.process(x.numpy().astype(np.float32)))[network.past_frames :]
    frames = len(x) - network.past_frames
    padded = functional.pad(x, (0, -frames % _PIECE_FRAMES))
    windows = padded.unfold(0, network.past_frames + _PIECE_FRAMES, _PIECE_FRAMES)  # (windows, past + piece)
    with torch.no_grad():
        pieces = [network(batch) for batch in torch.split(windows, _PIECES)]
    return torch.cat(pieces).flatten()[:frames]
