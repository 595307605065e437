"""Real models and recordings for some tests and the benchmarks: where they are, as they are not in here."""

import os
from pathlib import Path

__all__ = ["SHARED_DATA"]

SHARED_DATA = Path(os.environ.get("REAMP_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
"""What needs them is left out where the folder does not exist."""
