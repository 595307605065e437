"""The table of the training kernels: one step of every architecture on each instruction set."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

_LEGEND = """\
One step of 16 windows of 8192 frames on one core, without the loss: forward, and backward to the weights.
The multiply-adds are those that a step needs (`core/bench/train_bench.cpp`): each convolution forward, the
gradient of its weights, and that of its input, for the frames that count. The peak is of the same run."""


def kernel_rows(program: Path, *, seconds: float) -> list[str]:
    """Return the legend, one row per architecture and instruction set, and the gain from a second core."""

    def lines(*arguments: str) -> list[dict[str, Any]]:
        command = [str(program), "--seconds", str(seconds), *arguments]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return [json.loads(line) for line in output.splitlines()]

    rows = [
        *_LEGEND.splitlines(),
        "",
        "| architecture | instructions | GMAC | forward | backward | share of FMA peak | memory |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for line in lines():
        share, memory_mb = line["gmacs_per_s"] / line["peak_gmacs_per_s"], line["memory_bytes"] / 1e6
        rows.append(
            f"| {line['name']} | {line['instruction_set']} | {line['gmacs']:.2f} "
            f"| {line['forward_ms']:.1f} ms | {line['backward_ms']:.1f} ms | {share:.0%} "
            f"| {memory_mb:.0f} MB |"
        )
        print(rows[-1], flush=True)
    cores = os.cpu_count() or 1
    if cores > 1:
        best = lines("--threads", str(cores), "A1 standard")[0]
        rows += ["", f"A1 standard on {cores} cores: {best['speed_up']:.2f} times one core."]
    return rows
