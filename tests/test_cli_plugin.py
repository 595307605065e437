"""`reamp plugin install`: the folders of the plug-ins, and the DAWs that see them."""

import json
from pathlib import Path

import pytest
from cli_runner import error_of, run


def test_install_and_remove_say_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "Reamp.clap").write_text("a plug-in")
    (line,) = run("plugin", "install", "--from", tmp_path).stdout.splitlines()
    assert line.startswith(f"CLAP {tmp_path}/home/.clap/Reamp.clap  for Bitwig Studio")
    (row,) = json.loads(run("plugin", "install", "--remove", "--json").stdout)
    assert row["format"]["name"] == "CLAP"
    assert "No plug-in of Reamp is installed" in run("plugin", "install", "--remove").stdout


def test_without_a_plug_in_the_error_says_how_to_build_it(tmp_path: Path) -> None:
    assert "build it with `make plugin`" in error_of("plugin", "install", "--from", tmp_path)
