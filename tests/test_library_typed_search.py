import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from library_cases import clipper, lone_index, models

from reamp.errors import EmptyLibraryError
from reamp.library.index import Library
from reamp.library.typed_search import MOST_ANSWERS, TypedSearch


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "amps"
    folder.mkdir()
    clipper(folder / "lead.nam", drive=30.0, gear_make="Peavey", input_level_dbu=18.3)
    clipper(folder / "rhythm.nam", drive=20.0, gear_make="Peavey")
    clipper(folder / "clean.nam", drive=0.2, gear_make="Vox")
    (folder / "broken.nam").write_text("{")
    with lone_index(tmp_path) as index:
        index.add(folder)
        index.update()
        yield index


def labels(search: TypedSearch) -> list[str]:
    return [entry.label for entry in search.answers]


def test_each_letter_narrows_the_answers(library: Library) -> None:
    search = TypedSearch.begin(library)
    assert labels(search) == ["clean", "lead", "rhythm"]
    search = search.typed(library, "p")
    assert sorted(labels(search)) == ["lead", "rhythm"]
    search = search.typed(library, "peav rh")
    assert (labels(search), search.paths[0].name) == (["rhythm"], "rhythm.nam")


def test_a_choice_stops_at_the_ends_and_begins_anew_with_other_words(library: Library) -> None:
    search = TypedSearch.begin(library).moved(-1)
    assert search.choice == 0
    search = search.moved(100)
    assert search.chosen is not None
    assert search.chosen.label == "rhythm"
    assert search.typed(library, "p").choice == 0


def test_without_answers_nothing_is_chosen(library: Library) -> None:
    search = TypedSearch.begin(library, "zzzzzz")
    assert search.found.read_as == {"zzzzzz": ()}
    assert search.moved(1).choice == 0
    assert search.chosen is None


def test_only_calibrated_models_and_all_again(library: Library) -> None:
    search = TypedSearch.begin(library, "peavey").calibrated_only(library, is_on=True)
    assert (labels(search), search.words, search.is_calibrated_only) == (["lead"], "peavey", True)
    search = search.calibrated_only(library, is_on=False)
    assert (sorted(labels(search)), search.is_calibrated_only) == (["lead", "rhythm"], False)


def test_models_on_a_disk_that_is_not_there_are_no_answers(library: Library, tmp_path: Path) -> None:
    (tmp_path / "amps").rename(tmp_path / "away")
    library.update()
    assert labels(TypedSearch.begin(library)) == []


def test_more_than_can_be_stepped_through_is_counted(tmp_path: Path) -> None:
    (model,) = models(tmp_path / "amps", 1)
    for number in range(MOST_ANSWERS + 2):  # copies of a network are not measured again
        shutil.copy(model, tmp_path / "amps" / f"copy {number}.nam")
    with lone_index(tmp_path) as index:
        index.add(tmp_path / "amps")
        index.update()
        search = TypedSearch.begin(index)
    assert (len(search.answers), search.found.total) == (MOST_ANSWERS, MOST_ANSWERS + 3)


def test_an_empty_library_is_said(tmp_path: Path) -> None:
    with lone_index(tmp_path) as index, pytest.raises(EmptyLibraryError):
        TypedSearch.begin(index)
