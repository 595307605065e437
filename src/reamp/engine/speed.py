"""Measure how fast a model plays on this machine."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reamp._core import Rig as CoreRig
from reamp.audio.signal import Samples
from reamp.engine.model import Model
from reamp.errors import ConfigError

__all__ = ["BLOCK_FRAMES", "OversampledCost", "oversampled_cost", "times_real_time"]

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
    player = model.clone()
    block = _block()
    out = np.empty_like(block)
    return _times_real_time(lambda: player.process(block, out), model, measure_s=measure_s)


@dataclass(frozen=True, kw_only=True)
class OversampledCost:
    """What it costs to run a model at a multiple of its rate: its speed, and how late it is."""

    oversampling: int
    times_real_time: float
    latency_ms: float


def oversampled_cost(model: Model, oversampling: int, *, measure_s: float = 0.1) -> OversampledCost:
    """Return the cost of a model in a rig at its rate that oversamples it 2 or 4 times.

    Takes about `measure_s`, as `times_real_time`, which it is compared with.
    """
    rig = CoreRig(model.sample_rate_hz)
    rig.set_models([(model.core, 0.0)], 0.0, oversampling=oversampling)
    block = _block()
    out = np.empty_like(block)
    return OversampledCost(
        oversampling=oversampling,
        times_real_time=_times_real_time(lambda: rig.process([block], out), model, measure_s=measure_s),
        latency_ms=1000.0 * rig.latency_frames / model.sample_rate_hz,
    )


def _block() -> Samples:
    return np.sin(np.arange(BLOCK_FRAMES, dtype=np.float32))


def _times_real_time(play_block: Callable[[], object], model: Model, *, measure_s: float) -> float:
    if not measure_s > 0.0:
        raise ConfigError(f"measure_s must be above 0, got {measure_s}")
    block_times_s = []
    for _ in range(10):
        blocks = 0
        started_s = time.perf_counter()
        while (elapsed_s := time.perf_counter() - started_s) < measure_s / 10.0:
            play_block()
            blocks += 1
        block_times_s.append(elapsed_s / blocks)
    return BLOCK_FRAMES / model.sample_rate_hz / min(block_times_s)
