"""Muon: an optimiser that makes momentum matrices orthogonal, so that all directions learn equally fast.

K. Jordan, https://kellerjordan.github.io/posts/muon/. The inputs of a WaveNet's layer, neighbouring frames
of a guitar, hardly differ from each other: without Muon, their differences are learned last.
"""

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

__all__ = ["Muon", "orthogonalized"]

_MOMENTUM, _SQUARE_MOMENTUM, _FLOOR = 0.8, 0.999, 1e-8
_UPDATE_RMS = 0.5  # of an element of a matrix, relative to the learning rate; Adam's is about 1

# Rounds of x -> a x + b x^3 + c x^5 bring the singular values of a matrix, 1 at most, to between 0.7 and 1.2.
_ROUNDS, _A, _B, _C = 5, 3.4445, -4.7750, 2.0315


class Muon:
    """Muon for flat weights; Adam for those outside matrices of at least two rows and columns."""

    def __init__(self, flat: Tensor, matrices: Sequence[Tensor]) -> None:
        """matrices: the positions of their elements in the flat tensor, (rows, columns) each."""
        self.weights = [flat]
        self._mean, self._square = torch.zeros_like(flat), torch.zeros_like(flat)
        self._steps = 0
        by_shape: dict[torch.Size, list[Tensor]] = {}
        for matrix in matrices:
            if min(matrix.shape) > 1:
                by_shape.setdefault(matrix.shape, []).append(matrix)
        self._matrices = [
            torch.stack(each).to(flat.device) for each in by_shape.values()
        ]  # (count, rows, columns)

    @torch.no_grad()
    def step(self, learning_rate: float) -> None:
        """Change the weights by their gradients."""
        (weights,) = self.weights
        assert weights.grad is not None
        self._steps += 1
        self._mean.lerp_(weights.grad, 1.0 - _MOMENTUM)
        self._square.mul_(_SQUARE_MOMENTUM).addcmul_(weights.grad, weights.grad, value=1.0 - _SQUARE_MOMENTUM)
        spread = (self._square / (1.0 - _SQUARE_MOMENTUM**self._steps)).sqrt_().add_(_FLOOR)
        update = self._mean / spread.mul_(1.0 - _MOMENTUM**self._steps)
        ahead = torch.lerp(weights.grad, self._mean, _MOMENTUM)  # Nesterov momentum
        for positions in self._matrices:
            rms = _UPDATE_RMS * math.sqrt(max(positions.shape[1:]))
            update[positions] = rms * orthogonalized(ahead[positions])
        weights.add_(update, alpha=-learning_rate)

    def state(self) -> dict[str, Any]:
        """Return the state that the next step depends on, as tensors and plain values."""
        return {"mean": self._mean, "square": self._square, "steps": self._steps}

    def load_state(self, state: dict[str, Any]) -> None:
        """Restore the state that `state` returned."""
        self._mean.copy_(state["mean"])
        self._square.copy_(state["square"])
        self._steps = state["steps"]


def orthogonalized(matrices: Tensor) -> Tensor:
    """Return matrices (count, rows, columns) with all singular values near 1; a zero matrix stays zero."""
    wide = matrices.mT if matrices.shape[1] > matrices.shape[2] else matrices
    x = wide / torch.linalg.matrix_norm(wide, keepdim=True).clamp_(min=1e-30)
    for _ in range(_ROUNDS):
        square = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=_B, alpha=_C), x, beta=_A)
    out: Tensor = x if wide is matrices else x.mT
    return out
