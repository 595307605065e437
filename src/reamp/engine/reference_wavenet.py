"""The WaveNet of the `.nam` format in float64 NumPy, with all of its options.

A layer array is a stack of dilated convolutions. Each layer adds to two running sums: `y`, the input of the
next layer, and `head`, which becomes the output.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from reamp.engine.reference_blocks import Activation, Array, Conv, Film, Network

__all__ = ["Layer", "LayerArray", "WaveNet"]


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One dilated convolution with its activation; `films` holds the active ones by name."""

    gating: str
    activation: Activation
    gate: Activation
    conv: Conv
    mixin: Conv
    layer1x1: Conv | None
    head1x1: Conv | None
    films: dict[str, Film]

    def run(self, y: Array, condition: Array) -> tuple[Array, Array]:
        """Return the two signals to add to `y` and to `head`."""

        def film(name: str, x: Array) -> Array:
            return self.films[name](x, condition) if name in self.films else x

        z = film("conv_post_film", self.conv(film("conv_pre_film", y)))
        mixed = film("input_mixin_post_film", self.mixin(film("input_mixin_pre_film", condition)))
        p = self._activated(film("activation_pre_film", z + mixed))
        p = film("activation_post_film", p)
        residual = np.zeros_like(y) if self.layer1x1 is None else self.layer1x1(p)
        # The official core does this in blended layers only, its trainer in all; players follow the core.
        if self.gating == "blended":
            residual = film("layer1x1_post_film", residual)
        return residual, p if self.head1x1 is None else film("head1x1_post_film", self.head1x1(p))

    def _activated(self, z: Array) -> Array:
        if self.gating == "none":
            return self.activation(z)
        half = z.shape[0] // 2
        gate = self.gate(z[half:])
        if self.gating == "gated":
            return self.activation(z[:half]) * gate
        return gate * self.activation(z[:half]) + (1.0 - gate) * z[:half]

    def sliced(self, channels: int, width: int) -> "Layer":
        """Return the layer with only its leading channels, `width` of them after the activation."""
        paired = width if self.gating == "none" else 2 * width
        widths = {
            "conv_pre_film": channels,
            "conv_post_film": paired,
            "input_mixin_post_film": paired,
            "activation_pre_film": paired,
            "activation_post_film": width,
            "layer1x1_post_film": channels,
        }
        return replace(
            self,
            conv=self.conv.sliced(paired, channels),
            mixin=self.mixin.sliced(paired, self.mixin.inputs),
            layer1x1=self.layer1x1 and self.layer1x1.sliced(channels, width),
            head1x1=self.head1x1 and self.head1x1.sliced(self.head1x1.outputs, width),
            films={
                name: film.sliced(widths[name]) if name in widths else film
                for name, film in self.films.items()
            },
        )


@dataclass(frozen=True, kw_only=True)
class LayerArray:
    """Layers of one width; `allowed_channels` are the widths it may be cut to, None if it may not."""

    rechannel: Conv
    layers: list[Layer]
    head_rechannel: Conv
    bottleneck: int
    allowed_channels: list[int] | None

    @property
    def channels(self) -> int:
        """The width of `y`."""
        return self.rechannel.outputs

    @property
    def head_in(self) -> int:
        """The width of the running sum `head`."""
        return self.head_rechannel.inputs

    @property
    def head_out(self) -> int:
        """The width of the rechannelled head."""
        return self.head_rechannel.outputs

    @property
    def reach_frames(self) -> int:
        """How many past frames the array depends on."""
        return sum(layer.conv.reach_frames for layer in self.layers) + self.head_rechannel.reach_frames

    def run(self, y: Array, head: Array, condition: Array) -> tuple[Array, Array]:
        """Return `y` and the rechannelled `head`, given those of the array before."""
        y = self.rechannel(y)
        for layer in self.layers:
            residual, said = layer.run(y, condition)
            y, head = y + residual, head + said
        return y, self.head_rechannel(head)

    def slim_channels(self, slim: float) -> int:
        """Return the width at a size from 0 to 1."""
        if self.allowed_channels is None:
            return self.channels
        count = len(self.allowed_channels)
        return self.allowed_channels[min(math.floor(slim * count), count - 1)]

    def sliced(self, channels: int, *, inputs: int, head_out: int) -> "LayerArray":
        """Return the array with only its leading channels."""
        width = max(1, self.bottleneck * channels // self.channels)
        has_head1x1 = any(layer.head1x1 for layer in self.layers)
        return replace(
            self,
            rechannel=self.rechannel.sliced(channels, inputs),
            layers=[layer.sliced(channels, width) for layer in self.layers],
            head_rechannel=self.head_rechannel.sliced(head_out, self.head_in if has_head1x1 else width),
            bottleneck=width,
        )


@dataclass(frozen=True, kw_only=True)
class WaveNet:
    """A stack of layer arrays, the scaled head of the last, and optional convolutions after it."""

    in_channels: int
    condition_dsp: Network | None
    arrays: list[LayerArray]
    head_scale: float
    post_head: list[tuple[Activation, Conv]]

    @property
    def out_channels(self) -> int:
        """The rows of the output."""
        return self.post_head[-1][1].outputs if self.post_head else self.arrays[-1].head_out

    @property
    def prewarm_frames(self) -> int:
        """The frames of silence after which every layer is settled."""
        return (
            (self.condition_dsp.prewarm_frames if self.condition_dsp else 1)
            + sum(array.reach_frames for array in self.arrays)
            + sum(conv.reach_frames for _, conv in self.post_head)
        )

    def run(self, x: Array) -> Array:
        """Return the output for a whole signal from a state of zeros."""
        condition = self.condition_dsp.run(x) if self.condition_dsp else x
        y, head = x, np.zeros((self.arrays[0].head_in, x.shape[1]))
        for array in self.arrays:
            y, head = array.run(y, head, condition)
        out = self.head_scale * head
        for activation, conv in self.post_head:
            out = conv(activation(out))
        return out

    def sliced(self, slim: float) -> "WaveNet":
        """Return the network at a size from 0 (smallest) to 1 (whole)."""
        channels = [array.slim_channels(slim) for array in self.arrays]
        arrays = [
            array.sliced(
                channels[i],
                inputs=channels[i - 1] if i > 0 else self.in_channels,
                head_out=channels[i + 1] if i + 1 < len(channels) else array.head_out,
            )
            for i, array in enumerate(self.arrays)
        ]
        return replace(self, arrays=arrays)
