import sqlite3
from pathlib import Path

import pytest
from library_cases import lone_index, models

from reamp.errors import LibraryError
from reamp.library.index import Folder, Library
from reamp.library.query import Query


def test_a_folder_inside_another_is_a_part_of_it(tmp_path: Path) -> None:
    models(tmp_path / "amps" / "in", 2)
    models(tmp_path / "amps", 1)
    with lone_index(tmp_path) as index:
        assert index.add(tmp_path / "amps" / "in") == tmp_path / "amps" / "in"
        index.update()
        assert index.add(tmp_path / "amps") == tmp_path / "amps"
        assert index.add(tmp_path / "amps" / "in") == tmp_path / "amps"
        assert index.update().added == 1
        assert index.folders() == (Folder(path=tmp_path / "amps", models=3, problems=0, is_gone=False),)


def test_a_folder_that_is_removed_takes_its_models_along(tmp_path: Path) -> None:
    models(tmp_path / "one", 1)
    models(tmp_path / "two", 2)
    with lone_index(tmp_path) as index:
        index.add(tmp_path / "one")
        index.add(tmp_path / "two")
        index.update()
        index.remove(tmp_path / "two")
        assert [entry.path.name for entry in index.search(Query()).entries] == ["amp 0.nam"]
        with pytest.raises(LibraryError, match="two: is not in the library"):
            index.remove(tmp_path / "two")
    assert len(list((tmp_path / "two").iterdir())) == 2


@pytest.mark.parametrize(("name", "problem"), [("nothing", "does not exist"), ("file", "is no folder")])
def test_only_folders_are_taken(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / "file").write_text("")
    with lone_index(tmp_path) as index, pytest.raises(LibraryError, match=problem):
        index.add(tmp_path / name)


def test_what_is_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_text("this is no database, and long enough to be read as one" * 20)
    with pytest.raises(LibraryError, match=r"library\.db: cannot be used: file is not a database; delete"):
        Library(tmp_path / "library.db")


def test_an_index_of_a_newer_reamp_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "library.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match="newer Reamp"):
        Library(tmp_path / "library.db")
