"""Models to measure: one of each size people use, with random weights, and the real ones at hand."""

from pathlib import Path

import numpy as np

from reamp.nam import NamDocument

SHARED = Path(__file__).parents[2] / "shared" / "data"
_OCTAVES = [2**i for i in range(10)]
_SPLIT = ([2**i for i in range(7)], [128, 256, 512, *(2**i for i in range(10))])
_A2_DILATIONS = [*[1, 3, 7, 17, 41, 101, 239] * 2, 1, 13, 1, 3, 7, 17, 41, 101, 239]
_A2_KERNELS = [*[6] * 14, 15, 15, *[6] * 7]


def a1_config(channels: int, *, dilations: tuple[list[int], list[int]]) -> dict[str, object]:
    """Return an A1 config: two arrays of kernel 3, the second half as wide."""
    half = channels // 2
    common = {"condition_size": 1, "kernel_size": 3, "activation": "Tanh", "gated": False}
    sizes = (
        {"input_size": 1, "channels": channels, "head_size": half, "head_bias": False},
        {"input_size": channels, "channels": half, "head_size": 1, "head_bias": True},
    )
    layers = [{**size, **common, "dilations": d} for size, d in zip(sizes, dilations, strict=True)]
    return {"layers": layers, "head": None, "head_scale": 0.02}


def a2_config(channels: int) -> dict[str, object]:
    """Return an A2 config: one array of 23 layers, kernels 6 and 15."""
    count = len(_A2_DILATIONS)
    array = {
        "input_size": 1,
        "condition_size": 1,
        "channels": channels,
        "bottleneck": channels,
        "kernel_sizes": _A2_KERNELS,
        "dilations": _A2_DILATIONS,
        "activation": [{"type": "LeakyReLU", "negative_slope": 0.01}] * count,
        "layer1x1": {"active": True, "groups": 1},
        "head": {"out_channels": 1, "kernel_size": 16, "bias": True},
    }
    return {"layers": [array], "head": None, "head_scale": 0.01}


def lstm_config(layers: int, hidden: int) -> dict[str, object]:
    """Return an LSTM config."""
    return {"input_size": 1, "hidden_size": hidden, "num_layers": layers}


def lstm_weight_count(layers: int, hidden: int) -> int:
    """Return how many weights such an LSTM has."""
    return sum(4 * hidden * ((hidden if i else 1) + hidden) + 6 * hidden for i in range(layers)) + hidden + 1


def random_document(
    architecture: str, config: dict[str, object], weight_count: int, *, spread: float
) -> NamDocument:
    """Return a model with normal weights of a fixed seed: the speed of a network does not depend on them."""
    weights = np.random.default_rng(2).normal(0.0, spread, weight_count).astype(np.float32)
    return NamDocument.create(architecture=architecture, config=config, weights=weights, sample_rate_hz=48000)


def write_models(folder: Path) -> dict[str, Path]:
    """Write one model of each size and return their paths by name."""
    both = (_OCTAVES, _OCTAVES)
    documents = {
        "A1 standard": random_document("WaveNet", a1_config(16, dilations=both), 13802, spread=0.1),
        "A1 lite": random_document("WaveNet", a1_config(12, dilations=_SPLIT), 6554, spread=0.1),
        "A1 feather": random_document("WaveNet", a1_config(8, dilations=_SPLIT), 3026, spread=0.15),
        "A1 nano": random_document("WaveNet", a1_config(4, dilations=_SPLIT), 842, spread=0.2),
        "A2 full": random_document("WaveNet", a2_config(8), 12146, spread=0.1),
        "A2 lite": random_document("WaveNet", a2_config(3), 1871, spread=0.2),
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
    return {path.stem: path for path in sorted((SHARED / "captures").glob("*.nam"))}
