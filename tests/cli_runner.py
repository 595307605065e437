"""Running the command inside the tests, as it prints on a screen of 80 columns."""

from pathlib import Path

from click.testing import CliRunner, Result

from reamp.cli.main import cli
from reamp.demo import demo_di_path, demo_model_path

DI, MODEL = str(demo_di_path()), str(demo_model_path())


def run(*args: str | Path) -> Result:
    """Return the result of `reamp ARGS`; an exception that is no exit fails the test."""
    result = CliRunner(env={"COLUMNS": "80"}).invoke(cli, [str(arg) for arg in args], prog_name="reamp")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def error_of(*args: str | Path, exit_code: int = 1) -> str:
    """Return the one line of stderr of a command that fails, the usage before it left out."""
    result = run(*args)
    assert result.exit_code == exit_code, result.output
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1 or lines[0].startswith("Usage: ")
    assert lines[-1].startswith("Error: ")
    return lines[-1].removeprefix("Error: ")
