"""The plug-in's knobs are those of the one table."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_header_of_the_knobs_is_generated_from_the_table() -> None:
    check = [sys.executable, str(ROOT / "tools" / "make_plugin_knobs.py"), "--check"]
    done = subprocess.run(check, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
