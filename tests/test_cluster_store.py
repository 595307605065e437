"""A store has whole files only, lets one process at a time work in a folder, and forgets what is old."""

import os
import time
from pathlib import Path

import pytest

from reamp.cluster.store import Store
from reamp.cluster.work import digest_of
from reamp.errors import ClusterError, OutputError

DATA = b"some sound"
DIGEST = digest_of(DATA)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_a_content_is_linked_and_stays_when_it_is_forgotten(store: Store, tmp_path: Path) -> None:
    assert store.link_files(tmp_path, {"a.capture/output.wav": DIGEST}) == [DIGEST]
    assert not (tmp_path / "a.capture").exists()
    store.receive(DIGEST, DATA)
    assert store.digests() == [DIGEST]
    assert store.link_files(tmp_path, {"a.capture/output.wav": DIGEST}) == []
    store.forget(digests=[DIGEST])
    assert store.digests() == []
    assert (tmp_path / "a.capture" / "output.wav").read_bytes() == DATA


def test_what_a_killed_worker_had_gone_on_to_is_not_replaced(store: Store, tmp_path: Path) -> None:
    store.receive(DIGEST, DATA)
    (tmp_path / "a.nam.checkpoint").write_bytes(b"further")
    assert store.link_files(tmp_path, {"a.nam.checkpoint": DIGEST}) == []
    assert (tmp_path / "a.nam.checkpoint").read_bytes() == b"further"


def test_a_damaged_content_is_refused(store: Store) -> None:
    with pytest.raises(ClusterError, match="damaged on the way"):
        store.receive(DIGEST, DATA[:-1])
    assert store.digests() == []


def test_a_file_system_without_links_gets_copies(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    store.receive(DIGEST, DATA)
    assert store.link_files(tmp_path, {"copy": DIGEST}) == []
    assert (tmp_path / "copy").read_bytes() == DATA


def test_one_at_a_time_works_in_a_folder_and_the_result_outlives_it(store: Store) -> None:
    with store.kept_folder("key") as first:
        assert first is not None
        assert first.result() is None
        with store.kept_folder("key") as second:
            assert second is None
        first.keep({"esr": 0.01})
    assert store.unfinished() == ["key"]
    with store.kept_folder("key") as again:
        assert again is not None
        assert again.result() == ({"esr": 0.01},)
    store.forget(["key"])
    assert store.unfinished() == []


def test_a_damaged_result_is_no_result(store: Store, tmp_path: Path) -> None:
    with store.kept_folder("key") as work_folder:
        assert work_folder is not None
        work_folder.keep("whole")
        (tmp_path / "store" / "works" / "key" / "result.pickle").write_bytes(b"\x80\x05X")
        assert work_folder.result() is None


def test_what_is_two_weeks_old_is_removed(store: Store) -> None:
    store.receive(DIGEST, DATA)
    with store.kept_folder("key"):
        pass
    with store.temporary_folder() as folder:
        os.utime(folder, (0, 0))
        store.tidy()
        assert not folder.exists()
        folder.mkdir()
    assert store.digests() == [DIGEST]
    store.tidy(now_s=time.time() + 15 * 86_400.0)
    assert store.digests() == []
    assert store.unfinished() == []


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be created: Not a directory"):
        Store(tmp_path / "file" / "store")
