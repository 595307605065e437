"""One process at a time: held, free again, and a file system that has no locks."""

import errno
import sys
from pathlib import Path

import pytest

from reamp import file_lock
from reamp.errors import OutputError
from reamp.file_lock import one_at_a_time, only_one


def test_a_lock_is_held_while_the_block_lasts(tmp_path: Path) -> None:
    path = tmp_path / "work.lock"
    with only_one(path) as is_ours:
        assert is_ours
        with only_one(path) as is_free:
            assert not is_free
    with one_at_a_time(path), only_one(path) as is_free:
        assert not is_free
    with only_one(path) as is_free:
        assert is_free


@pytest.mark.skipif(sys.platform == "win32", reason="flock is of Unix")
def test_a_file_system_without_locks_is_no_other_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(file_lock.fcntl, "flock", flock)
    problem = "cannot be locked: No locks available; choose a folder on a local disk"
    with pytest.raises(OutputError, match=problem), only_one(tmp_path / "a"):
        pass
    with pytest.raises(OutputError, match="cannot be locked"), one_at_a_time(tmp_path / "a"):
        pass


def test_a_lock_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written: No such file"), only_one(tmp_path / "x" / "a"):
        pass
