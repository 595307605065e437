"""Measure training steps: time against the official package on the same batch, error, memory, two cores.

`training_step.py --memory a2` prints the peak memory of a run in a separate process.
"""

import argparse
import copy
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from reamp.audio import Signal
from reamp.capture.layout import Span
from reamp.train.architectures import ARCHITECTURES, WaveNetShape, architecture_by_name
from reamp.train.config import TrainConfig
from reamp.train.dataset import TrainingPair
from reamp.train.networks import Network, build_network
from reamp.train.objective import Objective
from reamp.train.trainee import Trainee
from reamp.train.trainer import train

BATCH, FRAMES = 16, 8192
STEPS_PER_EPOCH = 62  # of the official trainer on the 190 s of the v3 signal
Step = Callable[[torch.Tensor, torch.Tensor], object]


def step_rows() -> list[str]:
    """Return the training section: a table of steps, and the figures of no single architecture."""
    torch.set_num_threads(1)
    rows = [
        "| step of 16 x 8192 frames | official | Reamp | less CPU |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name in ("a1-standard", "a1-feather", "a2"):
        ours = step_s(reamp_step(name), name, clock=time.process_time)
        theirs = "-", "-"
        if importlib.util.find_spec("nam") is not None:
            from official import official_step

            official_s = step_s(official_step(name), name, clock=time.process_time, times=5)
            theirs = f"{official_s:.3f} s", f"{official_s / ours:.1f}x"
        rows.append(f"| {name} | {theirs[0]} | {ours:.3f} s | {theirs[1]} |")
        print(rows[-1], flush=True)
    return [*rows, "", *_other_rows()]


def _other_rows() -> list[str]:
    names = "a1-standard", "a2"
    walls_s = {(name, cores): [_wall_s(name, cores)] for name in names for cores in (1, 2)}
    for _ in range(2):  # in turn, because other programs may have used the other core
        for (name, cores), walls in walls_s.items():
            walls.append(_wall_s(name, cores))
    gains = {name: min(walls_s[name, 1]) / min(walls_s[name, 2]) for name in names}
    minutes = 100 * STEPS_PER_EPOCH * min(walls_s["a2", 2]) / 60.0
    errors = {name: gradient_error(name) for name in ARCHITECTURES if not name.startswith("lstm")}
    worst = max(errors, key=lambda name: errors[name])
    return [
        f"- On two cores a step is {gains['a1-standard']:.2f} times as fast as on one for A1 standard, "
        f"{gains['a2']:.2f} times for the A2 pair: 100 epochs of the official trainer's steps on 190 s take "
        f"{minutes:.0f} minutes.",
        f"- Gradients against PyTorch's in float64, largest error of any parameter of any architecture: "
        f"{errors[worst]:.1e} ({worst}).",
        f"- Peak memory of a run of the A2 pair on 190 s, PyTorch included: {peak_memory_gb('a2'):.2f} GB.",
    ]


def batch_of(architecture: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Return windows of noise with their past, and targets."""
    generator = torch.Generator().manual_seed(0)
    past = architecture_by_name(architecture).past_frames
    x = 0.1 * torch.randn(BATCH, past + FRAMES, generator=generator)
    return x, 0.126 * torch.randn(BATCH, FRAMES, generator=generator)


def reamp_step(name: str) -> Step:
    """Return a function that takes one step as `reamp train` does, for both networks of a pair."""
    torch.manual_seed(0)
    architecture = architecture_by_name(name)
    recipe = architecture.recipe
    trainees = [Trainee(each.name, build_network(each.shape), recipe) for each in architecture.submodels]

    def step(x: torch.Tensor, y: torch.Tensor) -> None:
        objective = Objective(y, recipe.loss)
        for trainee in trainees:
            trainee.learn(x, objective, learning_rate=1e-3)

    return step


def step_s(step: Step, architecture: str, *, clock: Callable[[], float], times: int = 15) -> float:
    """Return the shortest of several steps in seconds of a clock; the first warms up and does not count."""
    x, y = batch_of(architecture)
    step(x, y)
    durations = []
    for _ in range(times):
        started_s = clock()
        step(x, y)
        durations.append(clock() - started_s)
    return min(durations)


def _wall_s(architecture: str, threads: int) -> float:
    torch.set_num_threads(threads)
    try:
        return step_s(reamp_step(architecture), architecture, clock=time.perf_counter)
    finally:
        torch.set_num_threads(1)


def gradient_error(name: str) -> float:
    """Return the largest relative error of a parameter's gradient, in the 2-norm."""
    torch.manual_seed(0)
    worst = 0.0
    for submodel in architecture_by_name(name).submodels:
        assert isinstance(submodel.shape, WaveNetShape)
        network = build_network(submodel.shape)
        x, d_out = 0.3 * torch.randn(3, network.past_frames + 701), torch.randn(3, 701)
        ours = _gradients(network, x, d_out)
        wanted = _gradients(copy.deepcopy(network).double(), x.double(), d_out.double())
        worst = max(worst, *(_relative_error(*pair) for pair in zip(ours, wanted, strict=True)))
    return worst


def _gradients(network: Network, x: torch.Tensor, d_out: torch.Tensor) -> list[torch.Tensor]:
    network(x).backward(d_out)
    return [torch.zeros_like(p) if p.grad is None else p.grad for p in network.parameters()]


def _relative_error(ours: torch.Tensor, wanted: torch.Tensor) -> float:
    return float((ours - wanted).norm() / wanted.norm().clamp(min=1e-30))


def peak_memory_gb(architecture: str) -> float:
    """Return the peak memory of a short run on 190 s of noise."""
    command = [sys.executable, __file__, "--memory", architecture]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _own_peak_memory_gb(architecture: str) -> float:
    frames = 190 * 48000
    x = np.random.default_rng(0).normal(scale=0.1, size=frames).astype(np.float32)
    cut = frames - 9 * 48000
    pair = TrainingPair(
        x=Signal(x, 48000),
        y=Signal(np.tanh(3.0 * x), 48000),
        training=Span(0, cut),
        validation=Span(cut, frames),
    )
    train(pair, architecture_by_name(architecture), TrainConfig(time_limit_s=3.0, device="cpu"))
    # getrusage would include the peak of the process that started this one.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 2**20


def main() -> None:
    """Print the peak memory of a run, or the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", metavar="ARCHITECTURE", choices=tuple(ARCHITECTURES))
    options = parser.parse_args()
    if options.memory is not None:
        torch.set_num_threads(1)
        print(_own_peak_memory_gb(options.memory))
    else:
        print("\n".join(step_rows()))


if __name__ == "__main__":
    main()
