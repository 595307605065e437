"""The file of the index: SQLite in the user's folder, its tables, and how an older one becomes a new one.

A path is bytes, because file names need not be text. Readers never wait for a writer (WAL), and a writer
waits for another one. What is committed survives a crash of the program.
"""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from reamp.errors import LibraryError
from reamp.folders import data_dir

__all__ = ["MEASURED_BY", "SCHEMA_VERSION", "as_library_error", "connect", "library_path", "writing"]

_MIGRATIONS = (
    """
    CREATE TABLE folder (
      id INTEGER PRIMARY KEY,
      path BLOB NOT NULL UNIQUE,
      is_gone INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE network (
      id INTEGER PRIMARY KEY,
      fingerprint TEXT NOT NULL UNIQUE,
      measured_by INTEGER NOT NULL,
      architecture TEXT NOT NULL,
      description TEXT NOT NULL,
      sample_rate_hz INTEGER NOT NULL,
      weight_count INTEGER NOT NULL,
      macs_per_frame INTEGER NOT NULL,
      load REAL,
      loudness_db REAL,
      latency_frames REAL,
      gain_db REAL,
      traits BLOB,
      sound BLOB,
      problem TEXT
    );
    CREATE TABLE file (
      id INTEGER PRIMARY KEY,
      path BLOB NOT NULL UNIQUE,
      shown TEXT NOT NULL,
      folder_id INTEGER NOT NULL REFERENCES folder (id),
      size INTEGER NOT NULL,
      changed_ns INTEGER NOT NULL,
      sidecar_ns INTEGER,
      network_id INTEGER REFERENCES network (id),
      problem TEXT,
      name TEXT,
      gear_make TEXT,
      gear_model TEXT,
      gear_type TEXT,
      tone_type TEXT,
      modeled_by TEXT,
      stated_loudness_db REAL,
      input_level_dbu REAL,
      output_level_dbu REAL,
      input_level_origin TEXT,
      validation_esr REAL,
      creator TEXT,
      title TEXT,
      license TEXT,
      url TEXT,
      source TEXT
    );
    CREATE INDEX file_network ON file (network_id);
    CREATE INDEX file_folder ON file (folder_id);
    CREATE VIRTUAL TABLE words USING fts5 (
      name, gear, author, place, pieces,
      tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
    );
    CREATE VIRTUAL TABLE terms USING fts5vocab (words, 'row');
    """,
    # A table of its own: likeness reads all of the others, and these would lie between them.
    """
    CREATE TABLE moments (
      network_id INTEGER PRIMARY KEY REFERENCES network (id) ON DELETE CASCADE,
      levels BLOB NOT NULL
    );
    """,
)
"""Each brings the tables from the version that is its place to the next one; released ones never change."""

SCHEMA_VERSION = len(_MIGRATIONS)

MEASURED_BY = 2
"""Counts up with every change of what `reamp.library.measure` measures: older networks are measured again."""

_WAIT_S = 30.0
_RETRY_S = 0.01
_PRIMARY_CODE = 0xFF  # of SQLite's extended error codes


def library_path() -> Path:
    """Return where the index of this user is; the file need not exist."""
    return data_dir() / "library.db"


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to an index, made or brought to `SCHEMA_VERSION` where it is not.

    Raises `LibraryError` for a file that is no index, is damaged, cannot be written, or belongs to a newer
    Reamp.
    """
    with as_library_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version < SCHEMA_VERSION:
                _use_wal(connection)
                _migrate(connection)
            elif version > SCHEMA_VERSION:
                raise LibraryError(
                    path,
                    f"was written by a newer Reamp (schema {version}, this one knows {SCHEMA_VERSION}); "
                    "update Reamp, or delete the file to index anew",
                )
        except BaseException:
            connection.close()
            raise
    return connection


@contextlib.contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what the block writes in one step, or nothing of it when it raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextlib.contextmanager
def as_library_error(path: Path) -> Iterator[None]:
    """Raise what SQLite and the file system raise as `LibraryError`."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        advice = "" if "locked" in str(error) else "; delete the file to index anew"
        raise LibraryError(path, f"cannot be used: {error}{advice}") from error
    except OSError as error:
        raise LibraryError(path, f"cannot be used: {error.strerror or error}") from error


def _use_wal(connection: sqlite3.Connection) -> None:
    """Let others read while one writes.

    SQLite does not wait by itself while another process does the same with a new file: it fails at once.
    """
    end_s = time.monotonic() + _WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & _PRIMARY_CODE == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > end_s:
                raise
            time.sleep(_RETRY_S)
        else:
            return


def _migrate(connection: sqlite3.Connection) -> None:
    with writing(connection):
        # Another process may have done it while this one waited.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for script in _MIGRATIONS[version:]:
            for statement in script.split(";\n"):
                if statement.strip():
                    connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
