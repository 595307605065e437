"""The loss of a recipe for the targets of one step, which all networks share."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from reamp.errors import ConfigError
from reamp.train.losses import dc_error, mean_square_error, multi_resolution_stft_error, pre_emphasized
from reamp.train.recipes import LossWeights, function_name
from reamp.train.spectral_loss import StftTarget

__all__ = ["Loss", "Objective"]

Loss = Callable[[Tensor, Tensor], Tensor]
"""Reference and estimate, (batch, frames) both, to a scalar."""


class Objective:
    """Targets, (batch, frames), and the weighted terms; the targets' part is computed once."""

    def __init__(self, target: Tensor, loss: LossWeights | Loss) -> None:
        """loss: the weights, or a function of reference and estimate that returns a scalar."""
        self.target = target
        self._own = None if isinstance(loss, LossWeights) else loss
        weights = loss if isinstance(loss, LossWeights) else LossWeights()
        self._weights = weights
        self._stft: Callable[[Tensor], Tensor] | None = None
        if weights.stft:
            emphasized = pre_emphasized(target, weights.stft_pre_emphasis)
            on_cpu = target.device.type == "cpu" and target.dtype == torch.float32
            self._stft = (
                StftTarget(emphasized).error if on_cpu else partial(multi_resolution_stft_error, emphasized)
            )

    def loss(self, estimate: Tensor) -> Tensor:
        """Return the sum of the weighted terms for an estimate of the shape of the targets.

        Raises `ConfigError` when a user's function returns no scalar tensor, or one without a gradient.
        """
        if self._own is not None:
            return _scalar(self._own, self._own(self.target, estimate), estimate)
        weights = self._weights
        loss = estimate.new_zeros(())
        if weights.mean_square:
            loss = loss + weights.mean_square * mean_square_error(self.target, estimate)
        if weights.dc:
            loss = loss + weights.dc * dc_error(self.target, estimate)
        if self._stft is not None:
            emphasized = pre_emphasized(estimate, weights.stft_pre_emphasis)
            loss = loss + weights.stft * self._stft(emphasized)
        return loss


def _scalar(function: Loss, loss: object, estimate: Tensor) -> Tensor:
    if not isinstance(loss, Tensor) or loss.numel() != 1:
        got = f"shape {tuple(loss.shape)}" if isinstance(loss, Tensor) else type(loss).__name__
        raise ConfigError(f"the loss {function_name(function)} must return a tensor of one number, got {got}")
    if torch.is_grad_enabled() and estimate.requires_grad and not loss.requires_grad:
        problem = "must be computed from the estimate by PyTorch, it has no gradient"
        raise ConfigError(f"the loss {function_name(function)} {problem}")
    return loss.reshape(())
