"""Compute a WaveNet's output and gradient in the core on the CPU: as PyTorch does, many times faster."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from reamp._core import TrainingNet
from reamp.train.architectures import WaveNetShape

__all__ = ["NativeWaveNet"]


class NativeWaveNet:
    """The core's network for the shape of the last batch; its buffers belong to one network.

    A copy starts without buffers, so that networks can be copied and pickled.
    """

    def __init__(self, shape: WaveNetShape, instruction_set: str | None = None) -> None:
        """instruction_set: that of the kernels; None takes the fastest that this machine supports."""
        self._shape, self._asked = shape, instruction_set
        self._net: TrainingNet | None = None
        self._key: tuple[int, int, int] | None = None
        self.passes = 0

    def __reduce__(self) -> tuple[type["NativeWaveNet"], tuple[WaveNetShape, str | None]]:
        return NativeWaveNet, (self._shape, self._asked)

    def __call__(self, x: Tensor, parameters: Sequence[Tensor]) -> Tensor:
        """Return the output, (batch, frames - past_frames), for float32 (batch, frames) on the CPU.

        Only the parameters, in the order of the file, get gradients; x does not.
        """
        out: Tensor = _Pass.apply(self, x, *parameters)  # type: ignore[no-untyped-call]
        return out

    def forward(self, weights: Tensor, x: Tensor) -> Tensor:
        """Return the output for flat weights; `backward` may follow until the next forward."""
        net = self._net_for(x)
        out = torch.empty(len(x), x.shape[1] - net.past_frames)
        net.forward(weights.numpy(), x.numpy(), out.numpy())
        self.passes += 1
        return out

    @property
    def instruction_set(self) -> str | None:
        """The instruction set of the kernels in the last pass; None before the first."""
        return None if self._net is None else self._net.instruction_set

    def backward(self, weights: Tensor, x: Tensor, d_out: Tensor) -> Tensor:
        """Return the flat gradient of sum(out * d_out) for the weights and x of the last forward."""
        gradient = torch.empty_like(weights)
        self._net_for(x).backward(weights.numpy(), x.numpy(), d_out.contiguous().numpy(), gradient.numpy())
        return gradient

    def _net_for(self, x: Tensor) -> TrainingNet:
        batch, frames = x.shape
        key = (batch, frames, torch.get_num_threads())
        if self._net is None or key != self._key:
            self._net = None  # frees the old buffers before the new ones are allocated
            self._net, self._key = _new_net(self._shape, *key, self._asked), key
        return self._net


class _Pass(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, native: NativeWaveNet, x: Tensor, *parameters: Tensor) -> Tensor:
        weights = torch.cat([parameter.flatten() for parameter in parameters])
        if x.stride(1) != 1:
            x = x.contiguous()
        out = native.forward(weights, x)
        ctx.native, ctx.number, ctx.sizes = native, native.passes, [p.shape for p in parameters]
        ctx.save_for_backward(weights, x)
        return out

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, d_out: Tensor) -> tuple[Tensor | None, ...]:
        weights, x = ctx.saved_tensors
        if ctx.number != ctx.native.passes:  # another pass has used the buffers since
            ctx.native.forward(weights, x)
            ctx.number = ctx.native.passes
        gradient = ctx.native.backward(weights, x, d_out)
        parts = torch.split(gradient, [size.numel() for size in ctx.sizes])
        return None, None, *(part.view(size) for part, size in zip(parts, ctx.sizes, strict=True))


def _new_net(
    shape: WaveNetShape, batch: int, frames: int, threads: int, instruction_set: str | None
) -> TrainingNet:
    widths = [array.channels for array in shape.arrays]
    arrays = [
        (
            inputs,
            array.channels,
            outputs,
            array.kernel_sizes,
            array.dilations,
            array.head_kernel,
            array.head_bias,
        )
        for array, inputs, outputs in zip(shape.arrays, (1, *widths[:-1]), (*widths[1:], 1), strict=True)
    ]
    return TrainingNet(
        arrays,
        shape.activation.value,
        shape.head_scale,
        batch=batch,
        frames=frames - shape.past_frames,
        threads=threads,
        instruction_set=instruction_set,
    )
