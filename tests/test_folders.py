"""Where the files of a user lie."""

from pathlib import Path

import pytest

from reamp.folders import config_dir


def test_the_environment_chooses_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "own"))
    assert config_dir() == tmp_path / "own"
    monkeypatch.delenv("REAMP_CONFIG_DIR")
    assert config_dir().name == "reamp"
    assert config_dir() != Path("reamp")
