"""The networks of the `.nam` format as PyTorch modules, for training.

Parameters are created in the order in which the file lists them. `forward` takes (batch, frames) and returns
the last frames - past_frames of the output; the frames before lack a part of their input. It passes gradients
to the weights, and to the input where that requires them; `play` passes none.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from reamp.errors import ConfigError
from reamp.train.architectures import Activation, ArrayShape, LstmShape, NetworkShape, WaveNetShape
from reamp.train.nam_parts import NamParts
from reamp.train.native import NativeWaveNet
from reamp.train.own_network import OwnNetwork

__all__ = ["Lstm", "Network", "WaveNet", "build_network"]

LSTM_TRUNCATION_FRAMES = 512
"""How far the gradient of an LSTM reaches back; going further costs more time than it improves."""

_ROUNDING = 1e-7  # of a float32
_SETTLE_FRAMES, _SETTLE_PIECE_FRAMES = 48_000, 1_000


class _Layer(nn.Module):
    def __init__(self, channels: int, kernel_size: int, dilation: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(channels, channels, kernel_size, dilation=dilation)
        self.mixin = nn.Conv1d(1, channels, 1, bias=False)
        self.layer1x1 = nn.Conv1d(channels, channels, 1)


class _Array(nn.Module):
    layers: Sequence[_Layer]

    def __init__(self, shape: ArrayShape, *, inputs: int, outputs: int, activation: Activation) -> None:
        super().__init__()
        self.rechannel = nn.Conv1d(inputs, shape.channels, 1, bias=False)
        self.layers = nn.ModuleList(  # type: ignore[assignment]  # it holds nothing else
            _Layer(shape.channels, kernel_size, dilation)
            for kernel_size, dilation in zip(shape.kernel_sizes, shape.dilations, strict=True)
        )
        self.head = nn.Conv1d(shape.channels, outputs, shape.head_kernel, bias=shape.head_bias)
        self.activation = torch.tanh if activation is Activation.TANH else functional.leaky_relu

    def forward(
        self, y: Tensor, x: Tensor, head: Tensor | None, *, head_frames: int, last: bool
    ) -> tuple[Tensor, Tensor]:
        """Return the input of the next array, and the head's output from the last `head_frames`.

        y: (batch, inputs, frames); x: (batch, 1, at least frames); both lose their oldest frames on the way.
        """
        y = self.rechannel(y)
        for index, layer in enumerate(self.layers):
            z = layer.conv(y)  # (batch, channels, frames - past)
            p = self.activation(z + layer.mixin(x[..., -z.shape[-1] :]))
            # The head needs the last frames only, so the older ones are not summed.
            collected = p[..., -head_frames:]
            head = collected if head is None else head + collected
            if not (last and index == len(self.layers) - 1):  # the very last layer has no next one
                y = y[..., -z.shape[-1] :] + layer.layer1x1(p)
        assert head is not None
        out: Tensor = self.head(head)
        return y, out


class WaveNet(nn.Module):
    """Stacked layer arrays; the head of each feeds that of the next."""

    nam_architecture = "WaveNet"
    arrays: Sequence[_Array]

    def __init__(self, shape: WaveNetShape, *, instruction_set: str | None = None) -> None:
        super().__init__()
        self.shape, self.instruction_set = shape, instruction_set
        self.past_frames = shape.past_frames
        self._native = NativeWaveNet(shape, instruction_set)
        # All parameters in one tensor (see `flat`), which gets the gradient: saves a millisecond per step.
        self.flat_weights: Tensor | None = None
        # A1 files have the newer keys in addition (see `_a1_array`), which older players ignore.
        self.nam_version = "0.5.4" if _is_a1(shape) else "0.7.0"
        widths = [array.channels for array in shape.arrays]
        self.arrays = nn.ModuleList(  # type: ignore[assignment]  # it holds nothing else
            _Array(array, inputs=inputs, outputs=outputs, activation=shape.activation)
            for array, inputs, outputs in zip(shape.arrays, (1, *widths[:-1]), (*widths[1:], 1), strict=True)
        )

    @property
    def used_instruction_set(self) -> str | None:
        """The instruction set of the kernels for the last batch; None where PyTorch computed it."""
        return self._native.instruction_set

    if TYPE_CHECKING:  # a module's call returns Any

        def __call__(self, x: Tensor) -> Tensor: ...  # noqa: D102 - see forward

    def forward(self, x: Tensor) -> Tensor:
        """Return the output, (batch, frames - past_frames), of (batch, frames); raises `ConfigError`."""
        first = self.arrays[0].rechannel.weight
        _check_input(x, first, past_frames=self.past_frames)
        if not (_for_the_core(x) and _for_the_core(first)) or x.requires_grad:
            return self.forward_in_torch(x)
        flat = self.flat_weights
        if flat is not None and flat.data_ptr() == first.data_ptr():  # not so in a copy
            return self._native(x, [flat])
        return self._native(x, list(self.parameters()))

    def forward_in_torch(self, x: Tensor) -> Tensor:
        """Return the output of `forward` by PyTorch, on any device, in any precision, with gradient for x."""
        x = x[:, None]  # (batch, 1, frames)
        y, head = x, None
        head_frames = x.shape[-1] - self.past_frames + sum(a.head_kernel - 1 for a in self.shape.arrays)
        for index, array in enumerate(self.arrays):
            last = index == len(self.arrays) - 1
            y, head = array(y, x, head, head_frames=head_frames, last=last)
            head_frames = head.shape[-1]
        assert head is not None
        out: Tensor = self.shape.head_scale * head[:, 0]
        return out

    def play(self, x: Tensor) -> Tensor:
        """Return the output for signals that follow silence, (batch, frames) both; without gradients."""
        with torch.no_grad():
            return self(functional.pad(_checked(x, self.arrays[0].rechannel.weight), (self.past_frames, 0)))

    def weight_matrices(self) -> list[list[Tensor]]:
        """Return the parameters in groups: each has the weights of one convolution, with a row per output."""
        groups: list[tuple[Tensor | None, ...]] = []
        for array in self.arrays:
            groups.append((array.rechannel.weight,))
            for layer in array.layers:
                groups.append((layer.conv.weight, layer.conv.bias, layer.mixin.weight))
                groups.append((layer.layer1x1.weight, layer.layer1x1.bias))
            groups.append((array.head.weight, array.head.bias))
        return [[part for part in group if part is not None] for group in groups]

    def nam_parts(self, output_scale: float = 1.0) -> NamParts:
        """Return what goes into a file whose output is `output_scale` times the network's."""
        return _parts_of(self, output_scale)

    def nam_config(self, output_scale: float) -> dict[str, object]:
        """Return the `config` of the file, whose output is `output_scale` times the network's."""
        widths = [array.channels for array in self.shape.arrays]
        describe = _a1_array if _is_a1(self.shape) else partial(_a2_array, self.shape.activation)
        layers = [
            describe(array, inputs, outputs)
            for array, inputs, outputs in zip(
                self.shape.arrays, (1, *widths[:-1]), (*widths[1:], 1), strict=True
            )
        ]
        return {"layers": layers, "head": None, "head_scale": self.shape.head_scale * output_scale}

    def nam_weights(self, output_scale: float) -> list[float]:
        """Return the flat weights of the file, the head scale last."""
        flat = torch.cat([p.detach().flatten() for p in self.parameters()]).tolist()
        return [*flat, self.shape.head_scale * output_scale]

    def load_nam_weights(self, weights: Sequence[float]) -> None:
        """Load the flat weights of a file of the same shape; its output level goes into the head."""
        head_scale = torch.empty(1)
        _fill([*self.parameters(), head_scale], weights)
        ratio = head_scale.item() / self.shape.head_scale
        if abs(ratio - 1.0) > _ROUNDING:
            self.scale_output(ratio)

    def scale_output(self, gain: float) -> None:
        """Multiply the output by a gain."""
        with torch.no_grad():
            for parameter in self.arrays[-1].head.parameters():
                parameter.mul_(gain)


def _checked(x: Tensor, weight: Tensor) -> Tensor:
    """Return the input of a network with this type of weights; raises `ConfigError` when it is invalid."""
    if isinstance(x, Tensor) and x.ndim == 2 and x.dtype == weight.dtype:
        return x
    name = str(weight.dtype).removeprefix("torch.")
    found = type(x).__name__
    if isinstance(x, Tensor):
        found = f"{str(x.dtype).removeprefix('torch.')} {tuple(x.shape)}"
    raise ConfigError(f"x must be a {name} tensor (batch, frames), got {found}")


def _check_input(x: Tensor, weight: Tensor, *, past_frames: int) -> None:
    frames = _checked(x, weight).shape[1]
    if frames <= past_frames:
        problem = f"x must be longer than the {past_frames} frames of the past, got {frames}"
        raise ConfigError(f"{problem}; pad it, or use play")


def _for_the_core(tensor: Tensor) -> bool:
    return tensor.device.type == "cpu" and tensor.dtype == torch.float32


def _is_a1(shape: WaveNetShape) -> bool:
    """Return whether every player can read a shape: one kernel size per array, and a head kernel of 1."""
    if shape.activation is not Activation.TANH:
        return False
    return all(len(set(array.kernel_sizes)) == 1 and array.head_kernel == 1 for array in shape.arrays)


def _a1_array(array: ArrayShape, inputs: int, outputs: int) -> dict[str, object]:
    """Return a layer array with the keys of all players: newer ones read `head` instead of `head_size`."""
    return {
        "input_size": inputs,
        "condition_size": 1,
        "channels": array.channels,
        "head_size": outputs,
        "kernel_size": array.kernel_sizes[0],
        "dilations": array.dilations,
        "activation": "Tanh",
        "gated": False,
        "head_bias": array.head_bias,
        "head": {"out_channels": outputs, "kernel_size": 1, "bias": array.head_bias},
    }


def _a2_array(activation: Activation, array: ArrayShape, inputs: int, outputs: int) -> dict[str, object]:
    """Return a layer array in the form for which players use their fast path for A2."""
    count = len(array.dilations)
    slope = {"negative_slope": 0.01} if activation is Activation.LEAKY_RELU else {}
    return {
        "input_size": inputs,
        "condition_size": 1,
        "channels": array.channels,
        "bottleneck": array.channels,
        "kernel_sizes": array.kernel_sizes,
        "dilations": array.dilations,
        "activation": [{"type": str(activation), **slope}] * count,
        "gating_mode": ["none"] * count,
        "secondary_activation": [None] * count,
        "layer1x1": {"active": True, "groups": 1},
        "head": {"out_channels": outputs, "kernel_size": array.head_kernel, "bias": array.head_bias},
    }


class Lstm(nn.Module):
    """LSTM layers and a linear head; windows start from a zero state and settle during `past_frames`."""

    nam_architecture = "LSTM"
    nam_version = "0.5.4"

    def __init__(self, shape: LstmShape, *, instruction_set: str | None = None) -> None:
        super().__init__()
        self.shape, self.instruction_set = shape, instruction_set
        self.past_frames = shape.past_frames
        self.lstm = nn.LSTM(1, shape.hidden, shape.layers, batch_first=True)
        self.head = nn.Linear(shape.hidden, 1)

    if TYPE_CHECKING:  # a module's call returns Any

        def __call__(self, x: Tensor) -> Tensor: ...  # noqa: D102 - see forward

    def forward(self, x: Tensor) -> Tensor:
        """Return the output, (batch, frames - past_frames), of (batch, frames); raises `ConfigError`."""
        _check_input(x, self.head.weight, past_frames=self.past_frames)
        x = x[..., None]  # (batch, frames, 1)
        with torch.no_grad():
            _, state = self.lstm(x[:, : self.past_frames])
        pieces = []
        for piece in torch.split(x[:, self.past_frames :], LSTM_TRUNCATION_FRAMES, dim=1):
            hidden, state = self.lstm(piece, state)
            state = (state[0].detach(), state[1].detach())
            pieces.append(hidden)
        out: Tensor = self.head(torch.cat(pieces, dim=1))[..., 0]
        return out

    def play(self, x: Tensor) -> Tensor:
        """Return the output for signals that follow silence, (batch, frames) both; without gradients."""
        with torch.no_grad():
            state = self._settled_state(len(_checked(x, self.head.weight)))
            out: Tensor = self.head(self.lstm(x[..., None], state)[0])[..., 0]
            return out

    def nam_parts(self, output_scale: float = 1.0) -> NamParts:
        """Return what goes into a file whose output is `output_scale` times the network's."""
        return _parts_of(self, output_scale)

    def nam_config(self, output_scale: float) -> dict[str, object]:
        """Return the `config` of the file; the output scale is in the weights of the head."""
        return {"input_size": 1, "hidden_size": self.shape.hidden, "num_layers": self.shape.layers}

    def nam_weights(self, output_scale: float) -> list[float]:
        """Return the flat weights of the file; its initial state is that after a second of silence."""
        with torch.no_grad():
            hidden, cell = self._settled_state(1)
            flat: list[Tensor] = []
            for index in range(self.shape.layers):
                both, bias = self._gates(index)
                flat += [torch.cat(both, dim=1), bias[0] + bias[1], hidden[index], cell[index]]
            flat += [output_scale * self.head.weight, output_scale * self.head.bias]
            return torch.cat([each.flatten() for each in flat]).tolist()

    def load_nam_weights(self, weights: Sequence[float]) -> None:
        """Load the flat weights of a file of the same shape, except its initial state."""
        hidden, tensors = self.shape.hidden, []
        for index in range(self.shape.layers):
            inputs = 1 if index == 0 else hidden
            tensors += [torch.empty(4 * hidden, inputs + hidden), torch.empty(4 * hidden)]
            tensors += [torch.empty(2, hidden)]  # the initial state, which is not used
        tensors += [self.head.weight, self.head.bias]
        _fill(tensors, weights)
        with torch.no_grad():
            for index in range(self.shape.layers):
                (from_input, from_hidden), (bias, second_bias) = self._gates(index)
                both = tensors[3 * index]
                from_input.copy_(both[:, : from_input.shape[1]])
                from_hidden.copy_(both[:, from_input.shape[1] :])
                bias.copy_(tensors[3 * index + 1])
                second_bias.zero_()

    def scale_output(self, gain: float) -> None:
        """Multiply the output by a gain."""
        with torch.no_grad():
            for parameter in self.head.parameters():
                parameter.mul_(gain)

    def _settled_state(self, batch: int) -> tuple[Tensor, Tensor]:
        """Return hidden and cell state after a second of silence, each (layers, batch, hidden)."""
        silence = torch.zeros(1, _SETTLE_FRAMES, 1).to(self.head.weight)
        hidden = cell = torch.zeros(self.shape.layers, 1, self.shape.hidden).to(silence)
        for piece in torch.split(silence, _SETTLE_PIECE_FRAMES, dim=1):
            before = hidden, cell
            _, (hidden, cell) = self.lstm(piece, before)
            if torch.equal(hidden, before[0]) and torch.equal(cell, before[1]):
                break  # settled, as most networks after a tenth of the second
        return hidden.repeat(1, batch, 1), cell.repeat(1, batch, 1)

    def _gates(self, index: int) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
        """Return a layer's weights for input and hidden state, and its two biases; gates i, f, g, o."""

        def of(name: str) -> Tensor:
            tensor: Tensor = getattr(self.lstm, f"{name}_l{index}")
            return tensor

        return (of("weight_ih"), of("weight_hh")), (of("bias_ih"), of("bias_hh"))


Network = WaveNet | Lstm | OwnNetwork


def _parts_of(network: WaveNet | Lstm, output_scale: float) -> NamParts:
    return NamParts(
        architecture=network.nam_architecture,
        config=network.nam_config(output_scale),
        weights=network.nam_weights(output_scale),
        version=network.nam_version,
    )


def build_network(shape: NetworkShape, *, instruction_set: str | None = None) -> Network:
    """Return a network with random weights, as PyTorch initialises its layers; seed PyTorch before.

    instruction_set: that of the core's kernels for training and validation on the CPU; None takes the fastest
    that this machine supports.
    """
    if isinstance(shape, WaveNetShape):
        return WaveNet(shape, instruction_set=instruction_set)
    if isinstance(shape, LstmShape):
        return Lstm(shape, instruction_set=instruction_set)
    return OwnNetwork(shape)


def _fill(tensors: Sequence[Tensor], weights: Sequence[float]) -> None:
    """Copy flat weights into tensors, one after the other; raises `ConfigError` when the count differs."""
    expected = sum(tensor.numel() for tensor in tensors)
    if len(weights) != expected:
        raise ConfigError(f"the model to start from has {len(weights)} weights, this shape {expected}")
    flat = torch.tensor(weights, dtype=torch.float32)
    with torch.no_grad():
        for tensor, values in zip(tensors, torch.split(flat, [t.numel() for t in tensors]), strict=True):
            tensor.copy_(values.view_as(tensor))
