"""What turns a gradient into a step, by recipe: PyTorch's Adam, or Muon."""

from typing import Any, Protocol

import torch
from torch import Tensor

from reamp.train.flat import learning_weights, positions_of
from reamp.train.muon import Muon
from reamp.train.networks import Network, WaveNet
from reamp.train.recipes import Method, Recipe

__all__ = ["Adam", "Optimizer", "new_optimizer"]


class Optimizer(Protocol):
    """Tensors with gradients, and what it remembers of the gradients before."""

    weights: list[Tensor]

    def step(self, learning_rate: float) -> None:
        """Change the weights by their gradients."""

    def state(self) -> dict[str, Any]:
        """Return what the next step depends on, as tensors and plain values."""

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` returned."""


class Adam:
    """PyTorch's, with its moments of 0.9 and 0.999."""

    def __init__(self, weights: list[Tensor], *, weight_decay: float) -> None:
        self.weights = weights
        self._adam = torch.optim.Adam(weights, weight_decay=weight_decay)

    def step(self, learning_rate: float) -> None:
        """Change the weights by their gradients."""
        self._adam.param_groups[0]["lr"] = learning_rate
        self._adam.step()

    def state(self) -> dict[str, Any]:
        """Return what the next step depends on."""
        return self._adam.state_dict()

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` returned."""
        self._adam.load_state_dict(state)


def new_optimizer(network: Network, recipe: Recipe) -> Optimizer:
    """Return the optimiser of a recipe; an LSTM, which has no layers of Muon's kind, always gets Adam."""
    weights = learning_weights(network)
    if recipe.method is Method.MUON and isinstance(network, WaveNet):
        return Muon(weights[0], [positions_of(parts, network) for parts in network.weight_matrices()])
    return Adam(weights, weight_decay=recipe.weight_decay)
