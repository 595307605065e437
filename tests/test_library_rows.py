import os
import sqlite3
from pathlib import Path

import pytest
from library_cases import clipper, lone_index

from reamp.library.index import Library
from reamp.library.look import look_at
from reamp.library.provenance import Provenance, write_provenance
from reamp.library.query import Query
from reamp.library.rows import as_text, write_files
from reamp.library.walk import walk


@pytest.fixture
def index(tmp_path: Path) -> Library:
    (tmp_path / "Brown Sounds" / "high gain").mkdir(parents=True)
    index = lone_index(tmp_path)
    index.add(tmp_path / "Brown Sounds")
    return index


def write(index: Library, path: Path, *, known: frozenset[str] = frozenset()) -> None:
    """Write what is known of a file, as an update does."""
    folder = index.folders()[0].path
    (found,) = [each for each in walk(os.fsencode(folder)) if each.path == os.fsencode(path)]
    (folder_id,) = index.connection.execute("SELECT id FROM folder").fetchone()
    write_files(index.connection, [look_at(found, known=known)], {found.path: folder_id})


def row(index: Library, table: str) -> sqlite3.Row:
    (found,) = index.connection.execute(f"SELECT * FROM {table}").fetchall()
    assert isinstance(found, sqlite3.Row)
    return found


def test_a_file_is_found_by_all_its_words_and_by_the_pieces_of_mixed_ones(
    index: Library, tmp_path: Path
) -> None:
    path = tmp_path / "Brown Sounds" / "high gain" / "JCM800 lead.nam"
    clipper(path, drive=9.0, gear_make="Marshall", modeled_by="Ann", name="The one")
    write_provenance(path, Provenance(creator="Jürgen", title="Plexi"))
    write(index, path)
    words = row(index, "words")
    assert (words["name"], words["gear"]) == ("JCM800 lead The one Plexi", "Marshall")
    assert (words["author"], words["place"]) == ("Ann Jürgen", "Brown Sounds high gain")
    assert words["pieces"] == "JCM 800"
    for typed in ("800", "jurgen", "brown high", "plexi"):
        assert index.search(Query(words=typed)).total == 1, typed


def test_a_file_that_is_written_again_is_one_row_with_its_new_words(index: Library, tmp_path: Path) -> None:
    path = tmp_path / "Brown Sounds" / "amp.nam"
    write(index, clipper(path, drive=9.0, gear_make="Vox"))
    before = row(index, "file")["id"]
    write(index, clipper(path, drive=9.0, gear_make="Fender"))
    assert (row(index, "file")["id"], row(index, "words")["gear"]) == (before, "Fender")
    assert index.search(Query(words="vox")).total == 0


@pytest.mark.parametrize(
    ("metadata", "origin"), [({"input_level_dbu": 12.0}, "file"), ({"gear_make": "Vox"}, None)]
)
def test_the_origin_of_a_level_is_kept(
    index: Library, tmp_path: Path, metadata: dict[str, object], origin: str | None
) -> None:
    write(index, clipper(tmp_path / "Brown Sounds" / "amp.nam", drive=9.0, **metadata))
    assert row(index, "file")["input_level_origin"] == origin


def test_a_network_that_another_process_removed_is_read_again_by_the_next_update(
    index: Library, tmp_path: Path
) -> None:
    path = clipper(tmp_path / "Brown Sounds" / "amp.nam", drive=9.0)
    write(index, path)
    fingerprint = row(index, "network")["fingerprint"]
    index.connection.execute("DELETE FROM words")
    index.connection.execute("DELETE FROM file")
    index.connection.execute("DELETE FROM network")
    write(index, path, known=frozenset({fingerprint}))
    assert row(index, "file")["changed_ns"] == -1
    assert index.update().changed == 1
    assert row(index, "network")["fingerprint"] == fingerprint


def test_a_folder_that_another_process_removed_gets_no_files(index: Library, tmp_path: Path) -> None:
    path = clipper(tmp_path / "Brown Sounds" / "amp.nam", drive=9.0)
    (found,) = walk(os.fsencode(path.parent))
    write_files(index.connection, [look_at(found, known=())], {found.path: 99})
    assert index.connection.execute("SELECT count(*) FROM file").fetchone()[0] == 0


def test_what_is_no_character_is_a_question_mark() -> None:
    assert as_text(os.fsdecode(b"f\xfczz")) == "f?zz"
    assert as_text(None) is None
