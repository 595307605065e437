from collections.abc import Iterator
from pathlib import Path

import pytest
from library_cases import clipper, lone_index
from rich.text import Text

from reamp.library.index import Library
from reamp.library.provenance import Provenance, write_provenance
from reamp.library.typed_search import TypedSearch
from reamp.terminal.search_screen import search_rows


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("amps")
    (folder / "Vox").mkdir()
    for number in range(30):
        clipper(folder / "Vox" / f"amp {number:02}.nam", drive=9.0)
    clipper(folder / "lead.nam", drive=9.0, gear_make="Peavey", gear_model="5150", input_level_dbu=18.3)
    write_provenance(folder / "lead.nam", Provenance(creator="Jürgen", license="cc-by-nc"))
    clipper(folder / f"{'very ' * 20}long crunch.nam", drive=9.0)
    with lone_index(folder) as index:
        index.add(folder)
        index.update()
        yield index


def rows(
    search: TypedSearch, *, width: int = 80, height: int = 20, playing: Path | None = None
) -> list[Text]:
    return search_rows(search, playing=playing, width=width, height=height)


def test_what_was_typed_how_many_and_what_is_known_of_each(library: Library) -> None:
    search = TypedSearch.begin(library, "lead")
    shown = [row.plain for row in rows(search, playing=search.paths[0])]
    assert shown[0] == "search: lead_   1 model"
    assert shown[1].split() == ["Model", "Gain", "Input", "level", "Author", "Gear"]
    assert " ".join(shown[2].split()) == "> lead 20 dB 18.30 dBu Jürgen (cc-by-nc) Peavey 5150"


def test_the_chosen_answer_is_always_in_sight(library: Library) -> None:
    search = TypedSearch.begin(library, "vox")
    for choice in (0, 7, 29):
        shown = rows(search.moved(choice), height=12)
        assert len(shown) == 12
        (chosen,) = [row for row in shown if row.style == "reverse"]
        assert chosen.plain.split()[1] == f"{choice:02}"


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (60, 16), (40, 12), (20, 5), (80, 1)])
def test_every_size_holds_it(library: Library, width: int, height: int) -> None:
    shown = rows(TypedSearch.begin(library), width=width, height=height)
    assert len(shown) <= height
    assert max(row.cell_len for row in shown[1:] or [Text()]) <= width


def test_a_long_name_loses_its_beginning(library: Library) -> None:
    shown = rows(TypedSearch.begin(library, "crunch"), width=60)
    assert shown[2].plain.lstrip().startswith("…")
    assert "long crunch  " in shown[2].plain


def test_a_word_that_no_model_has_is_said(library: Library) -> None:
    shown = [row.plain for row in rows(TypedSearch.begin(library, "xyzzy"))]
    assert shown == ["search: xyzzy_   no models", "no model has the word xyzzy"]


def test_the_filter_is_said(library: Library) -> None:
    search = TypedSearch.begin(library).calibrated_only(library, is_on=True)
    assert rows(search)[0].plain == "search: _   1 calibrated model"
