from collections.abc import Iterator
from pathlib import Path

import pytest
from library_cases import clipper, lone_index
from play_cases import rig_of, still_session
from rig_files import gain_model

from reamp.cli.hints import HINTS
from reamp.errors import EmptyLibraryError
from reamp.library.index import Library
from reamp.terminal.keyboard import Pasted
from reamp.terminal.play_desk import KeyDesk, Page
from reamp.terminal.search_desk import SearchDesk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SearchDesk]:
    folder = tmp_path / "amps"
    folder.mkdir()
    for name in ("a", "b", "vox ac30"):
        clipper(folder / f"{name}.nam", drive=9.0, input_level_dbu=12.0 if name == "b" else None)
    with lone_index(tmp_path) as index:
        index.add(folder)
        index.update()
    desk = SearchDesk(lambda: lone_index(tmp_path))
    yield desk
    desk.end()


def test_letters_are_typed_and_taken_back(desk: SearchDesk) -> None:
    search = desk.begin()
    for key in "vox?":
        search = desk.press(search, key)
    assert (search.words, search.found.total) == ("vox?", 1)
    search = desk.press(desk.press(search, "backspace"), "left")
    assert (search.words, search.found.total) == ("vox", 1)


def test_arrows_choose_and_tab_keeps_the_calibrated(desk: SearchDesk) -> None:
    search = desk.press(desk.begin(), "down")
    assert search.choice == 1
    assert desk.press(desk.press(search, "page down"), "up").choice == 1
    search = desk.press(search, "tab")
    assert [entry.label for entry in search.answers] == ["b"]
    assert desk.press(search, "tab").found.total == 3


def test_text_that_was_pasted_is_typed(desk: SearchDesk) -> None:
    assert desk.press(desk.begin(), "vox ac30").found.total == 1


def test_the_library_is_closed_at_the_end_and_after_an_error(tmp_path: Path) -> None:
    opened = []

    def open_empty():  # type: ignore[no-untyped-def]
        opened.append(lone_index(tmp_path))
        return opened[-1]

    with pytest.raises(EmptyLibraryError):
        SearchDesk(open_empty).begin()
    with pytest.raises(Exception, match="closed"):
        opened[0].connection.execute("SELECT 1")


@pytest.fixture
def searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of models that is the library: two of a Plexi, and one that left since."""
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    folder = tmp_path / "library"
    folder.mkdir()
    for name in ("plexi a.nam", "plexi b.nam", "plexi gone.nam", "vox.nam"):
        gain_model(folder / name, loudness_db=-18.0)  # one network, measured once
    with Library() as index:
        index.add(folder)
        index.update()
    (folder / "plexi gone.nam").unlink()
    return folder


def test_a_search_plays_what_it_finds_and_n_steps_through_it(searched: Path) -> None:
    session = still_session()
    desk = KeyDesk(session, hints=HINTS)
    desk.press(["/", *"plexi", "down", "enter"])
    assert (desk.view.page, session.rig.models[0].path) == (Page.SEARCH, searched / "plexi b.nam")
    assert desk.view.message == "plexi b.nam"
    desk.press(["down", "enter"])
    assert desk.view.is_error
    assert "plexi gone.nam" in desk.view.message
    assert session.rig.models[0].name == "plexi b"
    desk.press(["escape", "p"])
    assert (desk.view.page, desk.view.search) == (Page.PLAY, None)
    assert session.rig.models[0].name == "plexi a"


def test_a_found_model_takes_the_place_of_the_chosen_one(tmp_path: Path, searched: Path) -> None:
    session = still_session(rig_of(gain_model(tmp_path / "pedal.nam"), gain_model(tmp_path / "amp.nam")))
    desk = KeyDesk(session, hints=HINTS)
    desk.press(["tab", "/", Pasted("vox"), "enter", "escape"])
    assert [model.name for model in session.rig.models] == ["pedal", "vox"]


def test_a_search_of_an_empty_library_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    desk = KeyDesk(still_session(), hints=HINTS)
    desk.press(["/"])
    assert (desk.view.page, desk.view.is_error) == (Page.PLAY, True)
    assert "reamp library add FOLDER" in desk.view.message


def test_enter_without_an_answer_changes_nothing(searched: Path) -> None:
    session = still_session()
    desk = KeyDesk(session, hints=HINTS)
    before = session.rig
    desk.press(["/", *"xyzzy", "enter"])
    assert session.rig == before
    assert desk.view.page is Page.SEARCH
