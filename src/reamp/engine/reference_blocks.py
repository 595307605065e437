"""The building blocks of the reference models: reading config and weights, convolution, FiLM, activations.

Signals are float64 arrays of shape (channels, frames), and zero before the first frame.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from reamp.errors import ModelFileError, StrPath

__all__ = ["Activation", "Array", "Conv", "Film", "Network", "Node", "Weights", "activation_from", "sigmoid"]

Array = NDArray[np.float64]
Activation = Callable[[Array], Array]


class Network(Protocol):
    """A loaded model without state: it is given the whole signal, so it need not remember the past."""

    @property
    def in_channels(self) -> int:
        """The rows of the input."""

    @property
    def out_channels(self) -> int:
        """The rows of the output."""

    @property
    def prewarm_frames(self) -> int:
        """The frames of silence after which the network is settled."""

    def run(self, x: Array) -> Array:
        """Return the output for a whole signal from a state of zeros."""


@dataclass(frozen=True)
class Node:
    """A value in the JSON of a `.nam` file, with its path in the file for errors.

    Where there is a default, a null member counts as absent.
    """

    path: StrPath
    field: str
    value: object

    def error(self, problem: str) -> ModelFileError:
        """Return the error that says what is wrong with this value."""
        return ModelFileError(self.path, self.field, problem)

    def get(self, key: str) -> Self | None:
        """Return a member of an object, None when it is absent or null."""
        if not isinstance(self.value, dict):
            raise self.error("expected an object")
        value = self.value.get(key)
        return None if value is None else type(self)(self.path, self._inner(key), value)

    def __getitem__(self, key: str) -> Self:
        found = self.get(key)
        if found is None:
            raise ModelFileError(self.path, self._inner(key), "is missing")
        return found

    def items(self) -> list[Self]:
        """Return the elements of a list."""
        if not isinstance(self.value, list):
            raise self.error("expected a list")
        return [type(self)(self.path, f"{self.field}[{i}]", value) for i, value in enumerate(self.value)]

    def text(self) -> str:
        """Return the value, which must be a string."""
        if not isinstance(self.value, str):
            raise self.error(f"expected a text, got {self.value!r:.40}")
        return self.value

    def number(self, key: str, default: float | None = None) -> float:
        """Return a member that is a number; None as the default means that it is required."""
        node = self[key] if default is None else self.get(key)
        return node._as_number() if node else float(default or 0.0)

    def numbers(self, key: str) -> list[float]:
        """Return a member that is a list of numbers."""
        return [item._as_number() for item in self[key].items()]

    def integer(self, key: str, default: int | None = None) -> int:
        """Return a member that is a whole number from 1; None as the default means that it is required."""
        node = self[key] if default is None else self.get(key)
        return node._as_integer() if node else int(default or 0)

    def integers(self, key: str) -> list[int]:
        """Return a member that is a list of whole numbers from 1."""
        return [item._as_integer() for item in self[key].items()]

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return a member that is true or false; None as the default means that it is required."""
        node = self[key] if default is None else self.get(key)
        if node is None:
            return bool(default)
        if not isinstance(node.value, bool):
            raise node.error(f"expected true or false, got {node.value!r:.40}")
        return node.value

    def _as_number(self) -> float:
        value = self.value
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf:
            return float(value)
        raise self.error(f"expected a number, got {value!r:.40}")

    def _as_integer(self) -> int:
        number = self._as_number()
        if number < 1 or number != int(number):
            raise self.error(f"expected a whole number from 1, got {number:g}")
        return int(number)

    def _inner(self, key: str) -> str:
        return f"{self.field}.{key}".strip(".")


class Weights:
    """The flat list of weights, from which each block takes its own in turn."""

    def __init__(self, node: Node) -> None:
        self._node = node
        try:
            numbers = np.asarray(node.value)
        except ValueError:
            raise node.error("expected a flat list of numbers") from None
        if numbers.ndim != 1 or numbers.dtype.kind not in "bif":
            raise node.error("expected a flat list of numbers")
        # Every player rounds the weights of a file to float32.
        with np.errstate(over="ignore"):
            self._numbers = numbers.astype(np.float32).astype(np.float64)
        if not np.isfinite(self._numbers).all():
            raise node.error("holds a number too large for float32")
        self._taken = 0

    def take(self, *shape: int) -> Array:
        """Return the next weights as an array, the last axis running fastest."""
        start = self._taken
        self._taken += math.prod(shape)
        if self._taken > len(self._numbers):
            raise self._node.error(f"expected at least {self._taken} numbers, got {len(self._numbers)}")
        return self._numbers[start : self._taken].reshape(shape)

    def finish(self) -> None:
        """Check that all weights were taken."""
        if self._taken != len(self._numbers):
            raise self._node.error(f"expected {self._taken} numbers, got {len(self._numbers)}")


@dataclass(frozen=True)
class Conv:
    """A causal convolution; a 1x1 convolution is the case of one tap.

    `weight` is (out, in, taps), its last tap meets the current frame; `bias` is (out,).
    """

    weight: Array
    bias: Array
    dilation: int = 1

    @classmethod
    def read(
        cls,
        weights: Weights,
        *,
        inputs: int,
        outputs: int,
        taps: int = 1,
        dilation: int = 1,
        groups: int = 1,
        bias: bool = True,
        node: Node,
    ) -> Self:
        """Take a convolution from the weights; in groups, the blocks off the diagonal become zero.

        `node` is the part of the config to name when the groups do not divide the channels.
        """
        if inputs % groups or outputs % groups:
            raise node.error(f"{groups} groups do not divide {inputs} inputs and {outputs} outputs")
        rows, columns = outputs // groups, inputs // groups
        blocks = weights.take(groups, rows, columns, taps)
        weight = np.zeros((outputs, inputs, taps))
        for group, block in enumerate(blocks):
            weight[group * rows : (group + 1) * rows, group * columns : (group + 1) * columns] = block
        return cls(weight, weights.take(outputs) if bias else np.zeros(outputs), dilation)

    @property
    def outputs(self) -> int:
        """The rows of the output."""
        return int(self.weight.shape[0])

    @property
    def inputs(self) -> int:
        """The rows of the input."""
        return int(self.weight.shape[1])

    @property
    def reach_frames(self) -> int:
        """How far the oldest tap lies in the past."""
        return self.dilation * (int(self.weight.shape[2]) - 1)

    def __call__(self, x: Array) -> Array:
        """Return y[o, t] = bias[o] + sum over i, j of weight[o, i, j] x[i, t - dilation (taps - 1 - j)]."""
        taps = self.weight.shape[2]
        y = np.repeat(self.bias[:, None], x.shape[1], axis=1)  # (out, frames)
        for j in range(taps):
            past = _delayed(x, self.dilation * (taps - 1 - j))
            # As fast as a BLAS for so few channels, and without its threads.
            y += np.einsum("oi,it->ot", self.weight[:, :, j], past)
        return y

    def sliced(self, outputs: int, inputs: int) -> Self:
        """Return the convolution of the leading channels."""
        return type(self)(self.weight[:outputs, :inputs], self.bias[:outputs], self.dilation)


def _delayed(x: Array, frames: int) -> Array:
    if frames == 0:
        return x
    y = np.zeros_like(x)
    y[:, frames:] = x[:, :-frames]
    return y


@dataclass(frozen=True)
class Film:
    """Feature-wise linear modulation: the condition sets the gain, and maybe the offset, of every channel.

    https://arxiv.org/abs/1709.07871
    """

    conv: Conv
    has_shift: bool

    @classmethod
    def read(cls, weights: Weights, *, condition: int, channels: int, node: Node) -> Self:
        """Take the modulation from the weights: one 1x1 convolution, scale rows first, then shift rows."""
        has_shift = node.flag("shift", default=True)
        conv = Conv.read(
            weights,
            inputs=condition,
            outputs=channels * (2 if has_shift else 1),
            groups=node.integer("groups", default=1),
            node=node,
        )
        return cls(conv, has_shift)

    def __call__(self, x: Array, condition: Array) -> Array:
        """Return the modulated `x`."""
        rows, channels = self.conv(condition), x.shape[0]
        y = x * rows[:channels]
        return y + rows[channels:] if self.has_shift else y

    def sliced(self, channels: int) -> Self:
        """Return the leading rows of the whole list, as players do: scale rows may become shift rows."""
        rows = channels * (2 if self.has_shift else 1)
        return type(self)(self.conv.sliced(rows, self.conv.inputs), self.has_shift)


def activation_from(node: Node) -> Activation:
    """Return the activation that a config names, by a string or by an object with parameters."""
    options = Node(node.path, node.field, {"type": node.value}) if isinstance(node.value, str) else node
    name = options["type"].text()
    if name in _PLAIN:
        return _PLAIN[name]
    if name in _WITH_OPTIONS:
        return _WITH_OPTIONS[name](options)
    raise node.error(f"the activation {name!r} is unknown")


def sigmoid(x: Array) -> Array:
    """Return 1 / (1 + exp(-x)), written so that nothing overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def _fast_tanh(x: Array) -> Array:
    a = np.abs(x)
    above = x * (
        2.45550750702956 + 2.45550750702956 * a + (0.893229853513558 + 0.821226666969744 * a) * x * x
    )
    below = 2.44506634652299 + (2.44506634652299 + x * x) * np.abs(x + 0.814642734961073 * x * a)
    return above / below


def _leaky_relu(options: Node) -> Activation:
    slope = options.number("negative_slope", default=0.01)
    return lambda x: np.where(x > 0.0, x, slope * x)


def _prelu(options: Node) -> Activation:
    if options.get("negative_slope") is not None or options.get("negative_slopes") is None:
        return _leaky_relu(options)
    slopes = options.numbers("negative_slopes")
    if not slopes:
        raise options["negative_slopes"].error("is empty; expected a slope for each channel")
    # A list shorter than the channels repeats.
    return lambda x: np.where(x > 0.0, x, np.resize(slopes, x.shape[0])[:, None] * x)


def _leaky_hardtanh(options: Node) -> Activation:
    low = options.number("min_val", default=-1.0)
    high = options.number("max_val", default=1.0)
    below = options.number("min_slope", default=0.01)
    above = options.number("max_slope", default=0.01)
    return lambda x: np.clip(x, low, high) + below * np.minimum(x - low, 0) + above * np.maximum(x - high, 0)


_PLAIN: Mapping[str, Activation] = {
    "Tanh": np.tanh,
    "Fasttanh": _fast_tanh,
    "Hardtanh": lambda x: np.clip(x, -1.0, 1.0),  # the core ignores min_val and max_val
    "ReLU": lambda x: np.maximum(x, 0.0),
    "Sigmoid": sigmoid,
    "SiLU": lambda x: x * sigmoid(x),
    "Hardswish": lambda x: x * np.clip(x + 3.0, 0.0, 6.0) / 6.0,
    "Softsign": lambda x: x / (1.0 + np.abs(x)),
}
_WITH_OPTIONS: Mapping[str, Callable[[Node], Activation]] = {
    "LeakyReLU": _leaky_relu,
    "PReLU": _prelu,
    "LeakyHardtanh": _leaky_hardtanh,
    "LeakyHardTanh": _leaky_hardtanh,
}
