import dataclasses
from pathlib import Path

import pytest
from library_cases import clipper, lone_index

from reamp.library.entry import Entry
from reamp.library.entry_text import (
    credit_text,
    gain_text,
    gear_text,
    level_text,
    load_text,
    place_text,
    read_as_text,
)
from reamp.library.query import Found, Query


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> Entry:
    folder = tmp_path_factory.mktemp("amps")
    clipper(folder / "lead.nam", drive=9.0, gear_make="Peavey", input_level_dbu=12.2)
    with lone_index(folder) as index:
        index.add(folder)
        index.update()
        return index.search(Query()).entries[0]


def test_what_is_known_is_in_words(entry: Entry) -> None:
    known = dataclasses.replace(entry, load=0.0142, gain_db=20.6, modeled_by="Ann", license="cc-by")
    assert (place_text(known), gear_text(known), gain_text(known)) == ("lead.nam", "Peavey", "21 dB")
    assert (level_text(known), load_text(known), credit_text(known)) == ("12.20 dBu", "1.4 %", "Ann (cc-by)")


def test_what_is_unknown_is_empty(entry: Entry) -> None:
    unknown = dataclasses.replace(
        entry, gear_make=None, gain_db=None, input_level_dbu=None, load=None, modeled_by=None
    )
    texts = (gear_text(unknown), gain_text(unknown), level_text(unknown), load_text(unknown))
    assert (*texts, credit_text(unknown)) == ("",) * 5
    assert gear_text(dataclasses.replace(unknown, gear_type="amp")) == "amp"


@pytest.mark.parametrize("origin", ["estimated", "by ear"])
def test_a_level_that_was_not_measured_is_marked(entry: Entry, origin: str) -> None:
    assert level_text(dataclasses.replace(entry, input_level_origin=origin)) == "12.20 dBu ~"


def test_a_folder_that_is_not_there_is_said(entry: Entry) -> None:
    gone = dataclasses.replace(entry, path=entry.folder / "a\x1b[2J.nam", is_gone=True)
    assert place_text(gone).endswith(".nam (not there)")
    assert "\x1b" not in place_text(gone)


def test_words_that_were_read_as_others_are_said() -> None:
    found = Found(entries=(), total=0, read_as={"pevaey": ("peavey", "pevey"), "xyzzy": ()})
    assert read_as_text(found) == (
        "no model has the word pevaey; searched for peavey and pevey",
        "no model has the word xyzzy",
    )


def test_a_file_that_is_itself_in_the_index_has_its_path(entry: Entry) -> None:
    alone = dataclasses.replace(entry, folder=entry.path)
    assert Path(place_text(alone)) == entry.path
