"""The C++ tests of the engine, and random sessions, damaged songs and damaged presets."""

import subprocess

import pytest
from plugin_hosts import HOSTS, NOT_BUILT


def test_the_engine_passes_its_own_tests() -> None:
    program = HOSTS / "plugin_tests"
    if not program.exists():
        pytest.skip(NOT_BUILT)
    done = subprocess.run([program], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout


def test_random_sessions_and_damaged_files() -> None:
    """A few; `make plugin-sanitized` runs 1 000 and 20 000."""
    program = HOSTS / "plugin_sessions"
    if not program.exists():
        pytest.skip(NOT_BUILT)
    done = subprocess.run([program, "15", "100"], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "15 sessions" in done.stdout
    assert "100 damaged songs and 100 damaged presets" in done.stdout
