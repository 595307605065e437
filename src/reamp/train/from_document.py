"""Load a `.nam` as a network that can be trained: its shape and its weights, at its output level."""

from collections.abc import Mapping
from typing import Any

from reamp.engine import load_document
from reamp.errors import ConfigError, ModelFileError, StrPath
from reamp.nam import NamDocument
from reamp.train.architectures import Activation, ArrayShape, LstmShape, NetworkShape, WaveNetShape
from reamp.train.networks import Lstm, WaveNet, build_network
from reamp.train.own_network import OwnNetwork

__all__ = ["models_of", "network_of", "shape_of"]

_SLOPE = 0.01
_FILMS = (
    *("conv_pre_film", "conv_post_film", "input_mixin_pre_film", "input_mixin_post_film"),
    *("activation_pre_film", "activation_post_film", "layer1x1_post_film", "head1x1_post_film"),
)


def network_of(document: NamDocument, *, submodel: int = -1) -> WaveNet | Lstm:
    """Return the network of a model as a PyTorch module that plays like the engine and can be trained.

    submodel: which network of a container, by its place in the file; -1 is the largest.

    `forward` supports gradients, see `networks`; `export_network` writes the network back. An LSTM starts
    from its state after silence, not from the state in the file. Raises `ModelFileError` for a model that the
    engine cannot play or that cannot be trained (gating, FiLM, ConvNet, ...).
    """
    if not isinstance(document, NamDocument):
        raise ConfigError(
            f"document must be a NamDocument, got {document!r}; NamDocument.read(path) reads one"
        )
    load_document(document)  # the engine checks the file, so every key below exists
    models = models_of(document)
    if not -len(models) <= submodel < len(models):
        raise ConfigError(f"submodel must be from 0 to {len(models) - 1}, got {submodel}")
    model = models[submodel]
    network = build_network(shape_of(model, path=_path(document)))
    assert not isinstance(network, OwnNetwork), "a file has no module"
    network.load_nam_weights(model["weights"])
    return network


def models_of(document: NamDocument) -> list[dict[str, Any]]:
    """Return the decoded networks of a file; those of a container in its order, the largest last."""
    content: Any = document.content()
    if document.architecture == "SlimmableContainer":
        return [submodel["model"] for submodel in content["config"]["submodels"]]
    return [content]


def shape_of(model: Mapping[str, Any], *, path: StrPath) -> NetworkShape:
    """Return the shape of a decoded, playable model; raises `ModelFileError` if it cannot be trained."""
    config = model["config"]
    try:
        if model["architecture"] == "LSTM":
            return _lstm_shape(config)
        if model["architecture"] == "WaveNet":
            return _wavenet_shape(config, head_scale=float(model["weights"][-1]))
    except _NotTrainableError as error:
        raise ModelFileError(path, f"config.{error.field}", f"{error.problem} cannot be trained") from None
    problem = f"{model['architecture']} cannot be trained; WaveNet and LSTM can"
    raise ModelFileError(path, "architecture", problem)


class _NotTrainableError(Exception):
    def __init__(self, field: str, problem: str) -> None:
        super().__init__(field, problem)
        self.field, self.problem = field, problem


def _path(document: NamDocument) -> StrPath:
    return document.path or "the model"


def _lstm_shape(config: Mapping[str, Any]) -> LstmShape:
    for key in ("input_size", "in_channels", "out_channels"):
        _need(config.get(key, 1) == 1, key, f"{config.get(key)} channels")
    _need(config["num_layers"] >= 1, "num_layers", "an LSTM without layers")
    return LstmShape(layers=int(config["num_layers"]), hidden=int(config["hidden_size"]))


def _wavenet_shape(config: Mapping[str, Any], *, head_scale: float) -> WaveNetShape:
    _need(not config.get("head"), "head", "a head after the layer arrays")
    _need(not config.get("condition_dsp"), "condition_dsp", "a network for the condition")
    _need(config.get("in_channels", 1) == 1, "in_channels", "several inputs")
    _need(head_scale != 0.0, "head_scale", "a silent network")
    arrays, activations = [], set()
    for index, array in enumerate(config["layers"]):
        where = f"layers[{index}]."
        _check_plain(array, where)
        arrays.append(_array_shape(array))
        activations |= {_activation(each, where) for each in _each_layer(array["activation"], array)}
    _need(len(activations) == 1, "layers", "a mix of activations")
    outputs = [_head(array)["out_channels"] for array in config["layers"]]
    wanted = [*(array.channels for array in arrays[1:]), 1]
    _need(outputs == wanted, "layers", f"heads of {outputs} channels instead of {wanted}")
    return WaveNetShape(arrays=tuple(arrays), activation=activations.pop(), head_scale=head_scale)


def _check_plain(array: Mapping[str, Any], where: str) -> None:
    """Raise for options that the networks of `reamp.train` do not support."""
    modes = _each_layer(array.get("gating_mode") or "none", array)
    is_gated = any(mode != "none" for mode in modes) or (
        array.get("gating_mode") is None and bool(array.get("gated"))
    )
    _need(not is_gated, f"{where}gating_mode", "a gated or blended layer")
    bottleneck = array.get("bottleneck", array["channels"])
    _need(bottleneck == array["channels"], f"{where}bottleneck", "a bottleneck")
    for key in ("groups_input", "groups_input_mixin"):
        _need(array.get(key, 1) == 1, f"{where}{key}", "a grouped convolution")
    one = array.get("layer1x1") or {"active": True, "groups": 1}
    _need(bool(one["active"]) and one["groups"] == 1, f"{where}layer1x1", "a layer without a plain 1x1")
    _need(not (array.get("head1x1") or {}).get("active"), f"{where}head1x1", "a 1x1 before the head")
    for key in _FILMS:
        film = array.get(key)
        _need(not film or not film.get("active", True), f"{where}{key}", "FiLM")
    _need(_head(array).get("head_dilation", 1) == 1, f"{where}head", "a dilated head")
    _need(not array.get("slimmable"), f"{where}slimmable", "a network that can be made smaller")


def _array_shape(array: Mapping[str, Any]) -> ArrayShape:
    dilations, head = array["dilations"], _head(array)
    kernel_sizes = array.get("kernel_sizes") or [array["kernel_size"]] * len(dilations)
    return ArrayShape(
        channels=int(array["channels"]),
        kernel_sizes=tuple(int(each) for each in kernel_sizes),
        dilations=tuple(int(each) for each in dilations),
        head_kernel=int(head["kernel_size"]),
        head_bias=bool(head["bias"]),
    )


def _head(array: Mapping[str, Any]) -> Mapping[str, Any]:
    older = {"out_channels": array.get("head_size"), "kernel_size": 1, "bias": array.get("head_bias")}
    return array.get("head") or older


def _activation(value: Any, where: str) -> Activation:
    words: Mapping[str, Any] = {"type": value} if isinstance(value, str) else value
    name = words["type"]
    _need(name in set(Activation), f"{where}activation", str(name))
    slope = words.get("negative_slope", _SLOPE)
    is_right = name != Activation.LEAKY_RELU or abs(slope - _SLOPE) < 1e-7
    _need(is_right, f"{where}activation", f"LeakyReLU with a slope of {slope}")
    return Activation(name)


def _each_layer(value: Any, array: Mapping[str, Any]) -> list[Any]:
    return value if isinstance(value, list) else [value] * len(array["dilations"])


def _need(is_trainable: bool, field: str, problem: str) -> None:
    if not is_trainable:
        raise _NotTrainableError(field, problem)
