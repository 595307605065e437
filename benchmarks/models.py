"""Models to measure: one of each common size, with random weights, and the real ones if present."""

import sys
from pathlib import Path

import numpy as np

from reamp.nam import NamDocument
from reamp.nam.presets import (
    A1_KERNEL_SIZE,
    A1_LAYOUTS,
    A2_CHANNELS,
    A2_DILATIONS,
    A2_HEAD_KERNEL_SIZE,
    A2_KERNEL_SIZES,
    A1Layout,
)

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from shared_data import SHARED_DATA

# The number of weights, and their standard deviation at which the network neither fades out nor saturates.
_A1 = {"standard": (13802, 0.1), "lite": (6554, 0.1), "feather": (3026, 0.15), "nano": (842, 0.2)}
_A2 = {"full": (12146, 0.1), "lite": (1871, 0.2)}


def a1_config(layout: A1Layout) -> dict[str, object]:
    """Return the config of an A1 preset: two arrays, the head of the first as wide as the second."""
    wide, narrow = layout.channels
    common = {"condition_size": 1, "kernel_size": A1_KERNEL_SIZE, "activation": "Tanh", "gated": False}
    sizes = (
        {"input_size": 1, "channels": wide, "head_size": narrow, "head_bias": False},
        {"input_size": wide, "channels": narrow, "head_size": 1, "head_bias": True},
    )
    layers = [{**size, **common, "dilations": d} for size, d in zip(sizes, layout.dilations, strict=True)]
    return {"layers": layers, "head": None, "head_scale": 0.02}


def a2_config(channels: int) -> dict[str, object]:
    """Return an A2 config: one array of 23 layers."""
    array = {
        "input_size": 1,
        "condition_size": 1,
        "channels": channels,
        "bottleneck": channels,
        "kernel_sizes": A2_KERNEL_SIZES,
        "dilations": A2_DILATIONS,
        "activation": [{"type": "LeakyReLU", "negative_slope": 0.01}] * len(A2_DILATIONS),
        "layer1x1": {"active": True, "groups": 1},
        "head": {"out_channels": 1, "kernel_size": A2_HEAD_KERNEL_SIZE, "bias": True},
    }
    return {"layers": [array], "head": None, "head_scale": 0.01}


def lstm_config(layers: int, hidden: int) -> dict[str, object]:
    """Return an LSTM config."""
    return {"input_size": 1, "hidden_size": hidden, "num_layers": layers}


def lstm_weight_count(layers: int, hidden: int) -> int:
    """Return the number of weights of this LSTM."""
    return sum(4 * hidden * ((hidden if i else 1) + hidden) + 6 * hidden for i in range(layers)) + hidden + 1


def random_document(
    architecture: str, config: dict[str, object], weight_count: int, *, spread: float
) -> NamDocument:
    """Return a model with random normal weights of a fixed seed, on which the speed does not depend."""
    weights = np.random.default_rng(2).normal(0.0, spread, weight_count).astype(np.float32)
    return NamDocument.create(architecture=architecture, config=config, weights=weights, sample_rate_hz=48000)


def write_models(folder: Path) -> dict[str, Path]:
    """Write one model of each size and return their paths by name."""
    documents = {
        f"A1 {name}": random_document("WaveNet", a1_config(A1_LAYOUTS[name]), count, spread=spread)
        for name, (count, spread) in _A1.items()
    } | {
        f"A2 {name}": random_document("WaveNet", a2_config(A2_CHANNELS[name]), count, spread=spread)
        for name, (count, spread) in _A2.items()
    }
    for layers, hidden in ((1, 8), (1, 16), (1, 24), (2, 8), (2, 16)):
        count = lstm_weight_count(layers, hidden)
        documents[f"LSTM {layers}x{hidden}"] = random_document(
            "LSTM", lstm_config(layers, hidden), count, spread=0.3
        )
    linear = {"receptive_field": 8192, "bias": True}
    documents["Linear 8192"] = random_document("Linear", linear, 8193, spread=0.01)
    paths = {}
    for name, document in documents.items():
        paths[name] = folder / f"{name.lower().replace(' ', '_')}.nam"
        document.write(paths[name], overwrite=True)
    return paths


def real_models() -> dict[str, Path]:
    """Return the real captures beside the project, by name; none where they are absent."""
    return {path.stem: path for path in sorted((SHARED_DATA / "captures").glob("*.nam"))}
