"""The optimisers of a recipe: PyTorch's Adam, Muon, or a user's own."""

from collections.abc import Callable
from typing import Any, Protocol

import torch
from torch import Tensor

from reamp.errors import ConfigError
from reamp.train.architectures import NetworkShape, WaveNetShape
from reamp.train.flat import learning_weights, positions_of
from reamp.train.muon import Muon
from reamp.train.networks import Network, WaveNet
from reamp.train.recipes import OptimizerMethod, Recipe, function_name

__all__ = ["Adam", "Optimizer", "Own", "method_name", "new_optimizer", "recipe_weights"]


class Optimizer(Protocol):
    """An optimiser of tensors with gradients, with its state."""

    weights: list[Tensor]

    def step(self, learning_rate: float) -> None:
        """Change the weights by their gradients."""

    def state(self) -> dict[str, Any]:
        """Return the state that the next step depends on, as tensors and plain values."""

    def load_state(self, state: dict[str, Any]) -> None:
        """Restore the state that `state` returned."""


class Adam:
    """PyTorch's Adam, with moments of 0.9 and 0.999."""

    def __init__(self, weights: list[Tensor], *, weight_decay: float) -> None:
        self.weights = weights
        self._adam = torch.optim.Adam(weights, weight_decay=weight_decay)

    def step(self, learning_rate: float) -> None:
        """Change the weights by their gradients."""
        self._adam.param_groups[0]["lr"] = learning_rate
        self._adam.step()

    def state(self) -> dict[str, Any]:
        """Return the state that the next step depends on."""
        return self._adam.state_dict()

    def load_state(self, state: dict[str, Any]) -> None:
        """Restore the state that `state` returned."""
        self._adam.load_state_dict(state)


class Own:
    """A user's own `torch.optim.Optimizer`; its learning rate is set before every step."""

    def __init__(
        self, weights: list[Tensor], method: Callable[[list[Tensor]], torch.optim.Optimizer]
    ) -> None:
        self.weights = weights
        made: object = method(weights)
        if not isinstance(made, torch.optim.Optimizer):
            got = type(made).__name__
            raise ConfigError(
                f"the method {function_name(method)} must return a torch.optim.Optimizer, got {got}"
            )
        self._optimizer = made

    def step(self, learning_rate: float) -> None:
        """Change the weights by their gradients."""
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate
        self._optimizer.step()

    def state(self) -> dict[str, Any]:
        """Return the state that the next step depends on."""
        return self._optimizer.state_dict()

    def load_state(self, state: dict[str, Any]) -> None:
        """Restore the state that `state` returned."""
        self._optimizer.load_state_dict(state)


def recipe_weights(network: Network, recipe: Recipe) -> list[Tensor]:
    """Return the tensors that the method of a recipe updates: a user's own method gets every parameter."""
    return list(network.parameters()) if callable(recipe.method) else learning_weights(network)


def method_name(shape: NetworkShape, recipe: Recipe) -> str:
    """Return the name of the method that `new_optimizer` uses for a shape, for the file."""
    if callable(recipe.method):
        return function_name(recipe.method)
    return str(recipe.method if isinstance(shape, WaveNetShape) else OptimizerMethod.ADAM)


def new_optimizer(network: Network, recipe: Recipe) -> Optimizer:
    """Return the optimiser of a recipe; an LSTM, which has no layers for Muon, always gets Adam."""
    weights = recipe_weights(network, recipe)
    if callable(recipe.method):
        return Own(weights, recipe.method)
    if recipe.method is OptimizerMethod.MUON and isinstance(network, WaveNet):
        return Muon(weights[0], [positions_of(parts, network) for parts in network.weight_matrices()])
    return Adam(weights, weight_decay=recipe.weight_decay)
