"""Measure speed and error of every model size and rewrite benchmarks/RESULTS.md.

Speed is a ratio: to the fused multiply-add peak of the same core in the same run, and to real time.
Error is against the float64 reference, in dB of error-to-signal ratio.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from gear import gear_rows
from models import SHARED_DATA, real_models, write_models
from oversampling import alias_rows
from python_calls import call_rows
from rig import rig_rows
from screens import screen_rows
from training_curves import curve_rows, draw_curves, read_curves
from training_kernels import kernel_rows

from reamp.engine import OfflineModel, load
from reamp.engine.loudness import measure_loudness_db
from reamp.engine.reference import load_reference
from reamp.plan.heard_loudness import heard_loudness
from reamp.plan.inputs import ModelLevels
from reamp.train.pytorch import import_torch

ROOT = Path(__file__).parents[1]
PROGRAMS = ROOT / "build" / "bench" / "core"
RATE_HZ = 48000
BLOCK_FRAMES = 64
START_UPS = 7


def guitar_like(frames: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return decaying chords at playing level, the input of every error measurement."""
    t = np.arange(frames) / RATE_HZ
    chord = sum(np.sin(2 * np.pi * hz * t) for hz in (82.4, 123.5, 164.8, 207.7))
    return (0.15 * chord * np.exp(-3.0 * (t % 0.5))).astype(np.float32)


def esr_db(reference: Any, estimate: Any) -> float:
    """Return the error-to-signal ratio in dB."""
    error = np.sum((reference - estimate) ** 2) / np.sum(np.square(reference))
    return float(10 * np.log10(max(error, 1e-30)))


def error_db(path: Path, instruction_set: str) -> float:
    """Return the error of the engine against the float64 reference on two seconds."""
    x = guitar_like(2 * RATE_HZ)
    estimate = load(path, instruction_set=instruction_set).process(x)
    return esr_db(load_reference(path).process(x), estimate.astype(np.float64))


def speeds(paths: list[Path], *, seconds: float) -> list[dict[str, Any]]:
    """Return the lines of the native benchmark."""
    command = [str(PROGRAMS / "bench"), "--seconds", str(seconds), *map(str, paths)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in lines.splitlines()]


def best_s(run: Callable[[], object], *, times: int) -> float:
    """Return the shortest of several runs in seconds."""
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        durations.append(time.perf_counter() - start)
    return min(durations)


def load_s(path: Path, instruction_set: str) -> float:
    """Return the shortest of several times from the start of loading to the first block of sound."""
    block = guitar_like(BLOCK_FRAMES)
    return best_s(lambda: load(path, instruction_set=instruction_set).process(block), times=7)


def start_up_s(*command: str) -> float:
    """Return the shortest of several starts of a Python program, minus that of an empty one."""

    def run_s(*command: str) -> float:
        return best_s(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), times=START_UPS)

    return run_s(*command) - run_s(sys.executable, "-c", "pass")


def offline_speed_up(path: Path, threads: int) -> float:
    """Return how many times faster several cores render a minute than one core."""
    x = guitar_like(60 * RATE_HZ)
    out = np.empty_like(x)
    model = load(path)
    one, several = (OfflineModel(model, threads=n) for n in (1, threads))
    pairs = [
        (best_s(lambda: one.process(x, out), times=2), best_s(lambda: several.process(x, out), times=2))
        for _ in range(3)
    ]
    return min(a for a, _ in pairs) / min(b for _, b in pairs)


def speed_table(models: dict[str, Path], *, seconds: float) -> tuple[list[str], list[str]]:
    """Return one row per model and instruction set, and the instruction sets that this machine supports."""
    names = {str(path): name for name, path in models.items()}
    rows = [
        "| model | instructions | MAC/sample | real time | share of FMA peak | error | load |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines = speeds(list(models.values()), seconds=seconds)
    for line in lines:
        path, instruction_set = Path(line["path"]), line["instruction_set"]
        share = line["gmacs_per_s"] / line["peak_gmacs_per_s"]
        error, load_ms = error_db(path, instruction_set), 1e3 * load_s(path, instruction_set)
        rows.append(
            f"| {names[line['path']]} | {instruction_set} | {line['macs_per_frame']} "
            f"| {line['real_time_factor']:.0f}x | {share:.0%} | {error:.0f} dB | {load_ms:.1f} ms |"
        )
        print(rows[-1], flush=True)
    return rows, list(dict.fromkeys(line["instruction_set"] for line in lines))


def conformance_rows(instruction_sets: list[str]) -> list[str]:
    """Return one row per official case: the error against the official core's output."""
    index = SHARED_DATA / "conformance" / "index.json"
    if not index.exists():
        return []
    x = np.load(index.parent / "input.npy")
    rows = [f"| case | {' | '.join(instruction_sets)} |", f"| --- |{' ---: |' * len(instruction_sets)}"]
    for case in json.loads(index.read_text()):
        expected = np.load(index.parent / case["output"]).astype(np.float64)
        errors = []
        for instruction_set in instruction_sets:
            model = load(index.parent / case["model"], instruction_set=instruction_set)
            if case["slim"] is not None:
                model.slim = case["slim"]
            errors.append(f"{esr_db(expected, model.process(x).astype(np.float64)):.0f} dB")
        rows.append(f"| {case['case']} | {' | '.join(errors)} |")
    return rows


def loudness_s(path: Path, instruction_set: str, levels: ModelLevels) -> float:
    """Return the best time of measuring both loudnesses of a model, as each load of it into a rig does."""
    model = load(path, instruction_set=instruction_set)
    times_s = []
    for _ in range(10):
        started_s = time.perf_counter()
        measure_loudness_db(model)
        heard_loudness([model], [levels])
        times_s.append(time.perf_counter() - started_s)
    return min(times_s)


def loudness_line(path: Path, instruction_set: str) -> str:
    """Return the time to measure a model's loudness, with unknown and with known input level."""
    unknown_ms, known_ms = (
        1e3 * loudness_s(path, instruction_set, ModelLevels(name="model", input_level_dbu=level_dbu))
        for level_dbu in (None, 12.0)
    )
    return (
        f"- Loudness of A1 standard, {instruction_set}: {unknown_ms:.0f} ms, "
        f"{known_ms:.0f} ms where its input level is known (limit 50 ms)."
    )


def other_rows(a1_standard: Path, instruction_sets: list[str]) -> list[str]:
    """Return the figures that do not belong to one model on one core."""
    cores = os.cpu_count() or 1
    speed_up = offline_speed_up(a1_standard, cores)
    command = str(Path(sysconfig.get_path("scripts"), "reamp"))
    import_s, help_s = start_up_s(sys.executable, "-c", "import reamp"), start_up_s(command, "--help")
    return [
        *(loudness_line(a1_standard, each) for each in instruction_sets),
        f"- Offline rendering of A1 standard on {cores} cores: {speed_up:.2f} times one core.",
        f"- Beyond an empty Python: `import reamp` {import_s:.3f} s, `reamp --help` {help_s:.3f} s.",
        *screen_rows(),
    ]


def processor() -> str:
    """Return the processor's name."""
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor() or platform.machine()


def build() -> None:
    """Build the native benchmarks with the tools of this environment."""
    folder = str(ROOT / "build" / "bench")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    configure = [
        "cmake",
        "-S",
        str(ROOT),
        "-B",
        folder,
        "-G",
        "Ninja",
        f"-DPython_EXECUTABLE={sys.executable}",
    ]
    compile_it = ["cmake", "--build", folder, "--target", "bench", "rig_bench", "train_bench"]
    for command in (configure, compile_it):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=1.0, help="of measurement for each model and instruction set"
    )
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks" / "RESULTS.md")
    options = parser.parse_args()
    build()
    with tempfile.TemporaryDirectory() as folder:
        models = write_models(Path(folder))
        sizes, instruction_sets = speed_table(models, seconds=options.seconds)
        real = speed_table(real_models(), seconds=options.seconds)[0] if real_models() else []
        played = {name: models[name] for name in ("A1 nano", "A1 standard", "A2 full")}
        calls = call_rows(PROGRAMS / "bench", played, seconds=3.0 * options.seconds)
        rigs = rig_rows(PROGRAMS / "rig_bench", models["A1 standard"], seconds=3.0 * options.seconds)
        rest = other_rows(models["A1 standard"], instruction_sets)
    text = [
        "# Results of `make bench`",
        "",
        f"{date.today()}, {processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}.",
        "",
        "One core, blocks of 64 frames, exact activations, best of many runs. The peak is a loop of fused",
        "multiply-adds on the same core, in the same run, of the same instruction set. The error is against",
        "the float64 reference. Load is from nothing to the first block of sound, in wall time.",
        "",
        "## Every size, random weights",
        "",
        *sizes,
        "",
        *(["## Real captures", "", *real, ""] if real else []),
        "## Blocks from Python",
        "",
        *calls,
        "",
        "## A rig around A1 standard",
        "",
        "The fastest instruction set, blocks of 64 frames; cabinets and resampling: what they add to a rig.",
        "",
        *rigs,
        "",
        "## Aliases",
        "",
        "What of a 5 kHz sine's output lies below 20 kHz and is no overtone of it, relative to what is, at",
        "each oversampling of the rig.",
        "",
        *alias_rows(real_models()),
        "",
        "## Simulated gear",
        "",
        *gear_rows(),
        "",
        "## The rest",
        "",
        *rest,
        "",
    ]
    conformance = conformance_rows(instruction_sets)
    if conformance:
        text += ["## Error against the official core's outputs", "", *conformance, ""]
    text += ["## Training kernels", "", *kernel_rows(PROGRAMS / "train_bench", seconds=options.seconds), ""]
    import_torch("a training step")
    from training_step import step_rows

    text += [
        "## Training steps",
        "",
        "CPU seconds of a whole step on one core, loss and optimiser included, here and in the official",
        "package, on the same batch in the same run.",
        "",
        *step_rows(),
        "",
    ]
    curves = read_curves()
    if curves:
        draw_curves(curves)
        text += [
            "## Training curves",
            "",
            "![ESR against CPU seconds, both logarithmic: the official trainer, its recipe here, and this "
            "project's own recipe, on two devices](training_curves.png)",
            "",
            "ESR on the last nine seconds after each epoch, on one core; the dashed line is the best of the",
            "official trainer. Measured by `benchmarks/training.py`, not in this run.",
            "",
            *curve_rows(curves),
            "",
        ]
    options.output.write_text("\n".join(text))


if __name__ == "__main__":
    main()
