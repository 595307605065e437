import sqlite3
from pathlib import Path

import pytest
from library_cases import clipper, lone_index

from reamp.library.entry import COLUMNS, TABLES, Entry, entry_of
from reamp.library.index import Library
from reamp.library.provenance import Provenance, write_provenance
from reamp.library.query import Query
from reamp.nam import NamDocument
from reamp.nam.fingerprint import network_fingerprint


@pytest.fixture
def library(tmp_path: Path) -> Library:
    path = tmp_path / "amps" / "in" / "lead.nam"
    path.parent.mkdir(parents=True)
    clipper(path, drive=9.0, gear_make="Peavey", gear_model="5150", modeled_by="Ann", input_level_dbu=12.0)
    index = lone_index(tmp_path)
    index.add(tmp_path / "amps")
    index.update()
    return index


def only(library: Library) -> Entry:
    (entry,) = library.search(Query()).entries
    return entry


def test_an_entry_has_what_the_file_says_and_what_was_measured(library: Library, tmp_path: Path) -> None:
    entry, path = only(library), tmp_path / "amps" / "in" / "lead.nam"
    assert (entry.path, entry.folder, entry.place) == (path, tmp_path / "amps", Path("in/lead.nam"))
    assert (entry.label, entry.gear, entry.author, entry.is_calibrated) == (
        "lead",
        "Peavey 5150",
        "Ann",
        True,
    )
    assert (entry.input_level_dbu, entry.input_level_origin) == (12.0, "file")
    assert (entry.architecture, entry.sample_rate_hz, entry.weight_count) == ("ConvNet", 48_000, 5)
    assert entry.gain_db == pytest.approx(20.2, abs=0.5)
    assert entry.problem is None


def test_a_level_that_is_kept_here_counts_before_the_one_of_the_file(library: Library) -> None:
    fingerprint = only(library).fingerprint
    library.connection.execute("INSERT INTO temp.kept VALUES (?, 4.5)", (fingerprint,))
    assert (only(library).input_level_dbu, only(library).input_level_origin) == (4.5, "kept")


def test_the_creator_of_a_download_is_the_author(library: Library, tmp_path: Path) -> None:
    write_provenance(tmp_path / "amps" / "in" / "lead.nam", Provenance(creator="Jürgen", license="cc-by"))
    library.update()
    assert (only(library).author, only(library).license) == ("Jürgen", "cc-by")


def test_a_row_is_an_entry_with_every_field(library: Library, tmp_path: Path) -> None:
    library.connection.row_factory = sqlite3.Row
    row = library.connection.execute(f"SELECT {COLUMNS} FROM {TABLES}").fetchone()
    document = NamDocument.read(tmp_path / "amps" / "in" / "lead.nam")
    assert entry_of(row).fingerprint == network_fingerprint(document)
    assert entry_of(row) == only(library)
