import os
from pathlib import Path

import pytest

from reamp.library.walk import walk


def found(folder: Path) -> dict[str, str | None]:
    start = os.fsencode(folder) + b"/"
    return {os.fsdecode(each.path.removeprefix(start)): each.problem for each in walk(os.fsencode(folder))}


def test_models_are_found_in_all_folders_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.nam", "a.NAM", "in/deep/c.nam", "cab.wav", ".hidden.nam", ".git/d.nam", "a.nam.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    assert list(found(tmp_path)) == ["a.NAM", "b.nam", "in/deep/c.nam"]


def test_what_no_model_can_be_is_found_with_its_problem_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.nam")
    (tmp_path / "itself.nam").symlink_to(tmp_path / "itself.nam")
    (tmp_path / "nowhere.nam").symlink_to(tmp_path / "not there")
    assert found(tmp_path) == {
        "itself.nam": "cannot be read: Too many levels of symbolic links",
        "nowhere.nam": "cannot be read: No such file or directory",
        "pipe.nam": "is not a regular file",
    }


def test_a_link_to_a_folder_above_ends(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.nam").write_text("{}")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    assert list(found(tmp_path)) == ["in/a.nam"]


def test_names_need_not_be_text(tmp_path: Path) -> None:
    name = b"f\xfczz \xff.nam"
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("{}")
    assert [each.path.rsplit(b"/", 1)[1] for each in walk(os.fsencode(tmp_path))] == [name]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_found_with_its_problem(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0)
    assert found(tmp_path) == {"locked": "cannot be read: Permission denied"}


def test_a_provenance_beside_a_model_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.nam").write_text("{}")
    (tmp_path / "b.nam").write_text("{}")
    (tmp_path / "b.nam.toml").write_text("")
    assert [each.sidecar_ns is None for each in walk(os.fsencode(tmp_path))] == [True, False]
