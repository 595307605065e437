"""Measure what oversampling leaves of the aliases of models: rows for RESULTS.md."""

import sys
from collections.abc import Mapping
from pathlib import Path

from reamp.demo import demo_model_path

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from alias_measures import aliases_db

__all__ = ["alias_rows"]


def alias_rows(models: Mapping[str, Path]) -> list[str]:
    """Return a row for each model and the pedal of the demo, at two levels of the sine."""
    rows = ["| model | sine | 1x | 2x | 4x |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, path in {**models, "pedal of the demo": demo_model_path()}.items():
        for peak, level in ((0.5, "-6 dBFS"), (0.1, "-20 dBFS")):
            cells = " | ".join(f"{aliases_db(path, factor, peak=peak):.0f} dB" for factor in (1, 2, 4))
            rows.append(f"| {name} | {level} | {cells} |")
            print(rows[-1], flush=True)
    return rows
