"""All weights of a network as one tensor, so that what is done to each of them is done once."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from reamp.train.networks import Network, WaveNet

__all__ = ["flatten_weights", "learning_weights", "positions_of"]


def flatten_weights(module: nn.Module) -> Tensor:
    """Make the parameters views of one tensor, their gradients views of its gradient, and return it.

    Names, values and `load_state_dict` stay as they are; the gradient is there and zero. A copy of the
    module, or moving it to another device, gives every parameter a tensor of its own again.
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
    """Return what an optimiser works on: one flat tensor; of an LSTM what cuDNN has packed in its own way."""
    if not isinstance(network, WaveNet):
        return list(network.parameters())
    network.flat_weights = flatten_weights(network)
    return [network.flat_weights]


def positions_of(parameters: Sequence[Tensor], module: nn.Module) -> Tensor:
    """Return where in the flat tensor lie parameters of as many rows, side by side: (rows, columns)."""
    first, starts = 0, {}
    for parameter in module.parameters():
        starts[id(parameter)] = first
        first += parameter.numel()
    parts = [starts[id(p)] + torch.arange(p.numel()).view(len(p), -1) for p in parameters]
    return torch.cat(parts, dim=1)
