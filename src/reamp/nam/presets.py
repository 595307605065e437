"""What players call a model: the preset recognised by the shape of its network."""

from collections.abc import Mapping

import msgspec

__all__ = ["describe"]

_A1_LONG = tuple(2**n for n in range(10))
_A1_SHORT = (tuple(2**n for n in range(7)), (128, 256, 512, *_A1_LONG))
# Channels of the two arrays, and their dilations.
_A1_PRESETS: dict[tuple[tuple[int, ...], tuple[tuple[int, ...], ...]], str] = {
    ((16, 8), (_A1_LONG, _A1_LONG)): "A1 standard",
    ((12, 6), _A1_SHORT): "A1 lite",
    ((8, 4), _A1_SHORT): "A1 feather",
    ((4, 2), _A1_SHORT): "A1 nano",
}
_A1_DILATIONS = {dilations for _, dilations in _A1_PRESETS}

_A2_PERIOD = (1, 3, 7, 17, 41, 101, 239)
_A2_DILATIONS = (*_A2_PERIOD, *_A2_PERIOD, 1, 13, *_A2_PERIOD)
_A2_KERNEL_SIZES = (6,) * 14 + (15, 15) + (6,) * 7
_A2_PRESETS = {8: "A2 full", 3: "A2 lite"}


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


class _WaveNet(msgspec.Struct):
    layers: tuple[_Array, ...]
    head: object = None
    condition_dsp: object = None


class _Submodel(msgspec.Struct):
    model: dict[str, object]


class _Container(msgspec.Struct):
    submodels: tuple[_Submodel, ...]


def describe(content: Mapping[str, object]) -> str:
    """Return the architecture in people's words; `content` is a whole decoded file (`NamDocument.content`).

    A network of no known preset is told by its sizes; of a config that cannot be understood only the
    architecture's name is left, as whether it plays is the engine's to say.

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
    except msgspec.ValidationError:
        pass
    return str(architecture)


def _container(container: _Container) -> str:
    sizes = [describe(submodel.model) for submodel in container.submodels]
    if sizes == ["WaveNet A2 lite (3 channels)", "WaveNet A2 full (8 channels)"]:
        return "WaveNet A2, lite and full (3 and 8 channels)"
    return f"Slimmable, {len(sizes)} sizes: {'; '.join(sizes)}"


def _wavenet(net: _WaveNet) -> str:
    arrays = net.layers
    plain = net.head is None and net.condition_dsp is None and not any(map(_is_gated, arrays))
    channels = tuple(array.channels for array in arrays)
    widths = "/".join(map(str, channels))
    if plain and len(arrays) == 1 and _is_a2(arrays[0]):
        return f"WaveNet {_A2_PRESETS[arrays[0].channels]} ({widths} channels)"
    dilations = tuple(array.dilations for array in arrays)
    if plain and dilations in _A1_DILATIONS and all(map(_is_a1_layer, arrays)):
        preset = _A1_PRESETS.get((channels, dilations), "A1 custom")
        return f"WaveNet {preset} ({widths} channels)"
    layers = sum(map(len, dilations))
    parts = [f"WaveNet custom ({widths} channels, {layers} layers)"]
    parts += ["gated"] if any(map(_is_gated, arrays)) else []
    parts += ["with a conditioning network"] if net.condition_dsp is not None else []
    parts += ["slimmable"] if any(array.slimmable and array.slimmable.method for array in arrays) else []
    return ", ".join(parts)


def _is_a1_layer(array: _Array) -> bool:
    return (
        array.kernel_size == 3
        and array.activation == "Tanh"
        and array.bottleneck in (None, array.channels)
        and array.slimmable is None
    )


def _is_a2(array: _Array) -> bool:
    kinds = array.activation if isinstance(array.activation, list) else [array.activation]
    return (
        array.channels in _A2_PRESETS
        and array.bottleneck == array.channels
        and array.dilations == _A2_DILATIONS
        and array.kernel_sizes == _A2_KERNEL_SIZES
        and all(isinstance(kind, dict) and kind.get("type") == "LeakyReLU" for kind in kinds)
        and array.slimmable is None
    )


def _is_gated(array: _Array) -> bool:
    modes = array.gating_mode if isinstance(array.gating_mode, list) else [array.gating_mode]
    return array.gated or any(mode not in (None, "none") for mode in modes)
