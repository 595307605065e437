"""All weights of a network as one tensor, so that what is done to each of them is done once."""

import torch
from torch import Tensor, nn

__all__ = ["flatten_weights"]


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
