"""Measure how fast a model plays on this machine."""

import time

import numpy as np

from reamp.engine.model import Model
from reamp.errors import ConfigError

__all__ = ["BLOCK_FRAMES", "times_real_time"]

BLOCK_FRAMES = 64
"""A common buffer size of an interface for playing live."""


def times_real_time(model: Model, *, measure_s: float = 0.3) -> float:
    """Return how many times faster than real time the model plays blocks of 64 frames on one core.

    Takes about `measure_s` on a copy: the model keeps its state. The fastest of ten parts counts, because
    other programs may have slowed the rest.

    >>> from reamp.demo import demo_model_path
    >>> from reamp.engine import load
    >>> times_real_time(load(demo_model_path()), measure_s=0.02) > 1.0
    True
    """
    if not measure_s > 0.0:
        raise ConfigError(f"measure_s must be above 0, got {measure_s}")
    player = model.clone()
    block = np.sin(np.arange(BLOCK_FRAMES, dtype=np.float32))
    out = np.empty_like(block)
    block_times_s = []
    for _ in range(10):
        blocks = 0
        started_s = time.perf_counter()
        while (elapsed_s := time.perf_counter() - started_s) < measure_s / 10.0:
            player.process(block, out)
            blocks += 1
        block_times_s.append(elapsed_s / blocks)
    return BLOCK_FRAMES / model.sample_rate_hz / min(block_times_s)
