"""The C++ tests of the engine: random sessions, damaged projects, nothing taken in the audio thread."""

import subprocess

import pytest
from plugin_hosts import HOSTS, NOT_BUILT


def test_the_engine_passes_its_own_tests() -> None:
    program = HOSTS / "plugin_tests"
    if not program.exists():
        pytest.skip(NOT_BUILT)
    done = subprocess.run([program], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout
