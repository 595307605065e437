"""Wrap a user's own PyTorch module as a network for `train`."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from reamp.errors import ConfigError
from reamp.train.architectures import ModuleShape
from reamp.train.nam_parts import NamParts
from reamp.train.recipes import function_name

__all__ = ["OwnNetwork"]

_TRIED_FRAMES = 16


class OwnNetwork(nn.Module):
    """A network around `module`, which maps (batch, frames) to (batch, frames - past_frames).

    If the module has a method `nam_parts(output_scale: float) -> NamParts`, it can be written as a `.nam`
    whose output is `output_scale` times the module's. Raises `ConfigError` for a module that has no
    parameters or whose output has another shape.
    """

    def __init__(self, shape: ModuleShape) -> None:
        super().__init__()
        self.shape, self.past_frames = shape, shape.past_frames
        self.instruction_set: str | None = None  # PyTorch chooses
        self.module = shape.build()
        if not isinstance(self.module, nn.Module) or next(self.module.parameters(), None) is None:
            raise ConfigError(f"{function_name(shape.build)} must return a torch.nn.Module with parameters")
        with torch.no_grad():
            out = self.module(torch.zeros(2, self.past_frames + _TRIED_FRAMES))
        if out.shape != (2, _TRIED_FRAMES):
            problem = f"must map {self.past_frames + _TRIED_FRAMES} frames to {_TRIED_FRAMES}"
            raise ConfigError(
                f"the module of {function_name(shape.build)} {problem}, (batch, frames - past_frames); "
                f"a batch of 2 gave {tuple(out.shape)}"
            )

    def forward(self, x: Tensor) -> Tensor:
        """Return the output, (batch, frames - past_frames), of (batch, frames)."""
        out: Tensor = self.module(x)
        return out

    def play(self, x: Tensor) -> Tensor:
        """Return the output for signals that follow silence, (batch, frames) both; without gradients."""
        with torch.no_grad():
            out: Tensor = self.module(functional.pad(x, (self.past_frames, 0)))
            return out

    def nam_parts(self, output_scale: float = 1.0) -> NamParts:
        """Return the module's parts for a file; raises `ConfigError` when it has no method `nam_parts`."""
        parts = getattr(self.module, "nam_parts", None)
        if parts is None:
            name = type(self.module).__name__
            raise ConfigError(f"{name} cannot be written as a .nam: give it a method nam_parts(output_scale)")
        found: NamParts = parts(output_scale)
        return found
