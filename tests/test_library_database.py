import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reamp.errors import LibraryError
from reamp.library import database
from reamp.library.database import SCHEMA_VERSION, as_library_error, connect, library_path, writing


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def test_a_new_index_has_the_tables_of_this_version_and_never_lets_a_reader_wait(tmp_path: Path) -> None:
    connection = connect(tmp_path / "in" / "library.db")
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"folder", "network", "file", "words"} <= names
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    connection.close()
    assert version(tmp_path / "in" / "library.db") == SCHEMA_VERSION


def test_an_older_index_becomes_a_new_one_with_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.db"
    connection = connect(path)
    connection.execute("INSERT INTO folder (path) VALUES (?)", (b"/amps",))
    connection.close()
    later = (*database._MIGRATIONS, "ALTER TABLE folder ADD COLUMN colour TEXT DEFAULT 'blue'")
    monkeypatch.setattr(database, "_MIGRATIONS", later)
    monkeypatch.setattr(database, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    connection = connect(path)
    assert tuple(connection.execute("SELECT path, colour FROM folder").fetchone()) == (b"/amps", "blue")
    connection.close()
    assert version(path) == SCHEMA_VERSION + 1


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "library.db"
    connect(path).close()
    later = (*database._MIGRATIONS, "ALTER TABLE folder ADD COLUMN colour TEXT;\nNO SQL AT ALL")
    monkeypatch.setattr(database, "_MIGRATIONS", later)
    monkeypatch.setattr(database, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with pytest.raises(LibraryError, match="NO"):
        connect(path)
    assert version(path) == SCHEMA_VERSION


def test_an_index_of_a_newer_reamp_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    connection = connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(LibraryError, match="newer Reamp"):
        connect(path)


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to be read as one" * 20, b"\0" * 4096]
)
def test_what_is_no_index_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="delete the file to index anew"):
        connect(path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be used"):
        connect(tmp_path / "file" / "library.db")


def test_a_step_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    connection = connect(tmp_path / "library.db")
    folders = [(b"/amps",), (b"/more",), (b"/amps",)]  # the last is there already
    with pytest.raises(sqlite3.IntegrityError), writing(connection):
        connection.executemany("INSERT INTO folder (path) VALUES (?)", folders)
    assert connection.execute("SELECT count(*) FROM folder").fetchone()[0] == 0
    with writing(connection):
        connection.execute("INSERT INTO folder (path) VALUES (?)", (b"/amps",))
    assert connection.execute("SELECT count(*) FROM folder").fetchone()[0] == 1
    connection.close()


def test_an_index_that_is_busy_is_not_called_damaged(tmp_path: Path) -> None:
    with pytest.raises(LibraryError) as caught, as_library_error(tmp_path):
        raise sqlite3.OperationalError("database is locked")
    assert "delete" not in str(caught.value)


def test_it_lies_in_the_users_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "REAMP_DATA_DIR", str(tmp_path))
    assert library_path() == tmp_path / "library.db"


def test_several_can_make_the_same_index_at_once(tmp_path: Path) -> None:
    """SQLite fails at once, without waiting, where two switch a new file to WAL."""
    paths = [tmp_path / f"{number}.db" for number in range(60)]
    together = threading.Barrier(3)

    def make_all() -> None:
        for path in paths:
            together.wait(30.0)
            connect(path).close()

    with ThreadPoolExecutor(3) as pool:
        for made in [pool.submit(make_all) for _ in range(3)]:
            made.result()
