"""A training queue on disk: what is filled in, what the worker makes of it, and what survives a kill."""

import errno
import functools
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from capture_cases import small_capture
from train_cases import TINY_A1

from reamp.errors import ConfigError, MissingExtraError, OutputError
from reamp.train import queue_folder, queue_worker
from reamp.train.events import EpochDone, Started
from reamp.train.job import JobResult, run_job
from reamp.train.queue_entry import EntryOrder, EntryProgress, EntryState, EpochPoint, Wish
from reamp.train.queue_folder import QueueEntry, QueueFolder


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QueueFolder:
    """A queue whose worker is run by the test."""
    monkeypatch.setattr(QueueFolder, "ensure_worker", lambda _: None)
    monkeypatch.setattr(queue_worker, "architecture_by_name", lambda _: TINY_A1)
    monkeypatch.setattr(queue_worker, "find_spec", lambda _: None)  # no report
    monkeypatch.setattr(queue_worker, "_LOOK_S", 0.0)
    monkeypatch.setattr(queue_worker, "run_job", functools.partial(run_job, keep_failed=True))
    return QueueFolder(tmp_path / "queue")


def order(folder: Path, name: str = "mt15", *, epochs: int = 2) -> EntryOrder:
    capture = folder / f"{name}.capture"
    if not capture.exists():
        small_capture(folder, name)
    return EntryOrder(
        capture=str(capture),
        model=str(capture.with_suffix(".nam")),
        architecture="a1-nano",
        epochs=epochs,
    )


def only(queue: QueueFolder) -> QueueEntry:
    (entry,) = queue.entries()
    return entry


def test_the_worker_trains_what_waits_one_after_the_other(queue: QueueFolder, tmp_path: Path) -> None:
    first, second = queue.add(order(tmp_path, "a")), queue.add(order(tmp_path, "b"))
    queue.move(second, 0)
    assert [entry.key for entry in queue.entries()] == [second, first]
    assert queue.next_waiting() == queue.entry(second)
    queue_worker.run_worker(queue.folder)
    done = queue.entries()
    assert [entry.progress.state for entry in done] == [EntryState.DONE, EntryState.DONE]
    assert [point.epoch for point in done[0].progress.points] == [1, 2]
    assert done[0].best_model == tmp_path / "b.nam"
    assert 0.0 < next(iter(done[0].progress.networks.values())) < 2.0
    assert not done[0].checkpoint.exists()


def test_the_best_model_so_far_can_be_heard_and_kept(
    queue: QueueFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = queue.add(order(tmp_path, epochs=50))
    heard = []
    hear = queue_worker._Run.hear

    def listen(run: queue_worker._Run, event: object) -> None:
        hear(run, event)  # type: ignore[arg-type]
        best = queue.entry(key).best_model
        if best is not None and not heard:
            heard.append(best.name)
            queue.wish(key, Wish.KEEP)

    monkeypatch.setattr(queue_worker._Run, "hear", listen)
    queue_worker.run_worker(queue.folder)
    entry = only(queue)
    assert heard == ["best.nam"]
    assert (entry.progress.state, entry.progress.reason) == (EntryState.DONE, "by-caller")
    assert Path(entry.order.model).is_file()
    assert len(entry.progress.points) < 50
    assert not entry.checkpoint.exists()


def test_a_pause_keeps_the_epochs_that_are_done(
    queue: QueueFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = queue.add(order(tmp_path, epochs=3))
    hear = queue_worker._Run.hear

    def pause(run: queue_worker._Run, event: object) -> None:
        if isinstance(event, EpochDone) and event.epoch == 1:
            (queue.folder / key / "wish.txt").write_text("pause")
        hear(run, event)  # type: ignore[arg-type]

    monkeypatch.setattr(queue_worker._Run, "hear", pause)
    queue_worker.run_worker(queue.folder)
    assert only(queue).progress.state is EntryState.PAUSED
    assert len(only(queue).progress.points) == 1
    assert only(queue).checkpoint.exists()
    assert queue.next_waiting() is None
    monkeypatch.setattr(queue_worker._Run, "hear", hear)
    queue.wish(key, Wish.RUN)
    assert only(queue).progress.state is EntryState.WAITING
    queue_worker.run_worker(queue.folder)
    assert [point.epoch for point in only(queue).progress.points] == [1, 2, 3]
    with pytest.raises(ConfigError, match="it is over"):
        queue.wish(key, Wish.PAUSE)


def test_the_best_of_a_paused_run_can_be_kept(
    queue: QueueFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = queue.add(order(tmp_path, epochs=50))
    hear = queue_worker._Run.hear

    def pause(run: queue_worker._Run, event: object) -> None:
        if isinstance(event, EpochDone):
            queue.wish(key, Wish.PAUSE)
        hear(run, event)  # type: ignore[arg-type]

    monkeypatch.setattr(queue_worker._Run, "hear", pause)
    queue_worker.run_worker(queue.folder)
    assert only(queue).progress.state is EntryState.PAUSED
    monkeypatch.setattr(queue_worker._Run, "hear", hear)
    queue.wish(key, Wish.KEEP)
    queue_worker.run_worker(queue.folder)
    entry = only(queue)
    assert (entry.progress.state, entry.progress.error) == (EntryState.DONE, None)
    assert entry.progress.reason == "by-caller"
    assert Path(entry.order.model).is_file()
    assert len(entry.progress.points) == 1


def test_an_epoch_that_was_saved_but_not_noted_is_no_gap(queue: QueueFolder, tmp_path: Path) -> None:
    key = queue.add(order(tmp_path))
    run = queue_worker._Run(queue, queue.entry(key))
    run.hear(
        Started(
            device="cpu", networks=("tiny",), weight_counts=(1,), epochs=4, first_epoch=3, steps_per_epoch=1
        )
    )
    assert [point.epoch for point in only(queue).progress.points] == [1, 2]


def test_what_cannot_be_trained_says_why_and_the_next_one_goes_on(queue: QueueFolder, tmp_path: Path) -> None:
    queue.add(
        EntryOrder(
            capture=str(tmp_path / "gone.capture"),
            model=str(tmp_path / "gone.nam"),
            architecture="a2",
            epochs=1,
        )
    )
    queue.add(order(tmp_path, epochs=1))
    queue_worker.run_worker(queue.folder)
    failed, done = queue.entries()
    assert failed.progress.state is EntryState.FAILED
    assert "gone.capture" in (failed.progress.error or "")
    assert done.progress.state is EntryState.DONE


@pytest.mark.parametrize(
    "error", [RuntimeError("CUDA out of memory\nsee the log"), MemoryError(), ValueError("x")]
)
def test_an_error_of_any_kind_stops_one_entry_only(
    queue: QueueFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    first = queue.add(order(tmp_path, "a", epochs=1))
    queue.add(order(tmp_path, "b", epochs=1))
    train = queue_worker._Run.train

    def fail_once(run: queue_worker._Run) -> JobResult:
        if run._entry.key == first:
            raise error
        return train(run)

    monkeypatch.setattr(queue_worker._Run, "train", fail_once)
    queue_worker.run_worker(queue.folder)
    failed, done = queue.entries()
    assert failed.progress.state is EntryState.FAILED
    assert type(error).__name__ in (failed.progress.error or "")
    assert "\n" not in (failed.progress.error or "")
    assert done.progress.state is EntryState.DONE


@pytest.mark.parametrize("name", ["order.json", "progress.json"])
def test_an_entry_that_cannot_be_read_has_failed_and_stops_nothing(
    queue: QueueFolder, tmp_path: Path, name: str
) -> None:
    broken, good = queue.add(order(tmp_path, "a")), queue.add(order(tmp_path, "b"))
    (queue.folder / broken / name).write_text('{"state": "of another version"}')
    first, second = queue.entries()
    assert (first.key, first.progress.state) == (broken, EntryState.FAILED)
    assert name in (first.progress.error or "")
    assert Path(first.order.model).stem == "a"
    assert queue.next_waiting() == second
    if name == "order.json":
        with pytest.raises(ConfigError, match="cannot be read"):
            queue.wish(broken, Wish.RUN)
    else:
        queue.wish(broken, Wish.RUN)
        assert queue.entry(broken).progress.state is EntryState.WAITING
    queue.remove(broken)
    assert [entry.key for entry in queue.entries()] == [good]
    assert not (queue.folder / broken).exists()


def test_what_is_added_at_the_same_time_is_all_in_the_queue(queue: QueueFolder) -> None:
    def add(number: int) -> str:
        name = str(queue.folder / f"amp {number}")
        wanted = EntryOrder(capture=f"{name}.capture", model=f"{name}.nam", architecture="a2", epochs=1)
        return QueueFolder(queue.folder).add(wanted)

    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(add, range(16)))
    assert sorted(entry.key for entry in queue.entries()) == sorted(keys)
    assert len({key.partition("-")[0] for key in keys}) == 16


def test_a_folder_of_an_add_that_was_killed_is_not_in_the_way(queue: QueueFolder, tmp_path: Path) -> None:
    (queue.folder / "0001-mt15").mkdir()
    assert queue.add(order(tmp_path)) == "0002-mt15"
    (queue.folder / "order.json").write_text("damaged")
    assert only(queue).key == "0002-mt15"


def test_an_entry_that_the_worker_takes_is_in_training_at_once(queue: QueueFolder, tmp_path: Path) -> None:
    key = queue.add(order(tmp_path))
    with queue.lock():
        taken = queue.take_next()
        assert taken is not None
        assert taken.key == key
        with pytest.raises(ConfigError, match="pause it first"):
            queue.remove(key)


def test_a_wish_is_written_in_one_step(
    queue: QueueFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = queue.add(order(tmp_path))
    queue.wish(key, Wish.PAUSE)

    def no_space(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OutputError, match="No space left"):
        queue.wish(key, Wish.RUN)
    assert queue.wish_of(key) is Wish.PAUSE


def test_what_has_failed_is_tried_again_from_its_checkpoint(
    queue: QueueFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = queue.add(order(tmp_path))
    keep_best = queue_worker._Run.keep_best

    def full_disk(*_: object) -> None:
        raise OutputError(tmp_path / "best.nam", "cannot be written: No space left on device")

    monkeypatch.setattr(queue_worker._Run, "keep_best", full_disk)
    queue_worker.run_worker(queue.folder)
    assert only(queue).progress.state is EntryState.FAILED
    assert "No space left" in (only(queue).progress.error or "")
    assert only(queue).checkpoint.exists()
    with pytest.raises(ConfigError, match="it is over"):
        queue.wish(key, Wish.PAUSE)
    queue.wish(key, Wish.RUN)
    assert (only(queue).progress.state, only(queue).progress.error) == (EntryState.WAITING, None)
    monkeypatch.setattr(queue_worker._Run, "keep_best", keep_best)
    queue_worker.run_worker(queue.folder)
    assert only(queue).progress.state is EntryState.DONE
    assert [point.esr is None for point in only(queue).progress.points] == [True, False]  # it resumed


def test_a_run_whose_worker_was_killed_waits_again(queue: QueueFolder, tmp_path: Path) -> None:
    key = queue.add(order(tmp_path))
    queue.note(key, EntryProgress(state=EntryState.TRAINING))
    assert only(queue).progress.state is EntryState.WAITING
    with queue.lock() as is_free:
        assert is_free
        assert only(queue).progress.state is EntryState.TRAINING
        with pytest.raises(ConfigError, match="pause it first"):
            queue.remove(key)
        queue_worker.run_worker(queue.folder)  # leaves it to the one that holds the lock
    assert not Path(order(tmp_path).model).exists()
    queue.remove(key)
    assert queue.entries() == []
    assert not (queue.folder / key).exists()


def test_what_makes_no_sense_is_refused(
    queue: QueueFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.add(order(tmp_path))
    with pytest.raises(ConfigError, match="already"):
        queue.add(order(tmp_path))
    with pytest.raises(ConfigError, match="no architecture"):
        queue.add(EntryOrder(capture="a", model="b.nam", architecture="a3", epochs=1))
    with pytest.raises(ConfigError, match="no entry"):
        queue.wish("../../etc", Wish.RUN)
    with pytest.raises(ConfigError, match="learned nothing"):
        queue.wish(only(queue).key, Wish.KEEP)
    monkeypatch.setattr(queue_folder.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="PyTorch"):
        queue.add(order(tmp_path, "other"))


def test_a_worker_that_does_not_start_is_told_and_not_started_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = QueueFolder(tmp_path / "queue")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    small_capture(tmp_path)
    queue.add(order(tmp_path))
    for _ in range(6):
        assert queue._worker is not None
        queue._worker.wait()
        queue.ensure_worker()
    assert "training does not start" in (queue.problem or "")


def test_workers_that_were_killed_after_an_epoch_are_no_failed_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = QueueFolder(tmp_path / "queue")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    small_capture(tmp_path)
    key = queue.add(order(tmp_path, epochs=9))
    for epoch in range(1, 7):
        assert queue._worker is not None
        queue._worker.wait()
        points = [EpochPoint(each, 0.5, 0.5) for each in range(1, epoch + 1)]
        queue.note(key, EntryProgress(state=EntryState.TRAINING, points=points))
        queue.ensure_worker()
    assert queue.problem is None
    queue._worker.wait()


@pytest.mark.alone  # trains in a process of its own
def test_training_survives_the_program_that_filled_the_queue(tmp_path: Path) -> None:
    """The worker goes on without it; where it is killed itself, the next one resumes."""
    wanted = order(tmp_path, epochs=12)
    filled = f"""
from pathlib import Path
from reamp.train.queue_entry import EntryOrder
from reamp.train.queue_folder import QueueFolder
queue = QueueFolder(Path({str(tmp_path / "queue")!r}))
queue.add(EntryOrder(capture={wanted.capture!r}, model={wanted.model!r}, architecture="a1-nano", epochs=12))
print(queue._worker.pid)
"""
    ran = subprocess.run([sys.executable, "-c", filled], capture_output=True, text=True, check=True)
    queue = QueueFolder(tmp_path / "queue")
    end_s = time.monotonic() + 900.0
    while not only(queue).progress.points and time.monotonic() < end_s:
        time.sleep(0.2)
    os.kill(int(ran.stdout), signal.SIGKILL)
    while only(queue).progress.state is EntryState.TRAINING and time.monotonic() < end_s:
        time.sleep(0.05)
    queue.ensure_worker()
    over = (EntryState.DONE, EntryState.FAILED)
    while only(queue).progress.state not in over and time.monotonic() < end_s:
        time.sleep(0.2)
    queue.close()
    assert only(queue).progress.error is None
    assert [point.epoch for point in only(queue).progress.points] == list(range(1, 13))
    assert Path(wanted.model).is_file()
