"""One network that learns: its loss, its optimiser, its averaged weights, and the best of them so far."""

import copy
import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from reamp.errors import TrainingError
from reamp.train.events import NetworkScore
from reamp.train.losses import esr
from reamp.train.networks import Network
from reamp.train.objective import Objective
from reamp.train.optimizers import new_optimizer, recipe_weights
from reamp.train.predict import predict
from reamp.train.recipes import Recipe

__all__ = ["Trainee"]

_MOST_ROLL_BACKS = 5


@dataclass(kw_only=True)
class _Best:
    esr: float
    epoch: int
    weights: dict[str, Tensor]


class Trainee:
    """A network in training; `average` is the network that would be exported now."""

    def __init__(self, name: str, network: Network, recipe: Recipe) -> None:
        self.name = name
        self.network = network
        self.average = copy.deepcopy(network)
        self.rate_factor = 1.0
        self.esr = math.inf
        self.best: _Best | None = None
        self._recipe = recipe
        self._steps = 0
        self._roll_backs = 0
        self._optimizer = new_optimizer(network, recipe)
        self._mean_weights = recipe_weights(self.average, recipe)
        self._last_good = copy.deepcopy(network.state_dict())

    @property
    def best_esr(self) -> float:
        """The lowest ESR of any epoch, infinite before the first."""
        return self.best.esr if self.best else math.inf

    def learn(self, x: Tensor, objective: Objective, *, learning_rate: float) -> float:
        """Take one step and return the loss before it; after NaN, nothing was learned: call `roll_back`.

        x: the windows, (batch, frames), with at least `past_frames` before the frames of the targets.
        """
        x = x[:, x.shape[1] - objective.target.shape[1] - self.network.past_frames :]
        loss = objective.loss(self.network(x))
        value = loss.item()
        if not math.isfinite(value):
            return math.nan
        weights = self._optimizer.weights
        for each in weights:
            if each.grad is not None:
                each.grad.zero_()
        loss.backward()  # type: ignore[no-untyped-call]
        if self._recipe.gradient_norm is not None:
            nn.utils.clip_grad_norm_(weights, self._recipe.gradient_norm)
        self._optimizer.step(learning_rate * self.rate_factor)
        self._steps += 1
        self._take_average()
        return value

    def validate(self, x: Tensor, y: Tensor, *, epoch: int) -> bool:
        """Measure the ESR of the averaged weights; keep them and return True if they are the best so far."""
        self.esr = esr(y, predict(self.average, x)).item()
        if math.isfinite(self.esr):
            self._last_good = copy.deepcopy(self.average.state_dict())
        if not self.esr < self.best_esr:
            return False
        self.best = _Best(esr=self.esr, epoch=epoch, weights=copy.deepcopy(self.average.state_dict()))
        return True

    def score(self) -> NetworkScore:
        """Return the network's score after a validation."""
        return NetworkScore(
            name=self.name,
            esr=self.esr,
            best_esr=self.best_esr,
            best_epoch=self.best.epoch if self.best else None,
        )

    def roll_back(self) -> None:
        """Go back to the last good weights and learn half as fast; raises after a few times."""
        self._roll_backs += 1
        if self._roll_backs > _MOST_ROLL_BACKS:
            problem = f"the network {self.name} diverged {self._roll_backs} times"
            raise TrainingError(f"{problem}; lower the learning rate or check the recording")
        self.network.load_state_dict(self._last_good)
        self.average.load_state_dict(self._last_good)
        self._optimizer = new_optimizer(self.network, self._recipe)
        self.rate_factor /= 2.0

    def state(self) -> dict[str, Any]:
        """Return the state that the next step depends on, with the best weights, as tensors and values."""
        return {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "refuge": self._last_good,
            "optimizer": self._optimizer.state(),
            "steps": self._steps,
            "rescues": self._roll_backs,
            "rate_factor": self.rate_factor,
            "esr": self.esr,
            "best": None if self.best is None else vars(self.best),
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Restore the state that `state` returned."""
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self._optimizer.load_state(state["optimizer"])
        self._last_good = state["refuge"]
        self._steps, self._roll_backs = state["steps"], state["rescues"]
        self.rate_factor, self.esr = state["rate_factor"], state["esr"]
        self.best = None if state["best"] is None else _Best(**state["best"])

    @torch.no_grad()
    def _take_average(self) -> None:
        # Early on the average follows quickly, so that it forgets the random start.
        kept = min(self._recipe.averaging or 0.0, self._steps / (self._steps + 10))
        for mean, new in zip(self._mean_weights, self._optimizer.weights, strict=True):
            mean.lerp_(new, 1.0 - kept)
