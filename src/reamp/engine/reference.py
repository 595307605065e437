"""Every model of the `.nam` format in plain float64 NumPy, as a reference for tests of the native core.

Each layer processes the whole signal at once; only the LSTM goes frame by frame. The signal is preceded by
as much silence as the official core plays into a model before its first use.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from reamp.engine.reference_blocks import (
    Activation,
    Array,
    Conv,
    Network,
    Node,
    Weights,
    activation_from,
    sigmoid,
)
from reamp.engine.reference_wavenet_reader import read_wavenet
from reamp.errors import AudioError, ConfigError, StrPath
from reamp.nam import NamDocument
from reamp.nam.version import parse_version, version_problem

__all__ = ["ReferenceModel", "load_reference"]


@dataclass(frozen=True)
class ReferenceModel:
    """A model that processes one whole signal at a time, always from the same settled state."""

    network: Network
    sample_rate_hz: float | None

    def process(self, x: ArrayLike) -> Array:
        """Return the output, (frames,), for a mono signal, (frames,)."""
        signal = np.asarray(x, dtype=np.float64)
        if signal.ndim != 1:
            raise AudioError(f"a model takes one mono signal, got the shape {signal.shape}")
        if len(signal) == 0:
            return signal
        silence = np.zeros(self.network.prewarm_frames)
        return self.network.run(np.concatenate([silence, signal])[None, :])[0, len(silence) :]


def load_reference(path: StrPath, slim: float | None = None) -> ReferenceModel:
    """Return the model in a file, at a size from 0 to 1 if it has several; None is the largest.

    Raises `ModelFileError` with the field that is wrong. Unlike the core, which decides what is playable,
    this sets no limit to sizes.
    """
    if slim is not None and not 0.0 <= slim <= 1.0:
        raise ConfigError(f"slim must be from 0 to 1, got {slim}")
    document = NamDocument.read(path)
    node = Node(path, "", document.content())
    try:
        network = _read_model(node, slim)
    except RecursionError:
        raise node.error("holds models nested too deeply") from None
    if network.in_channels != 1 or network.out_channels != 1:
        channels = f"{network.in_channels} channels in, {network.out_channels} out"
        raise node["config"].error(f"has {channels}; only mono models can be played")
    return ReferenceModel(network, document.sample_rate_hz)


@dataclass(frozen=True, kw_only=True)
class _Linear:
    """A finite impulse response."""

    taps: Array
    bias: float
    in_channels: int
    out_channels: int
    prewarm_frames: int = 0

    def run(self, x: Array) -> Array:
        """Return y[t] = bias + sum over n of taps[n] x[t - n]; outputs without an input are zero."""
        y = np.zeros((self.out_channels, x.shape[1]))
        for channel in range(min(x.shape[0], self.out_channels)):
            y[channel] = self.bias + np.convolve(x[channel], self.taps)[: x.shape[1]]
        return y


def _read_linear(model: Node) -> _Linear:
    config, weights = model["config"], Weights(model["weights"])
    taps = weights.take(config.integer("receptive_field"))
    bias = float(weights.take(1)[0]) if config.flag("bias") else 0.0
    weights.finish()
    return _Linear(
        taps=taps,
        bias=bias,
        in_channels=config.integer("in_channels", default=1),
        out_channels=config.integer("out_channels", default=1),
    )


@dataclass(frozen=True, kw_only=True)
class _ConvNet:
    """Dilated convolutions of two taps, each with its activation, and a 1x1 convolution at the end."""

    blocks: Sequence[Conv]
    activation: Activation
    head: Conv

    @property
    def in_channels(self) -> int:
        return (self.blocks[0] if self.blocks else self.head).inputs

    @property
    def out_channels(self) -> int:
        return self.head.outputs

    @property
    def prewarm_frames(self) -> int:
        return 1 + sum(block.reach_frames for block in self.blocks)

    def run(self, x: Array) -> Array:
        for block in self.blocks:
            x = self.activation(block(x))
        return self.head(x)


def _read_convnet(model: Node) -> _ConvNet:
    config, weights = model["config"], Weights(model["weights"])
    channels, batchnorm = config.integer("channels"), config.flag("batchnorm")
    groups = config.integer("groups", default=1)
    width = config.integer("in_channels", default=1)
    blocks = []
    for dilation in config.integers("dilations"):
        block = Conv.read(
            weights,
            inputs=width,
            outputs=channels,
            taps=2,
            dilation=dilation,
            groups=groups,
            bias=not batchnorm,
            node=config,
        )
        blocks.append(_normalised(block, weights, model) if batchnorm else block)
        width = channels
    head = Conv.read(weights, inputs=width, outputs=config.integer("out_channels", default=1), node=config)
    weights.finish()
    return _ConvNet(blocks=blocks, activation=activation_from(config["activation"]), head=head)


def _normalised(conv: Conv, weights: Weights, model: Node) -> Conv:
    """Return a convolution with the gain and offset of the batch normalisation after it folded in."""
    mean, variance, gain, offset = weights.take(4, conv.outputs)
    spread = weights.take(1)[0] + variance
    if np.any(spread <= 0.0):
        raise model["weights"].error("hold a batch normalisation with a variance of zero or below")
    scale = gain / np.sqrt(spread)
    return Conv(scale[:, None, None] * conv.weight, scale * (conv.bias - mean) + offset, conv.dilation)


@dataclass(frozen=True, kw_only=True)
class _Cell:
    """One layer of an LSTM; the rows of `weight` are the gates input, forget, cell, output, in blocks."""

    weight: Array
    bias: Array
    hidden: Array
    cell: Array

    def run(self, x: Array) -> Array:
        """Return the hidden state, (hidden, frames); it starts from the stored state."""
        size, inputs = len(self.hidden), x.shape[0]
        from_input = self.weight[:, :inputs] @ x + self.bias[:, None]
        from_hidden = np.ascontiguousarray(self.weight[:, inputs:])
        hidden, cell = self.hidden, self.cell
        out = np.empty((size, x.shape[1]))
        for t in range(x.shape[1]):
            z = from_input[:, t] + from_hidden @ hidden
            gate = sigmoid(z)
            cell = gate[size : 2 * size] * cell + gate[:size] * np.tanh(z[2 * size : 3 * size])
            hidden = gate[3 * size :] * np.tanh(cell)
            out[:, t] = hidden
        return out


@dataclass(frozen=True, kw_only=True)
class _Lstm:
    """A stack of LSTM layers and a linear head."""

    cells: Sequence[_Cell]
    head: Conv
    in_channels: int
    prewarm_frames: int

    @property
    def out_channels(self) -> int:
        return self.head.outputs

    def run(self, x: Array) -> Array:
        for cell in self.cells:
            x = cell.run(x)
        return self.head(x)


def _read_lstm(model: Node) -> _Lstm:
    config, weights = model["config"], Weights(model["weights"])
    size, inputs = config.integer("hidden_size"), config.integer("input_size")
    in_channels = config.integer("in_channels", default=1)
    if inputs != in_channels:
        raise config["input_size"].error(f"must be {in_channels}, the channels of the model, got {inputs}")
    cells = []
    for _ in range(config.integer("num_layers")):
        weight, bias = weights.take(4 * size, inputs + size), weights.take(4 * size)
        cells.append(_Cell(weight=weight, bias=bias, hidden=weights.take(size), cell=weights.take(size)))
        inputs = size
    head = Conv.read(weights, inputs=size, outputs=config.integer("out_channels", default=1), node=config)
    weights.finish()
    rate_hz = model.number("sample_rate", default=0.0)
    return _Lstm(
        cells=cells,
        head=head,
        in_channels=in_channels,
        prewarm_frames=int(0.5 * rate_hz) if rate_hz > 0 else 1,
    )


def _read_container(model: Node, slim: float | None) -> Network:
    """Return the submodel for a size: the first one with slim < max_value, else the last."""
    submodels = model["config"]["submodels"]
    nodes = submodels.items()
    limits = [node.number("max_value") for node in nodes]
    if not limits or limits != sorted(set(limits)) or limits[-1] < 1.0:
        raise submodels.error(f"the max_value must ascend to 1 or more, got {limits}")
    rate_hz = model.number("sample_rate", default=-1.0)
    networks = []
    for node in nodes:
        own_rate_hz = node["model"].number("sample_rate", default=-1.0)
        if own_rate_hz not in (rate_hz, -1.0):
            raise node["model"].error(f"sample_rate is {own_rate_hz:g}, the container's is {rate_hz:g}")
        networks.append(_read_model(node["model"], None))
    index = sum(limit <= slim for limit in limits) if slim is not None else len(limits)
    return networks[min(index, len(networks) - 1)]


def _read_model(model: Node, slim: float | None) -> Network:
    """Return the network of a model, which may be nested in another and has its own version."""
    version = parse_version(model["version"].value)
    problem = "expected a text like '0.5.4'" if version is None else version_problem(version)
    if problem is not None:
        raise model["version"].error(problem)
    name = model["architecture"].text()
    if name not in _READERS:
        raise model["architecture"].error(f"{name!r} is unknown; there are {', '.join(_READERS)}")
    return _READERS[name](model, slim)


_READERS: Mapping[str, Callable[[Node, float | None], Network]] = {
    "Linear": lambda model, slim: _read_linear(model),
    "ConvNet": lambda model, slim: _read_convnet(model),
    "LSTM": lambda model, slim: _read_lstm(model),
    "WaveNet": lambda model, slim: read_wavenet(model, slim, lambda nested: _read_model(nested, None)),
    "SlimmableContainer": _read_container,
}
