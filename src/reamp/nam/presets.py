"""Recognise the preset of a model, as players call it, by the shape of its network."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

__all__ = [
    "A1_KERNEL_SIZE",
    "A1_LAYOUTS",
    "A2_CHANNELS",
    "A2_DILATIONS",
    "A2_HEAD_KERNEL_SIZE",
    "A2_KERNEL_SIZES",
    "_LEAKY_RELU_SLOPE",
    "A1Layout",
    "describe",
]


class A1Layout(NamedTuple):
    """The layout of an A1 preset: the channels of the two arrays, and the dilations of their layers."""

    channels: tuple[int, int]
    dilations: tuple[tuple[int, ...], tuple[int, ...]]


_OCTAVES = tuple(2**n for n in range(10))
_TWICE = (_OCTAVES, _OCTAVES)
_INTERLEAVED = (_OCTAVES[:7], (*_OCTAVES[7:], *_OCTAVES))
A1_LAYOUTS: Mapping[str, A1Layout] = {
    "standard": A1Layout((16, 8), _TWICE),
    "lite": A1Layout((12, 6), _INTERLEAVED),
    "feather": A1Layout((8, 4), _INTERLEAVED),
    "nano": A1Layout((4, 2), _INTERLEAVED),
}
A1_KERNEL_SIZE = 3

_PERIOD = (1, 3, 7, 17, 41, 101, 239)
A2_CHANNELS: Mapping[str, int] = {"lite": 3, "full": 8}
A2_DILATIONS = (*_PERIOD, *_PERIOD, 1, 13, *_PERIOD)
A2_KERNEL_SIZES = (*(6,) * 14, 15, 15, *(6,) * 7)
A2_HEAD_KERNEL_SIZE = 16
_LEAKY_RELU_SLOPE = 0.01


class _Linear(msgspec.Struct):
    receptive_field: int


class _Lstm(msgspec.Struct):
    num_layers: int
    hidden_size: int


class _ConvNet(msgspec.Struct):
    channels: int
    dilations: tuple[int, ...]


class _Slimming(msgspec.Struct):
    method: str = ""


class _Option(msgspec.Struct):
    active: bool = True
    groups: int = 1


_Film = _Option | bool | None


class _Head(msgspec.Struct):
    kernel_size: int
    head_dilation: int = 1


class _Array(msgspec.Struct):
    channels: int
    dilations: tuple[int, ...]
    activation: object
    bottleneck: int | None = None
    kernel_size: int | None = None
    kernel_sizes: tuple[int, ...] | None = None
    gated: bool = False
    gating_mode: object = None
    slimmable: _Slimming | None = None
    head: _Head | None = None
    groups_input: int = 1
    groups_input_mixin: int = 1
    layer1x1: _Option | None = None
    head1x1: _Option | None = None
    conv_pre_film: _Film = None
    conv_post_film: _Film = None
    input_mixin_pre_film: _Film = None
    input_mixin_post_film: _Film = None
    activation_pre_film: _Film = None
    activation_post_film: _Film = None
    layer1x1_post_film: _Film = None
    head1x1_post_film: _Film = None


class _WaveNet(msgspec.Struct):
    layers: tuple[_Array, ...]
    in_channels: int = 1
    head: object = None
    condition_dsp: object = None


class _Submodel(msgspec.Struct):
    model: dict[str, object]


class _Container(msgspec.Struct):
    submodels: tuple[_Submodel, ...]


class _Param(msgspec.Struct):
    name: str


class _WithKnobs(msgspec.Struct):
    model: dict[str, object]
    params: tuple[_Param, ...]


def describe(content: Mapping[str, object]) -> str:  # noqa: PLR0911 - one for each architecture
    """Return a description of the architecture; `content` is a whole decoded file (`NamDocument.content`).

    A network of no known preset is described by its sizes, one whose config is invalid by its architecture's
    name alone; the engine decides whether it plays.

    >>> describe({"architecture": "LSTM", "config": {"num_layers": 2, "hidden_size": 16}})
    'LSTM 2x16'
    """
    architecture, config = content.get("architecture"), content.get("config")
    try:
        match architecture:
            case "WaveNet":
                return _wavenet(msgspec.convert(config, _WaveNet))
            case "LSTM":
                lstm = msgspec.convert(config, _Lstm)
                return f"LSTM {lstm.num_layers}x{lstm.hidden_size}"
            case "ConvNet":
                convnet = msgspec.convert(config, _ConvNet)
                return f"ConvNet, {len(convnet.dilations)} layers of {convnet.channels} channels"
            case "Linear":
                return f"Linear, {msgspec.convert(config, _Linear).receptive_field} taps"
            case "SlimmableContainer":
                return _container(msgspec.convert(config, _Container))
            case "KnobWaveNet":
                return _with_knobs(msgspec.convert(config, _WithKnobs))
    except msgspec.ValidationError:
        pass
    return str(architecture)


def _with_knobs(knobs: _WithKnobs) -> str:
    names = [each.name for each in knobs.params]
    return f"{describe(knobs.model)} with the knob{'s' * (len(names) != 1)} {', '.join(names)}"


def _container(container: _Container) -> str:
    sizes = [describe(submodel.model) for submodel in container.submodels]
    if sizes == ["WaveNet A2 lite (3 channels)", "WaveNet A2 full (8 channels)"]:
        return "WaveNet A2, lite and full (3 and 8 channels)"
    return f"Slimmable, {len(sizes)} sizes: {'; '.join(sizes)}"


def _wavenet(net: _WaveNet) -> str:
    arrays = net.layers
    widths = "/".join(str(array.channels) for array in arrays)
    preset = _preset(net)
    if preset is not None:
        return f"WaveNet {preset} ({widths} channels)"
    parts = [f"WaveNet custom ({widths} channels, {sum(len(array.dilations) for array in arrays)} layers)"]
    parts += ["gated"] if any(map(_is_gated, arrays)) else []
    parts += ["with a conditioning network"] if net.condition_dsp is not None else []
    parts += ["slimmable"] if any(map(_is_slimmable, arrays)) else []
    return ", ".join(parts)


def _preset(net: _WaveNet) -> str | None:
    """Return the name of the preset that has exactly the shape of this network."""
    arrays = net.layers
    if net.in_channels != 1 or net.head is not None or net.condition_dsp is not None:
        return None
    if not all(map(_is_plain, arrays)):
        return None
    if len(arrays) == 1:
        names = (f"A2 {name}" for name, channels in A2_CHANNELS.items() if arrays[0].channels == channels)
        return next(names, None) if _is_a2(arrays[0]) else None
    channels = tuple(array.channels for array in arrays)
    dilations = tuple(array.dilations for array in arrays)
    if not all(map(_is_a1, arrays)) or dilations not in {layout.dilations for layout in A1_LAYOUTS.values()}:
        return None
    found = (name for name, layout in A1_LAYOUTS.items() if layout == (channels, dilations))
    return f"A1 {next(found, 'custom')}"


def _is_plain(array: _Array) -> bool:
    """Return whether an array uses none of the options that the presets leave out."""
    films = (getattr(array, name) for name in array.__struct_fields__ if name.endswith("_film"))
    return (
        array.bottleneck in (None, array.channels)
        and not _is_gated(array)
        and not _is_slimmable(array)
        and array.groups_input == array.groups_input_mixin == 1
        and array.layer1x1 in (None, _Option())
        and not _is_active(array.head1x1)
        and not any(map(_is_active, films))
        and (array.head is None or array.head.head_dilation == 1)
    )


def _is_a1(array: _Array) -> bool:
    return (
        set(_kernel_sizes(array)) == {A1_KERNEL_SIZE}
        and _is_activation(array.activation, "Tanh")
        and (array.head is None or array.head.kernel_size == 1)
    )


def _is_a2(array: _Array) -> bool:
    return (
        array.dilations == A2_DILATIONS
        and _kernel_sizes(array) == A2_KERNEL_SIZES
        and _is_activation(array.activation, "LeakyReLU")
        and array.head is not None
        and array.head.kernel_size == A2_HEAD_KERNEL_SIZE
    )


def _kernel_sizes(array: _Array) -> tuple[int | None, ...]:
    return (array.kernel_size,) * len(array.dilations) if array.kernel_sizes is None else array.kernel_sizes


def _is_activation(value: object, name: str) -> bool:
    """Return whether all layers have this activation, as a string or as an object, with the usual slope."""
    kinds = value if isinstance(value, list) else [value]
    options = [kind if isinstance(kind, dict) else {"type": kind} for kind in kinds]
    return all(
        each.get("type") == name and each.get("negative_slope", _LEAKY_RELU_SLOPE) == _LEAKY_RELU_SLOPE
        for each in options
    )


def _is_active(option: _Film) -> bool:
    return option.active if isinstance(option, _Option) else bool(option)


def _is_gated(array: _Array) -> bool:
    modes = array.gating_mode if isinstance(array.gating_mode, list) else [array.gating_mode]
    return array.gated or any(mode not in (None, "none") for mode in modes)


def _is_slimmable(array: _Array) -> bool:
    return array.slimmable is not None and array.slimmable.method != ""
