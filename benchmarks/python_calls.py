"""Measure the cost of a call from Python for a block: `Model.process` against the core in a C++ loop."""

import json
import subprocess
import time
import timeit
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from reamp.engine import load
from reamp.engine.reference import load_reference

__all__ = ["call_rows"]

BLOCK_FRAMES = 64
RATE_HZ = 48_000
ROUNDS = 40

_LEGEND = """\
One block of 64 frames, the fastest instruction set, best of many runs in turns, in processor time: in C++
(`core/bench/bench.cpp`), and by `Model.process` with its checks, with and without an array for the output.
The error is that of the same calls against the float64 reference."""


def call_rows(program: Path, models: dict[str, Path], *, seconds: float) -> list[str]:
    """Return the legend, and one row per model."""
    rows = [
        *_LEGEND.splitlines(),
        "",
        "| model | C++ | `process(x, out)` | `process(x)` | added | error |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, path in models.items():
        core_us, with_out_us, without_us = _times_us(program, path, seconds=seconds)
        rows.append(
            f"| {name} | {core_us:.2f} us | {with_out_us:.2f} us | {without_us:.2f} us "
            f"| {with_out_us - core_us:.2f} to {without_us - core_us:.2f} us | {_error_db(path):.0f} dB |"
        )
        print(rows[-1], flush=True)
    return rows


def _times_us(program: Path, path: Path, *, seconds: float) -> tuple[float, float, float]:
    """Return microseconds of a block in C++ and by both calls, measured in turns."""
    best_us = [float("inf")] * 3
    for _ in range(ROUNDS):
        model = load(path)  # as the program does: the address of a model's memory changes its time by 1 us
        x = np.random.default_rng(0).normal(0.0, 0.1, BLOCK_FRAMES).astype(np.float32)
        out = np.empty_like(x)
        command = [str(program), "--seconds", str(seconds / ROUNDS), "--block", str(BLOCK_FRAMES), str(path)]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        factor = max(json.loads(line)["real_time_factor"] for line in lines)
        times_us = (
            1e6 * BLOCK_FRAMES / RATE_HZ / factor,
            _call_us(partial(model.process, x, out)),
            _call_us(partial(model.process, x)),
        )
        best_us = [min(pair) for pair in zip(best_us, times_us, strict=True)]
    return best_us[0], best_us[1], best_us[2]


def _call_us(call: Callable[[], object]) -> float:
    """Return microseconds of processor time per call, over as many calls as the core's bench makes."""
    calls = 150
    return 1e6 * min(timeit.repeat(call, timer=time.thread_time, number=calls, repeat=5)) / calls


def _error_db(path: Path) -> float:
    """Return the error of calls with blocks against the reference, in dB of error-to-signal ratio."""
    x = np.random.default_rng(1).normal(0.0, 0.1, 100 * BLOCK_FRAMES).astype(np.float32)
    model, wanted = load(path), load_reference(path).process(x)
    blocks = [model.process(block) for block in np.split(x, len(x) // BLOCK_FRAMES)]
    error = np.sum((wanted - np.concatenate(blocks)) ** 2) / np.sum(wanted**2)
    return float(10.0 * np.log10(error))
