"""A study goes on in its own folder, with its own settings, and takes no other folder for one."""

import json
from pathlib import Path

import pytest

from reamp.errors import ConfigError, OutputError, OutputExistsError, UnfinishedRunError
from reamp.study.folder import prepare_folder

SETTINGS = {"epochs": 4, "levels": (1.0, 2.0)}


def test_a_new_folder_holds_the_settings_and_its_rooms(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "report"
    prepare_folder(folder, SETTINGS, resume=False)
    assert json.loads((folder / "study.json").read_text()) == {"epochs": 4, "levels": [1.0, 2.0]}
    assert sorted(each.name for each in folder.iterdir() if each.is_dir()) == [
        *("audio", "captures", "models", "pictures")
    ]


def test_a_study_goes_on_with_the_same_settings_only(tmp_path: Path) -> None:
    prepare_folder(tmp_path, SETTINGS, resume=False)
    prepare_folder(tmp_path, SETTINGS, resume=True)
    with pytest.raises(UnfinishedRunError, match="holds a study; go on with it"):
        prepare_folder(tmp_path, SETTINGS, resume=False)
    with pytest.raises(ConfigError, match="begun with epochs 4, now it is 5"):
        prepare_folder(tmp_path, SETTINGS | {"epochs": 5}, resume=True)


def test_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text("{")
    with pytest.raises(ConfigError, match=r"study\.json cannot be read, so the study cannot go on"):
        prepare_folder(tmp_path, SETTINGS, resume=True)


def test_another_page_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("another page")
    with pytest.raises(OutputExistsError, match="is a page that is no study's"):
        prepare_folder(tmp_path, SETTINGS, resume=False)
    assert (tmp_path / "index.html").read_text() == "another page"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be created: Not a directory"):
        prepare_folder(tmp_path / "file" / "report", SETTINGS, resume=False)
