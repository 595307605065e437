"""What may not be read is a row with its reason, and the rest of the folder is read."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from library_cases import clipper
from rig_files import gain_model

from reamp.library.index import Library
from reamp.library.query import Query

# Root may read everything: after all is imported, the process goes on as a user who may not.
_UPDATE = """
import os, sys
import reamp.library.look, reamp.library.rows
from reamp.library.index import Library
if os.geteuid() == 0:
    os.seteuid(65_534)
with Library(sys.argv[1]) as index:
    index.add(sys.argv[2])
    index.update(threads=1)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a folder that every user may enter and write to."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX")
def test_files_and_folders_without_permission_are_rows_with_a_reason(open_folder: Path) -> None:
    amps = open_folder / "amps"
    (amps / "closed").mkdir(parents=True)
    gain_model(amps / "closed" / "in.nam")
    gain_model(amps / "good.nam")
    gain_model(amps / "secret.nam", 0.5).chmod(0)
    (amps / "closed").chmod(0)
    try:
        index = open_folder / "library.db"
        subprocess.run(
            [sys.executable, "-c", _UPDATE, str(index), str(amps)],
            check=True,
            env={**os.environ, "REAMP_CONFIG_DIR": str(open_folder)},
        )
    finally:
        (amps / "closed").chmod(0o755)
    with Library(index) as library:
        broken = {each.path.name: each.problem for each in library.search(Query(is_playable=False)).entries}
        good = [each.label for each in library.search(Query()).entries]
    assert good == ["good"]
    assert broken.keys() == {"closed", "secret.nam"}
    assert all("ermission denied" in (problem or "") for problem in broken.values()), broken


def test_a_file_that_grows_worse_keeps_its_row_and_gets_the_reason(tmp_path: Path) -> None:
    (tmp_path / "amps").mkdir()
    path = clipper(tmp_path / "amps" / "amp.nam", drive=9.0, gear_make="Vox")
    with Library(tmp_path / "library.db") as library:
        library.add(tmp_path / "amps")
        library.update()
        path.write_text(path.read_text()[:100])
        updated = library.update()
        (entry,) = library.search(Query(is_playable=False)).entries
    assert (updated.changed, updated.problems) == (1, 1)
    assert (entry.path, entry.fingerprint) == (path, None)
    assert "incomplete" in (entry.problem or "")


def test_a_folder_of_folders_without_end_is_read_to_its_end(tmp_path: Path) -> None:
    deep = tmp_path / "amps"
    for _ in range(100):  # more would not fit into a path
        deep /= "in"
    deep.mkdir(parents=True)
    gain_model(deep / "deep.nam")
    os.symlink(tmp_path / "amps", deep / "again")  # noqa: PTH211  a loop
    with Library(tmp_path / "library.db") as library:
        library.add(tmp_path / "amps")
        assert library.update().added == 1
