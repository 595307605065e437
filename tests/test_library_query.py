from collections.abc import Iterator
from pathlib import Path

import pytest
from library_cases import clipper, lone_index

from reamp.errors import ConfigError, EmptyLibraryError
from reamp.library.index import Library
from reamp.library.provenance import Provenance, write_provenance
from reamp.library.query import Query, SortBy
from reamp.nam import NamDocument
from reamp.plan.kept_levels import HowKept, keep_level, level_to_keep


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    for place in ("Peavey", "british"):
        (folder / place).mkdir()
    clipper(folder / "Peavey" / "5150 lead.nam", drive=40.0, gear_type="amp", input_level_dbu=18.3)
    clipper(folder / "Peavey" / "5150III rhythm.nam", drive=20.0, gear_type="amp", loudness_db=-12.0)
    clipper(
        folder / "british" / "JCM800_crunch.nam",
        drive=8.0,
        gear_type="amp_cab",
        modeled_by="Ann",
        name="Chef",
    )
    clipper(folder / "british" / "clean.nam", drive=0.1, gear_type="pedal", gear_make="Höfner")
    write_provenance(folder / "british" / "clean.nam", Provenance(creator="Bo", title="Sparkle"))
    (folder / "broken.nam").write_text("{")
    return folder


@pytest.fixture
def index(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    with lone_index(tmp_path) as index:
        index.add(folder)
        index.update()
        yield index


def names(index: Library, query: Query) -> list[str]:
    return [entry.label for entry in index.search(query).entries]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("5150 lead", ["5150 lead"]),
        ("5150", ["5150 lead", "5150III rhythm"]),
        ("LEA", ["5150 lead"]),
        ("peavey rhy", ["5150III rhythm"]),
        ("jcm 800", ["JCM800_crunch"]),
        ("jcm800 cr", ["JCM800_crunch"]),
        ("hofner", ["clean"]),
        ("sparkle bo", ["clean"]),
        ("chef ann", ["JCM800_crunch"]),
        ('"lead" OR (*', []),
        ("lead peavey british", []),
    ],
)
def test_words_are_found_by_their_beginnings(index: Library, words: str, found: list[str]) -> None:
    assert sorted(names(index, Query(words=words))) == sorted(found)


@pytest.mark.parametrize(
    ("typed", "meant", "found"),
    [
        ("5105 lead", "5150", "5150 lead"),
        ("rythm", "rhythm", "5150III rhythm"),
        ("spakrle", "sparkle", "clean"),
    ],
)
def test_typing_errors_are_forgiven(index: Library, typed: str, meant: str, found: str) -> None:
    result = index.search(Query(words=typed))
    assert [entry.label for entry in result.entries] == [found]
    assert result.read_as == {typed.split(maxsplit=1)[0]: (meant,)}


def test_a_word_that_is_like_none_is_named(index: Library) -> None:
    result = index.search(Query(words="xylophone"))
    assert (result.entries, result.total, result.read_as) == ((), 0, {"xylophone": ()})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(is_calibrated=True), ["5150 lead"]),
        (Query(has_loudness=True), ["5150III rhythm"]),
        (Query(gear_types=("pedal", "amp_cab")), ["JCM800_crunch", "clean"]),
        (Query(author="b"), ["clean"]),
        (Query(author="ann"), ["JCM800_crunch"]),
        (Query(min_gain_db=25.0), ["5150 lead", "5150III rhythm"]),
        (Query(max_gain_db=0.0), ["clean"]),
        (Query(is_playable=False), ["broken"]),
        (Query(architecture="lstm"), []),
        (Query(words="5150", is_calibrated=False, max_load=1.0), ["5150III rhythm"]),
    ],
)
def test_filters(index: Library, query: Query, found: list[str]) -> None:
    assert sorted(names(index, query)) == sorted(found)


def test_sorting_and_limit(index: Library) -> None:
    by_gain = ["5150 lead", "5150III rhythm", "JCM800_crunch", "clean"]
    assert names(index, Query(sort_by=SortBy.GAIN)) == by_gain
    result = index.search(Query(sort_by=SortBy.GAIN, limit=2))
    assert ([entry.label for entry in result.entries], result.total) == (by_gain[:2], 4)


def test_a_level_that_is_kept_counts(tmp_path: Path, folder: Path, index: Library) -> None:
    document = NamDocument.read(folder / "british" / "clean.nam")
    keep_level(level_to_keep(document, input_level_dbu=11.5, how=HowKept.TYPED))
    with Library(index.path) as again:
        found = {entry.label: entry for entry in again.search(Query(is_calibrated=True)).entries}
    assert set(found) == {"clean", "5150 lead"}
    assert (found["clean"].input_level_dbu, found["clean"].input_level_origin) == (11.5, "kept")
    assert (found["5150 lead"].input_level_dbu, found["5150 lead"].input_level_origin) == (18.3, "file")


def test_an_empty_library_says_so(tmp_path: Path) -> None:
    with lone_index(tmp_path) as index, pytest.raises(EmptyLibraryError, match="holds no folder"):
        index.search(Query())


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ConfigError, match="limit must be at least 1, got 0"):
        Query(limit=0)
