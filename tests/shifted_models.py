"""Captures whose levels differ by exactly known decibels, made from one A1 WaveNet by scaling its weights."""

from pathlib import Path
from typing import Any

import numpy as np

from reamp.nam import Metadata, NamDocument


def shifted_model(
    source: Path,
    path: Path,
    *,
    input_db: float,
    output_db: float = 0.0,
    wrong: float = 0.0,
    seed: int = 0,
    **levels: float,
) -> Path:
    """Write a model that sounds like `source` captured at levels that are so much higher.

    Every weight that multiplies the input is scaled by `input_db`, the last one, the output's scale, by
    -`output_db`. `wrong` is how much the weights are off, relatively: what training gets wrong.
    """
    model = NamDocument.read(source).content()
    config: dict[str, Any] = model["config"]  # type: ignore[assignment]
    weights = np.array(model["weights"], np.float64)
    weights *= 1.0 + wrong * np.random.default_rng(seed).normal(size=len(weights))
    weights[input_weights(config)] *= 10.0 ** (input_db / 20.0)
    weights[-1] *= 10.0 ** (-output_db / 20.0)
    document = NamDocument.create(
        architecture="WaveNet",
        config=config,
        weights=weights,
        sample_rate_hz=48_000,
        metadata=Metadata(**levels),  # type: ignore[arg-type]
    )
    document.write(path, overwrite=True)
    return path


def input_weights(config: dict[str, Any]) -> list[int]:
    """Return which weights of an A1 WaveNet multiply its input: the first mix, every layer's condition."""
    found: list[int] = []
    at = 0
    for number, array in enumerate(config["layers"]):
        channels = array["channels"]
        assert not array["gated"]
        if number == 0:
            found += range(at, at + channels)
        at += channels * array["input_size"]
        for _ in array["dilations"]:
            at += channels * channels * array["kernel_size"] + channels
            found += range(at, at + channels)
            at += channels + channels * channels + channels
        at += array["head_size"] * (channels + array["head_bias"])
    return found
