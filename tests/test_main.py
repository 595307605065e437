"""`python -m reamp` is the command."""

import subprocess
import sys


def test_python_runs_the_package_as_the_command() -> None:
    command = [sys.executable, "-m", "reamp", "--help"]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    assert result.stdout.startswith("Usage: reamp [OPTIONS] COMMAND [ARGS]...")
