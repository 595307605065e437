"""Measure the cost of a rig beyond its model: rows for RESULTS.md, from core/bench/rig_bench.cpp."""

import json
import subprocess
from pathlib import Path

__all__ = ["rig_rows"]


def rig_rows(rig_bench: Path, model: Path, *, seconds: float) -> list[str]:
    """Return a row for each case: the time relative to the model's in the same run, the share of a core."""
    command = [str(rig_bench), "--seconds", str(seconds), str(model)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = ["| what | times the model alone | share of a core |", "| --- | ---: | ---: |"]
    for line in map(json.loads, lines.splitlines()):
        times = f"{line['rig_s'] / line['model_s']:.2f}" if line["model_s"] else ""
        rows.append(f"| {line['case']} | {times} | {line['rig_s']:.2%} |")
        print(rows[-1], flush=True)
    return rows
