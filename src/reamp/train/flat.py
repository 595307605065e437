"""Hold all weights of a network in one tensor, so that one operation updates them all."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from reamp.train.networks import Network, WaveNet

__all__ = ["flatten_weights", "learning_weights", "positions_of"]


def flatten_weights(module: nn.Module) -> Tensor:
    """Make the parameters views of one tensor, their gradients views of its gradient, and return it.

    Names, values and `load_state_dict` stay the same; the gradient exists and is zero. Copying the module, or
    moving it to another device, gives every parameter its own tensor again.
    """
    parameters = list(module.parameters())
    flat = torch.cat([parameter.detach().flatten() for parameter in parameters]).requires_grad_()
    flat.grad = torch.zeros_like(flat)
    sizes = [parameter.numel() for parameter in parameters]
    with torch.no_grad():
        views = zip(parameters, torch.split(flat, sizes), torch.split(flat.grad, sizes), strict=True)
        for parameter, values, gradient in views:
            parameter.data = values.view_as(parameter)
            parameter.grad = gradient.view_as(parameter)
    return flat


def learning_weights(network: Network) -> list[Tensor]:
    """Return the tensors for an optimiser: one flat tensor, or an LSTM's own, which cuDNN packs itself."""
    if not isinstance(network, WaveNet):
        return list(network.parameters())
    network.flat_weights = flatten_weights(network)
    return [network.flat_weights]


def positions_of(parameters: Sequence[Tensor], module: nn.Module) -> Tensor:
    """Return the flat tensor's positions of parameters with equal rows, side by side: (rows, columns)."""
    first, starts = 0, {}
    for parameter in module.parameters():
        starts[id(parameter)] = first
        first += parameter.numel()
    parts = [starts[id(p)] + torch.arange(p.numel()).view(len(p), -1) for p in parameters]
    return torch.cat(parts, dim=1)
