import dataclasses
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from library_cases import facts_of, lone_index, models
from rig_files import gain_model

from reamp.library import look
from reamp.library.provenance import Provenance, write_provenance
from reamp.library.query import Query
from reamp.library.update import Updated


def test_an_update_without_changes_reads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models(tmp_path / "amps", 3)
    with lone_index(tmp_path) as index:
        index.add(tmp_path / "amps")
        assert index.update() == Updated(added=3, total=3)
        monkeypatch.setattr(look, "look_at", lambda *_, **__: pytest.fail("a file was read"))
        assert index.update() == Updated(total=3)


def test_a_file_that_moved_is_not_measured_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (first, second) = models(tmp_path / "amps", 2)
    with lone_index(tmp_path) as index:
        index.add(tmp_path / "amps")
        index.update()
        (tmp_path / "amps" / "new").mkdir()
        first.rename(tmp_path / "amps" / "new" / "first.nam")
        shutil.copy(second, tmp_path / "amps" / "copy.nam")
        monkeypatch.setattr(look, "measure_network", lambda *_: pytest.fail("a network was measured"))
        assert index.update() == Updated(added=2, removed=1, total=3)
        found = index.search(Query()).entries
    assert [entry.path.name for entry in found] == ["amp 1.nam", "copy.nam", "first.nam"]
    assert found[0].fingerprint == found[1].fingerprint != found[2].fingerprint


def test_a_changed_file_is_read_again_and_its_old_network_leaves(tmp_path: Path) -> None:
    (path,) = models(tmp_path / "amps", 1)
    with lone_index(tmp_path) as index:
        index.add(tmp_path / "amps")
        index.update()
        before = index.search(Query()).entries[0]
        gain_model(path, 0.25, gear_make="Höfner")
        assert index.update() == Updated(changed=1, total=1)
        (after,) = index.search(Query(words="hofner")).entries
        (count,) = index.connection.execute("SELECT count(*) FROM network").fetchone()
    assert before.fingerprint != after.fingerprint
    assert before.loudness_db is not None
    assert after.loudness_db == pytest.approx(before.loudness_db - 6.02, abs=0.01)
    assert count == 1


def test_provenance_that_is_written_later_is_found(tmp_path: Path) -> None:
    (path,) = models(tmp_path / "amps", 1)
    with lone_index(tmp_path) as index:
        index.add(tmp_path / "amps")
        index.update()
        write_provenance(path, Provenance(creator="Ann", title="Plexi", license="cc-by"))
        assert index.update() == Updated(changed=1, total=1)
        (entry,) = index.search(Query(words="plexi ann")).entries
    assert (entry.title, entry.license, entry.author) == ("Plexi", "cc-by", "Ann")


@pytest.mark.parametrize("how", ["the folder is gone", "its disk is not mounted"])
def test_a_folder_that_is_gone_keeps_its_models(tmp_path: Path, how: str) -> None:
    models(tmp_path / "disk", 2)
    with lone_index(tmp_path) as index:
        index.add(tmp_path / "disk")
        index.update()
        (tmp_path / "disk").rename(tmp_path / "away")
        if how == "its disk is not mounted":
            (tmp_path / "disk").mkdir()
        updated = index.update()
        assert updated == Updated(total=2, gone=(os.fsencode(tmp_path / "disk"),))
        assert [entry.is_gone for entry in index.search(Query()).entries] == [True, True]
        shutil.rmtree(tmp_path / "disk", ignore_errors=True)
        (tmp_path / "away").rename(tmp_path / "disk")
        assert index.update() == Updated(total=2)
        assert [entry.is_gone for entry in index.search(Query()).entries] == [False, False]


def hostile_folder(folder: Path) -> dict[str, str]:
    """Make a folder of what is no model, and return what must be said of each."""
    folder.mkdir()
    whole = gain_model(folder / "good.nam").read_text()
    (folder / "cut off.nam").write_text(whole[: len(whole) // 2])
    (folder / "deep.nam").write_text('{"version":"0.5.4","architecture":"Linear","config":' + "[" * 100_000)
    (folder / "empty.nam").write_text("")
    (folder / "noise.nam").write_bytes(bytes(range(256)) * 10)
    (folder / "page.nam").write_text("<html></html>")
    (folder / "sound.nam").write_bytes(b"RIFF....WAVE")
    with (folder / "huge.nam").open("wb") as file:
        file.truncate(3 * 2**30)
    (folder / "nan.nam").write_text(whole.replace("[1.0]", "[NaN]"))
    (folder / "rate.nam").write_text(whole.replace("48000", "0.001"))
    (folder / "silent.nam").write_text(whole.replace("[1.0]", "[0.0]"))
    os.mkfifo(folder / "pipe.nam")
    (folder / "loop.nam").symlink_to(folder / "loop.nam")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.nam")).write_text(whole)
    return {
        "cut off.nam": "is incomplete",
        "deep.nam": "nested too deeply",
        "empty.nam": "is empty",
        "huge.nam": "is larger than 32 MB",
        "loop.nam": "cannot be read: Too many levels of symbolic links",
        "nan.nam": "is damaged",
        "noise.nam": "is not",
        "page.nam": "is a web page",
        "pipe.nam": "is not a regular file",
        "rate.nam": "rate",
        "silent.nam": "the model is silent",
        "sound.nam": "is a sound file",
    }


def test_what_is_no_model_is_a_row_with_its_reason(tmp_path: Path) -> None:
    problems = hostile_folder(tmp_path / "amps")
    with lone_index(tmp_path) as index:
        index.add(tmp_path / "amps")
        updated = index.update()
        assert (updated.added, updated.total, updated.problems) == (14, 14, 12)
        broken = {
            each.path.name: each.problem or "" for each in index.search(Query(is_playable=False)).entries
        }
        assert {name: problem in broken[name] for name, problem in problems.items()} == dict.fromkeys(
            problems, True
        ), broken
        good = [entry.path.name for entry in index.search(Query()).entries]
        assert sorted(good) == ["good.nam", os.fsdecode(b"\xff\xfe.nam")]
        assert index.update() == dataclasses.replace(updated, added=0)


_UPDATE = """
import sys
from reamp.library.index import Library
with Library(sys.argv[1]) as index:
    index.add(sys.argv[2])
    index.update(threads=2)
"""


def start_update(index: Path, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _UPDATE, str(index), str(folder)])


@pytest.mark.slow
def test_ten_kills_and_ctrl_c_leave_the_same_index_as_none(tmp_path: Path) -> None:
    models(tmp_path / "amps", 150)
    hostile_folder(tmp_path / "amps" / "in")
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    started_s = time.monotonic()
    assert start_update(whole, tmp_path / "amps").wait() == 0
    took_s = time.monotonic() - started_s
    chance = random.Random(14)
    for how in [signal.SIGINT, *[signal.SIGKILL] * 10]:
        process = start_update(killed, tmp_path / "amps")
        time.sleep(chance.uniform(0.2, 0.9) * took_s)
        process.send_signal(how)
        process.wait()
    assert start_update(killed, tmp_path / "amps").wait() == 0
    assert facts_of(killed) == facts_of(whole)


@pytest.mark.slow
def test_two_processes_update_at_once(tmp_path: Path) -> None:
    models(tmp_path / "amps", 60)
    alone, shared = tmp_path / "alone.db", tmp_path / "shared.db"
    assert start_update(alone, tmp_path / "amps").wait() == 0
    both = [start_update(shared, tmp_path / "amps") for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert facts_of(shared) == facts_of(alone)
