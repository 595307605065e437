"""Commands and groups: their help keeps its lines, and what is typed wrongly is one line."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from library_cases import models

from reamp.cli.commands import FILE, Command, Group, json_option
from reamp.library.index import Library


@click.group(cls=Group)
def tools() -> None:
    """Do things.

    Examples:
      tools second 1
      tools first a.nam
    """


@tools.command()
@click.argument("paths", type=FILE, nargs=-1)
@json_option
def second(*, paths: tuple[Path, ...], as_json: bool) -> None:
    """Print what was typed."""
    click.echo(f"{[path.name for path in paths]} {as_json}")


@tools.command(cls=Command)
@click.option("--name")
def first(*, name: str) -> None:
    """Print a name."""
    click.echo(name)


def output(*args: str) -> str:
    return CliRunner().invoke(tools, list(args)).output


def test_commands_keep_their_order_and_examples_their_lines() -> None:
    text = output("--help")
    assert text.index("second") < text.index("first")
    assert "    tools second 1\n    tools first a.nam\n" in text


def test_a_path_is_a_path_and_json_is_a_flag() -> None:
    assert output("second", "a.nam", "b.nam", "--json") == "['a.nam', 'b.nam'] True\n"


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("secnd",), "did you mean second?"),
        (("first", "--name", "a", "--name", "b"), "--name can be given only once"),
        (("second", "dBu"), "dBu is a unit without its number"),
    ],
)
def test_what_is_typed_wrongly(args: tuple[str, ...], problem: str) -> None:
    assert problem in output(*args)


def test_a_search_of_the_library_loads_no_numpy_and_no_interfaces(tmp_path: Path) -> None:
    models(tmp_path / "amps", 1)
    with Library(tmp_path / "library.db") as index:
        index.add(tmp_path / "amps")
        index.update()
    code = (
        "import sys\nfrom reamp.cli.main import main\n"
        "try: main(['library', 'search', 'amp'])\nexcept SystemExit: pass\n"
        "print(*sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "REAMP_DATA_DIR": str(tmp_path), "REAMP_CONFIG_DIR": str(tmp_path)},
    )
    assert "amp 0.nam" in result.stdout
    loaded = set(result.stdout.splitlines()[-1].split())
    assert loaded & {"numpy", "soundfile", "reamp.interfaces.table", "reamp.engine"} == set()
