"""Build the reference WaveNet from the config and weights of a `.nam` file."""

from collections.abc import Callable

from reamp.engine.reference_blocks import (
    Activation,
    Conv,
    Film,
    Network,
    Node,
    Weights,
    activation_from,
    sigmoid,
)
from reamp.engine.reference_wavenet import Layer, LayerArray, WaveNet

__all__ = ["read_wavenet"]

_FILMS = (
    "conv_pre_film",
    "conv_post_film",
    "input_mixin_pre_film",
    "input_mixin_post_film",
    "activation_pre_film",
    "activation_post_film",
    "layer1x1_post_film",
    "head1x1_post_film",
)


def read_wavenet(model: Node, slim: float | None, read_model: Callable[[Node], Network]) -> WaveNet:
    """Return the network in a model's config and weights; `read_model` reads the nested condition model."""
    config, weights = model["config"], Weights(model["weights"])
    in_channels = config.integer("in_channels", default=1)
    condition_dsp = _read_condition(model, in_channels, read_model)
    condition = condition_dsp.out_channels if condition_dsp else in_channels
    nodes = config["layers"].items()
    if not nodes:
        raise config["layers"].error("is empty; a WaveNet has at least one layer array")
    arrays: list[LayerArray] = []
    for node in nodes:
        _check_width(node, "input_size", arrays[-1].channels if arrays else in_channels)
        _check_width(node, "condition_size", condition)
        array = _read_array(node, weights, condition)
        if arrays and array.head_in != arrays[-1].head_out:
            given = arrays[-1].head_out
            raise node.error(f"takes a head of {array.head_in} channels, the array before gives {given}")
        arrays.append(array)
    post_head = _read_post_head(config, weights, arrays[-1].head_out)
    head_scale = float(weights.take(1)[0])  # the config's head_scale is required but ignored
    config.number("head_scale")
    weights.finish()
    network = WaveNet(
        in_channels=in_channels,
        condition_dsp=condition_dsp,
        arrays=arrays,
        head_scale=head_scale,
        post_head=post_head,
    )
    return network if slim is None else network.sliced(slim)


def _read_condition(model: Node, in_channels: int, read_model: Callable[[Node], Network]) -> Network | None:
    node = model["config"].get("condition_dsp")
    if node is None:
        return None
    rates = [owner.number("sample_rate", default=-1.0) for owner in (model, node)]
    if rates[0] != rates[1]:
        raise node.error(f"sample_rate is {rates[1]:g}, the model's is {rates[0]:g}; they must be equal")
    network = read_model(node)
    if network.in_channels != in_channels:
        raise node.error(f"takes {network.in_channels} channels, the model has {in_channels}")
    return network


def _read_array(node: Node, weights: Weights, condition: int) -> LayerArray:
    channels = node.integer("channels")
    bottleneck = node.integer("bottleneck", default=channels)
    rechannel = Conv.read(weights, inputs=node.integer("input_size"), outputs=channels, bias=False, node=node)
    dilations = node.integers("dilations")
    count = len(dilations)
    taps = _read_taps(node, count)
    gatings = _read_gatings(node, count)
    activations = [activation_from(config) for config in _per_layer(node["activation"], count)]
    layers = [
        _read_layer(
            node,
            weights,
            conv_shape=(taps[i], dilations[i]),
            widths=(condition, channels, bottleneck),
            gating=gatings[i],
            activation=activations[i],
        )
        for i in range(count)
    ]
    head1x1 = _active_head1x1(node)
    return LayerArray(
        rechannel=rechannel,
        layers=layers,
        head_rechannel=_read_head(node, weights, head1x1.integer("out_channels") if head1x1 else bottleneck),
        bottleneck=bottleneck,
        allowed_channels=_read_allowed_channels(node, channels),
    )


def _read_layer(
    node: Node,
    weights: Weights,
    *,
    conv_shape: tuple[int, int],
    widths: tuple[int, int, int],
    gating: tuple[str, Activation],
    activation: Activation,
) -> Layer:
    """Take one layer: `conv_shape` is taps and dilation, `widths` condition, channels and bottleneck."""
    (taps, dilation), (condition, channels, bottleneck) = conv_shape, widths
    paired = bottleneck if gating[0] == "none" else 2 * bottleneck
    groups, mixin_groups = (node.integer(key, default=1) for key in ("groups_input", "groups_input_mixin"))
    conv = Conv.read(weights, inputs=channels, outputs=paired, taps=taps, dilation=dilation, groups=groups,
                     node=node)  # fmt: skip
    mixin = Conv.read(weights, inputs=condition, outputs=paired, groups=mixin_groups, bias=False, node=node)
    layer1x1 = _read_layer1x1(node, weights, channels=channels, bottleneck=bottleneck)
    head1x1 = _read_head1x1(node, weights, bottleneck)
    head_width = head1x1.outputs if head1x1 else bottleneck
    film_widths = (channels, paired, condition, paired, paired, bottleneck, channels, head_width)
    films = {
        name: Film.read(weights, condition=condition, channels=width, node=film)
        for name, width in zip(_FILMS, film_widths, strict=True)
        if (film := _active_film(node, name)) is not None
    }
    for name, owner in (("layer1x1_post_film", layer1x1), ("head1x1_post_film", head1x1)):
        if name in films and owner is None:
            raise node[name].error("modulates what is not active")
    return Layer(
        gating=gating[0],
        activation=activation,
        gate=gating[1],
        conv=conv,
        mixin=mixin,
        layer1x1=layer1x1,
        head1x1=head1x1,
        films=films,
    )


def _read_layer1x1(node: Node, weights: Weights, *, channels: int, bottleneck: int) -> Conv | None:
    options = node.get("layer1x1")
    if options is None or options.flag("active"):
        groups = options.integer("groups") if options else 1
        return Conv.read(weights, inputs=bottleneck, outputs=channels, groups=groups, node=node)
    if bottleneck != channels:
        raise node.error(
            f"without layer1x1 the bottleneck ({bottleneck}) must equal the channels ({channels})"
        )
    return None


def _read_head1x1(node: Node, weights: Weights, bottleneck: int) -> Conv | None:
    options = _active_head1x1(node)
    if options is None:
        return None
    outputs, groups = options.integer("out_channels"), options.integer("groups")
    return Conv.read(weights, inputs=bottleneck, outputs=outputs, groups=groups, node=options)


def _active_head1x1(node: Node) -> Node | None:
    options = node.get("head1x1")
    return options if options and options.flag("active") else None


def _active_film(node: Node, name: str) -> Node | None:
    """Return the options of a modulation, None when it is absent, false or not active."""
    options = node.get(name)
    if options is None or options.value is False:
        return None
    return options if options.flag("active", default=True) else None


def _check_width(node: Node, key: str, width: int) -> None:
    if node.integer(key) != width:
        raise node[key].error(f"must be {width}, the width of what comes in, got {node.integer(key)}")


def _per_layer(node: Node, count: int) -> list[Node]:
    """Return the option of each of `count` layers: the elements of a list, or one value for all layers."""
    if not isinstance(node.value, list):
        return [node] * count
    items = node.items()
    if len(items) != count:
        raise node.error(f"has {len(items)} elements for {count} layers")
    return items


def _read_taps(node: Node, count: int) -> list[int]:
    if node.get("kernel_sizes") is None:
        return [node.integer("kernel_size")] * count
    if node.get("kernel_size") is not None:
        raise node["kernel_sizes"].error("contradicts kernel_size; only one of them may be there")
    taps = node.integers("kernel_sizes")
    if len(taps) != count:
        raise node["kernel_sizes"].error(f"has {len(taps)} elements for {count} layers")
    return taps


def _read_gatings(node: Node, count: int) -> list[tuple[str, Activation]]:
    """Return for each layer how it is gated and the activation of the gate."""
    modes, secondary = node.get("gating_mode"), node.get("secondary_activation")
    if modes is None:
        return [("gated" if node.flag("gated", default=False) else "none", sigmoid)] * count
    names = [mode.text() for mode in _per_layer(modes, count)]
    for name in names:
        if name not in {"none", "gated", "blended"}:
            raise modes.error(f"expected none, gated or blended, got {name!r}")
    gates = [None] * count if secondary is None else _per_layer(secondary, count)
    return [
        # Ignores the gate's activation in a layer without a gate.
        (name, sigmoid if name == "none" or gate is None or gate.value is None else activation_from(gate))
        for name, gate in zip(names, gates, strict=True)
    ]


def _read_head(node: Node, weights: Weights, inputs: int) -> Conv:
    head = node.get("head")
    if head is None:
        outputs, bias = node.integer("head_size"), node.flag("head_bias")
        return Conv.read(weights, inputs=inputs, outputs=outputs, bias=bias, node=node)
    return Conv.read(
        weights,
        inputs=inputs,
        outputs=head.integer("out_channels"),
        taps=head.integer("kernel_size"),
        dilation=head.integer("head_dilation", default=1),
        bias=head.flag("bias"),
        node=head,
    )


def _read_allowed_channels(node: Node, channels: int) -> list[int] | None:
    """Return the widths an array may be cut to, None when it may not."""
    slimmable = node.get("slimmable")
    method = slimmable.get("method") if slimmable else None
    if slimmable is None or method is None or method.text() == "":
        return None
    if method.text() != "slice_channels_uniform":
        raise method.error(f"the method {method.text()!r} is unknown")
    if node.integer("groups_input", default=1) != 1 or node.integer("groups_input_mixin", default=1) != 1:
        raise slimmable.error("needs convolutions without groups")
    head = node.get("head")
    if head and head.integer("kernel_size") != 1:
        raise slimmable.error("needs a head of kernel size 1")
    options = slimmable.get("kwargs")
    if options is None or options.get("allowed_channels") is None:
        return list(range(1, channels + 1))
    allowed = options.integers("allowed_channels")
    if not allowed or allowed != sorted(set(allowed)) or allowed[-1] != channels:
        raise options["allowed_channels"].error(f"must ascend to the {channels} channels of the array")
    return allowed


def _read_post_head(config: Node, weights: Weights, inputs: int) -> list[tuple[Activation, Conv]]:
    head = config.get("head")
    if head is None:
        return []
    if any(array.get("slimmable") for array in config["layers"].items()):
        raise head.error("cannot follow slimmable layer arrays")
    if head.integer("in_channels", default=inputs) != inputs:
        raise head["in_channels"].error(f"must be {inputs}, the width of what comes in")
    taps = head.integers("kernel_sizes")
    if not taps:
        raise head["kernel_sizes"].error("is empty; a head has at least one convolution")
    activation = activation_from(head["activation"])
    widths = [inputs, *[head.integer("channels")] * (len(taps) - 1), head.integer("out_channels")]
    return [
        (activation, Conv.read(weights, inputs=widths[i], outputs=widths[i + 1], taps=taps[i], node=head))
        for i in range(len(taps))
    ]
