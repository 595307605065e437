"""The architectures that can be trained, as values: A1 in four sizes, the A2 pair, LSTMs."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reamp.arguments import is_whole
from reamp.errors import ConfigError
from reamp.nam.presets import (
    A1_KERNEL_SIZE,
    A1_LAYOUTS,
    A2_CHANNELS,
    A2_DILATIONS,
    A2_HEAD_KERNEL_SIZE,
    A2_KERNEL_SIZES,
)
from reamp.train.checks import as_choice, check_number, check_whole
from reamp.train.recipes import A1_RECIPE, A2_RECIPE, LSTM_RECIPE, Recipe, function_name

if TYPE_CHECKING:
    from torch import nn

__all__ = [
    "A1_FEATHER",
    "A1_LITE",
    "A1_NANO",
    "A1_STANDARD",
    "A2",
    "ARCHITECTURES",
    "LSTM_1X12",
    "LSTM_1X16",
    "LSTM_1X24",
    "LSTM_2X8",
    "Activation",
    "Architecture",
    "ArrayShape",
    "LstmShape",
    "ModuleShape",
    "NetworkShape",
    "Submodel",
    "WaveNetShape",
    "architecture_by_name",
]


class Activation(StrEnum):
    """The activations that can be trained, by their names in the file."""

    TANH = "Tanh"
    LEAKY_RELU = "LeakyReLU"  # with a slope of 0.01


@dataclass(frozen=True, kw_only=True)
class ArrayShape:
    """One layer array of a WaveNet: a dilated convolution per layer, and the head convolution on their sum.

    `kernel_sizes` and `dilations` have one entry per layer. Raises `ConfigError`.
    """

    channels: int
    kernel_sizes: tuple[int, ...]
    dilations: tuple[int, ...]
    head_kernel: int = 1
    head_bias: bool = False

    def __post_init__(self) -> None:
        for name in ("kernel_sizes", "dilations"):
            object.__setattr__(self, name, _whole_numbers(name, getattr(self, name)))
        check_whole("channels", self.channels, least=1)
        check_whole("head_kernel", self.head_kernel, least=1)
        if not isinstance(self.head_bias, bool):
            raise ConfigError(f"head_bias must be True or False, got {self.head_bias!r}")
        if not self.dilations or len(self.kernel_sizes) != len(self.dilations):
            counts = f"{len(self.kernel_sizes)} kernel sizes and {len(self.dilations)} dilations"
            raise ConfigError(f"a layer array needs as many kernel sizes as dilations, got {counts}")
        if min(*self.kernel_sizes, *self.dilations) < 1:
            raise ConfigError(f"channels, kernel sizes and dilations must be at least 1: {self}")

    @property
    def past_frames(self) -> int:
        """The past frames that the layers depend on, without the head."""
        return sum((k - 1) * d for k, d in zip(self.kernel_sizes, self.dilations, strict=True))


def _whole_numbers(name: str, values: object) -> tuple[int, ...]:
    if not isinstance(values, Sequence) or not all(is_whole(value) for value in values):
        raise ConfigError(f"{name} must be whole numbers, one for each layer, got {values!r}")
    return tuple(values)


@dataclass(frozen=True, kw_only=True)
class WaveNetShape:
    """A WaveNet without gating, conditioned on its input; each array's head feeds the next one's.

    `head_scale` multiplies the output during training; the one in the file also undoes the scaling of the
    target. `activation` may be given as text. Raises `ConfigError`.
    """

    arrays: tuple[ArrayShape, ...]
    activation: Activation
    head_scale: float

    def __post_init__(self) -> None:
        arrays = tuple(self.arrays) if isinstance(self.arrays, Sequence) else ()
        if not arrays or not all(isinstance(array, ArrayShape) for array in arrays):
            raise ConfigError(f"arrays must be one or more of ArrayShape, got {self.arrays!r}")
        object.__setattr__(self, "arrays", arrays)
        object.__setattr__(self, "activation", as_choice("activation", self.activation, Activation))
        check_number(
            "head_scale", self.head_scale, "finite and not 0", lambda s: math.isfinite(s) and s != 0.0
        )

    @property
    def past_frames(self) -> int:
        """The past frames that an output frame depends on: the receptive field minus one."""
        return sum(array.past_frames + array.head_kernel - 1 for array in self.arrays)


@dataclass(frozen=True, kw_only=True)
class LstmShape:
    """LSTM layers of the same width and a linear head.

    An LSTM has unlimited memory: `past_frames` is how long it runs before its output counts. Raises
    `ConfigError`.
    """

    layers: int
    hidden: int
    past_frames: int = 4096

    def __post_init__(self) -> None:
        for name in ("layers", "hidden", "past_frames"):
            check_whole(name, getattr(self, name), least=1)


@dataclass(frozen=True, kw_only=True, repr=False)
class ModuleShape:
    """A user's own PyTorch module, which `build` creates with random weights after PyTorch was seeded.

    It maps (batch, frames) to (batch, frames - past_frames), see `own_network`. Raises `ConfigError`.
    """

    build: "Callable[[], nn.Module]"
    past_frames: int

    def __post_init__(self) -> None:
        if not callable(self.build):
            raise ConfigError(f"build must be a function that returns a torch.nn.Module, got {self.build!r}")
        check_whole("past_frames", self.past_frames, least=0)

    def __repr__(self) -> str:
        return f"ModuleShape(build={function_name(self.build)}, past_frames={self.past_frames})"


NetworkShape = WaveNetShape | LstmShape | ModuleShape


@dataclass(frozen=True, kw_only=True)
class Submodel:
    """One network of an architecture; players with a size control use it for sizes below `max_value`."""

    name: str
    max_value: float
    shape: NetworkShape

    def __post_init__(self) -> None:
        if not isinstance(self.shape, NetworkShape):
            raise ConfigError(f"shape must be a WaveNetShape, LstmShape or ModuleShape, got {self.shape!r}")
        check_number("max_value", self.max_value, "above 0, at most 1", lambda most: 0.0 < most <= 1.0)


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """One network, or several that train on the same audio and become one file, the largest last.

    `recipe` applies unless a `TrainConfig` has another.
    """

    name: str
    submodels: tuple[Submodel, ...]
    recipe: Recipe

    def __post_init__(self) -> None:
        if not isinstance(self.recipe, Recipe):
            raise ConfigError(f"{self.name}: recipe must be a Recipe, got {self.recipe!r}")
        submodels = tuple(self.submodels) if isinstance(self.submodels, Sequence) else ()
        if not submodels or not all(isinstance(submodel, Submodel) for submodel in submodels):
            raise ConfigError(
                f"{self.name}: submodels must be one or more of Submodel, got {self.submodels!r}"
            )
        object.__setattr__(self, "submodels", submodels)
        limits = [submodel.max_value for submodel in self.submodels]
        if limits != sorted(set(limits)) or limits[-1] != 1.0:
            raise ConfigError(f"{self.name}: the max_value of the submodels must ascend to 1, got {limits}")

    @property
    def past_frames(self) -> int:
        """The largest `past_frames` of its networks."""
        return max(submodel.shape.past_frames for submodel in self.submodels)


def _a1(preset: str) -> Architecture:
    name, layout = f"a1-{preset}", A1_LAYOUTS[preset]
    arrays = tuple(
        ArrayShape(
            channels=channels, kernel_sizes=(A1_KERNEL_SIZE,) * len(each), dilations=each, head_bias=last
        )
        for channels, each, last in zip(*layout, (False, True), strict=True)
    )
    shape = WaveNetShape(arrays=arrays, activation=Activation.TANH, head_scale=0.02)
    return Architecture(
        name=name, submodels=(Submodel(name=name, max_value=1.0, shape=shape),), recipe=A1_RECIPE
    )


A1_STANDARD, A1_LITE, A1_FEATHER, A1_NANO = map(_a1, ("standard", "lite", "feather", "nano"))


def _a2_shape(channels: int) -> WaveNetShape:
    array = ArrayShape(
        channels=channels,
        kernel_sizes=A2_KERNEL_SIZES,
        dilations=A2_DILATIONS,
        head_kernel=A2_HEAD_KERNEL_SIZE,
        head_bias=True,
    )
    return WaveNetShape(arrays=(array,), activation=Activation.LEAKY_RELU, head_scale=0.01)


A2 = Architecture(
    name="a2",
    submodels=(
        Submodel(name="lite", max_value=0.5, shape=_a2_shape(A2_CHANNELS["lite"])),
        Submodel(name="full", max_value=1.0, shape=_a2_shape(A2_CHANNELS["full"])),
    ),
    recipe=A2_RECIPE,
)


def _lstm(layers: int, hidden: int) -> Architecture:
    name = f"lstm-{layers}x{hidden}"
    shape = LstmShape(layers=layers, hidden=hidden)
    return Architecture(
        name=name, submodels=(Submodel(name=name, max_value=1.0, shape=shape),), recipe=LSTM_RECIPE
    )


LSTM_1X12, LSTM_1X16, LSTM_1X24, LSTM_2X8 = _lstm(1, 12), _lstm(1, 16), _lstm(1, 24), _lstm(2, 8)

ARCHITECTURES: Mapping[str, Architecture] = {
    each.name: each
    for each in (A2, A1_STANDARD, A1_LITE, A1_FEATHER, A1_NANO, LSTM_1X24, LSTM_2X8, LSTM_1X16, LSTM_1X12)
}
"""All presets by their names on the command line; the first is the default."""


def architecture_by_name(name: str) -> Architecture:
    """Return a preset; raises `ConfigError` with the known names.

    >>> architecture_by_name("a2").past_frames + 1
    6347
    """
    if name not in ARCHITECTURES:
        raise ConfigError(f"there is no architecture {name!r}; there are {', '.join(ARCHITECTURES)}")
    return ARCHITECTURES[name]
