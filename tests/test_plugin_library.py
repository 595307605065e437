"""The plug-in's search of the library against Python's: the same models, levels and distances."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from library_cases import clipper
from plugin_hosts import HOSTS, NOT_BUILT

from reamp.library.database import SCHEMA_VERSION
from reamp.library.index import Library
from reamp.library.provenance import Provenance, write_provenance
from reamp.library.query import Query
from reamp.nam import NamDocument
from reamp.plan.kept_levels import HowKept, keep_level, level_to_keep

HOST = HOSTS / "library_host"
pytestmark = pytest.mark.skipif(not HOST.exists(), reason=f"{NOT_BUILT}, and libsqlite3-dev")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an index of five models in two folders, one of them not there any more."""
    folder = tmp_path_factory.mktemp("library")
    lead = folder / "Lead amps"
    (lead / "Größe").mkdir(parents=True)
    clipper(
        lead / "JCM 800 lead.nam", drive=8.0, input_level_dbu=12.5, gear_make="Marshall", modeled_by="Ann"
    )
    clipper(lead / "Größe" / "JCM800 rhythm.nam", drive=4.0, name="Crème", input_level_dbu=7.25)
    clipper(lead / "vox clean.nam", drive=0.5, gear_make="Vox", gear_model="AC30")
    clipper(lead / "copy of vox.nam", drive=0.5, gear_make="Vox", gear_model="AC30")
    clipper(lead / "vox pushed.nam", drive=1.5, gear_make="Vox", gear_model="AC30")
    (lead / "broken.nam").write_text("{}")
    write_provenance(lead / "vox clean.nam", Provenance(creator="Bob", title="Top boost", license="cc-by"))
    gone = folder / "gone"
    gone.mkdir()
    clipper(gone / "vox gone.nam", drive=2.0)
    with Library(folder / "library.db") as library:
        library.add(lead)
        library.add(gone)
        library.update(threads=1)
        shutil.rmtree(gone)
        library.update(threads=1)
    return folder


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep this test's settings for itself."""
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def asked(index: Path, what: str, text: str) -> tuple[int, list[tuple[str, float | None, float | None]]]:
    """Return what the plug-in answers: how many in all, and of each the path, the level, the distance."""
    done = subprocess.run(
        [HOST, index, what, text], capture_output=True, check=False, env={**os.environ}, timeout=30
    )
    assert done.returncode == 0, done.stderr.decode()
    total, *lines = os.fsdecode(done.stdout).splitlines()
    rows = []
    for line in lines:
        path, _, level, distance = line.split("\t")
        rows.append(
            (
                path,
                None if float(level) == -999.0 else float(level),
                None if float(distance) == -1.0 else float(distance),
            )
        )
    return int(total), rows


def test_a_path_with_two_slashes_names_no_host(folder: Path) -> None:
    index = folder / "library.db"
    assert asked(Path(f"/{index}"), "words", "vox") == asked(index, "words", "vox")
    assert asked(index, "words", "vox")[0] > 0


@pytest.mark.parametrize("what", ["words", "calibrated"])
@pytest.mark.parametrize(
    "words",
    [
        "",
        "vox",
        "jcm800",
        "JCM 8",
        "800",
        "grosse",
        "größe",
        "creme",
        "ann",
        "lead amps",
        "vox cle",
        "top-boost",
        '"*',
        "v%",
    ],
)
def test_words_find_what_python_finds(what: str, words: str, folder: Path) -> None:
    index = folder / "library.db"
    with Library(index) as library:
        found = library.search(
            Query(
                words=words, is_present=True, is_calibrated=True if what == "calibrated" else None, limit=200
            )
        )
    total, rows = asked(index, what, words)
    if found.read_as:
        pytest.skip("Python takes this word for another one")
    assert total == found.total
    assert [(Path(path), level) for path, level, _ in rows] == [
        (entry.path, entry.input_level_dbu) for entry in found.entries
    ]


def test_a_typing_error_is_not_forgiven(folder: Path) -> None:
    assert asked(folder / "library.db", "words", "voxx") == (0, [])


def test_likeness_is_that_of_python(folder: Path) -> None:
    index, model = folder / "library.db", folder / "Lead amps" / "vox clean.nam"
    with Library(index) as library:
        near = library.like(model, query=Query(is_present=True))
    _, rows = asked(index, "like", str(model))
    assert [Path(path) for path, _, _ in rows] == [each.entry.path for each in near]
    assert [distance for _, _, distance in rows] == pytest.approx([each.distance for each in near], abs=1e-4)
    assert len(near) == 3  # neither itself nor its copy


def test_a_copy_elsewhere_is_known_by_its_network(folder: Path, tmp_path: Path) -> None:
    index = folder / "library.db"
    copy = tmp_path / "moved.nam"
    shutil.copy(folder / "Lead amps" / "vox pushed.nam", copy)
    assert asked(index, "like", str(copy)) == asked(
        index, "like", str(folder / "Lead amps" / "vox pushed.nam")
    )


def test_a_level_that_is_kept_counts(folder: Path) -> None:
    document = NamDocument.read(folder / "Lead amps" / "vox clean.nam")
    keep_level(level_to_keep(document, input_level_dbu=11.75, how=HowKept.TYPED))
    _, rows = asked(folder / "library.db", "calibrated", "vox")
    assert {level for _, level, _ in rows} == {11.75}


def test_an_index_in_a_folder_that_cannot_be_written_is_read(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "library.db", tmp_path / "library.db")
    tmp_path.chmod(0o500)
    try:
        assert asked(tmp_path / "library.db", "words", "vox") == asked(folder / "library.db", "words", "vox")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "is empty"), (b"no database at all" * 100, "cannot be read"), (None, "cannot be read")],
)
def test_what_is_no_index_is_one_line(content: bytes | None, says: str, tmp_path: Path) -> None:
    index = tmp_path / "library.db"
    if content is not None:
        index.write_bytes(content)
    done = subprocess.run([HOST, index, "words", "vox"], capture_output=True, check=False, text=True)
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("version", "says"), [(SCHEMA_VERSION + 1, "newer Reamp"), (SCHEMA_VERSION - 1, "reamp library update")]
)
def test_an_index_of_another_version_is_refused(
    version: int, says: str, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "library.db"
    shutil.copy(folder / "library.db", other)
    connection = sqlite3.connect(other)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    done = subprocess.run([HOST, other, "words", "vox"], capture_output=True, check=False, text=True)
    assert says in done.stderr
