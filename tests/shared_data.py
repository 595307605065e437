"""The folder of real models and recordings for some tests and benchmarks; it is not in the repository."""

import os
from pathlib import Path

__all__ = ["SHARED_DATA"]

SHARED_DATA = Path(os.environ.get("REAMP_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
"""What needs them is left out where the folder does not exist."""
