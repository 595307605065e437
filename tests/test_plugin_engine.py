"""The C++ tests of the engine, and random sessions, damaged songs and damaged presets."""

import subprocess
from pathlib import Path

import pytest
from cli_runner import MODEL
from plugin_hosts import BIN, HOSTS, NOT_BUILT, clap_state, needs_plugin


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


@needs_plugin
def test_instances_leave_nothing_and_take_little(tmp_path: Path) -> None:
    """30 instances one after another, then 5 together; bytes of memory in use that each adds."""
    state = tmp_path / "state"
    state.write_bytes(clap_state({"model": MODEL}))
    command = [HOSTS / "clap_instances", BIN / "Reamp.clap", state, "5", "30"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    in_use = {name: int(used) for name, _, used in map(str.split, done.stdout.splitlines())}
    assert in_use["in_turn"] < 2_000
    assert 100_000 < in_use["together"] < 800_000
