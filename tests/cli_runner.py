"""Runs the command inside the tests, with its output for a screen of 80 columns."""

import os
from pathlib import Path

from click.testing import CliRunner, Result

from reamp.cli.main import cli
from reamp.demo import demo_di_path, demo_model_path

# The settings of this machine's user must not affect a test.
_NO_SETTINGS = str(Path(__file__).parent / "no-settings")

DI, MODEL = str(demo_di_path()), str(demo_model_path())


def run(*args: str | Path) -> Result:
    """Return the result of `reamp ARGS`; an exception other than an exit fails the test."""
    env = {"COLUMNS": "80", "REAMP_CONFIG_DIR": os.environ.get("REAMP_CONFIG_DIR", _NO_SETTINGS)}
    result = CliRunner(env=env).invoke(cli, [str(arg) for arg in args], prog_name="reamp")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def error_of(*args: str | Path, exit_code: int = 1) -> str:
    """Return the one line of stderr of a command that fails."""
    result = run(*args)
    assert result.exit_code == exit_code, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")
