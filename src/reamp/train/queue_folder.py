"""A training queue on disk. Its worker is a separate process that outlives the program that filled the queue.

Each entry is a folder: the program that fills the queue writes `order.json` and `wish.txt`; `progress.json`
and `best.nam` are by the worker (`reamp.train.queue_worker`). `order.json` of the queue is the sequence.
One worker at a time holds `worker.lock`. Each change of the sequence or of a wish holds `queue.lock`.
"""

import contextlib
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reamp.atomic import atomic_write
from reamp.detached import leave, start_detached
from reamp.errors import ConfigError, MissingExtraError
from reamp.file_lock import one_at_a_time, only_one
from reamp.train.architectures import architecture_by_name
from reamp.train.queue_entry import (
    EntryOrder,
    EntryProgress,
    EntryState,
    Wish,
    read_file,
    unread_order,
    write_file,
)

__all__ = ["QueueEntry", "QueueFolder"]

_ORDER, _WISH, _PROGRESS, _BEST = "order.json", "wish.txt", "progress.json", "best.nam"
_KEY = re.compile(r"[0-9]{4,}-[A-Za-z0-9-]*")
_OVER = (EntryState.DONE, EntryState.FAILED)
_MOST_STARTS = 3


@dataclass(frozen=True, kw_only=True)
class QueueEntry:
    """One model of a queue: what to train, what is wished, and how far it is."""

    key: str
    folder: Path
    order: EntryOrder
    wish: Wish
    progress: EntryProgress

    @property
    def best_model(self) -> Path | None:
        """The finished model, or the best so far; None before there is one."""
        candidates = (Path(self.order.model), self.folder / _BEST)
        wanted = candidates if self.progress.state is EntryState.DONE else candidates[1:]
        return next((path for path in wanted if path.is_file()), None)

    @property
    def checkpoint(self) -> Path:
        """The file of the unfinished run."""
        model = Path(self.order.model)
        return model.with_name(f"{model.name}.checkpoint")


class QueueFolder:
    """The queue in a folder, which is created; threads and programs may change it at the same time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problem: str | None = None
        self._worker: subprocess.Popen[bytes] | None = None
        self._failed_starts = 0  # in a row, none of which did an epoch or came to the end of an entry
        self._epochs_at_start = 0
        folder.mkdir(parents=True, exist_ok=True)

    def entries(self) -> list[QueueEntry]:
        """Return the entries in their sequence; those that cannot be read have failed, and say why."""
        is_alive = self.has_worker()
        found = (self._entry(key, is_alive=is_alive) for key in self._keys())
        return [entry for entry in found if entry is not None]

    @property
    def missing(self) -> MissingExtraError | None:
        """What `add` would raise, and the page says before anything is chosen: None where PyTorch is here."""
        if importlib.util.find_spec("torch") is not None:
            return None
        return MissingExtraError("training", library="PyTorch", extra="train")

    def entry(self, key: str) -> QueueEntry:
        """Return an entry; raises `ConfigError` where there is none."""
        entry = self._entry(key, is_alive=self.has_worker()) if key in self._keys() else None
        if entry is None:
            raise ConfigError(f"there is no entry {key!r} in the queue")
        return entry

    def add(self, order: EntryOrder) -> str:
        """Add a model at the end and start the worker; return its key.

        Raises `ConfigError` for an unknown architecture and for a model that another entry makes, and
        `MissingExtraError` without PyTorch.
        """
        if self.missing is not None:
            raise self.missing
        architecture_by_name(order.architecture)
        with self._change():
            if any(each.order.model == order.model for each in self.entries()):
                raise ConfigError(f"{Path(order.model).name} is in the queue already")
            keys = self._keys()
            taken = (int(key.partition("-")[0]) for key in (*keys, *self._folders()))
            plain = re.sub(r"[^A-Za-z0-9]+", "-", Path(order.model).stem).strip("-")[:40]
            key = f"{1 + max(taken, default=0):04}-{plain}"
            folder = self.folder / key
            folder.mkdir()
            write_file(folder / _ORDER, order)
            write_file(self.folder / _ORDER, [*keys, key])
        self.problem, self._failed_starts = None, 0
        self.ensure_worker()
        return key

    def wish(self, key: str, wish: Wish) -> None:
        """Let an entry pause, go on, or stop with the best model so far.

        A failed entry can only go on: it waits again, and resumes from its checkpoint.
        """
        with self._change():
            entry = self.entry(key)
            is_retried = entry.progress.state is EntryState.FAILED and wish is Wish.RUN
            if entry.progress.state in _OVER and not is_retried:
                raise ConfigError("it is over; add it again to train it anew")
            if wish is Wish.KEEP and entry.best_model is None and not entry.checkpoint.exists():
                raise ConfigError("it has learned nothing yet; remove it, or wait for its first epoch")
            if is_retried:  # an order that is damaged raises: it says nothing to train
                read_file(entry.folder / _ORDER, EntryOrder)
            with atomic_write(entry.folder / _WISH) as file:
                file.write(wish.encode("ascii"))
            if is_retried:
                entry.progress.state, entry.progress.error = EntryState.WAITING, None
                self.note(key, entry.progress)
        self.problem, self._failed_starts = None, 0
        self.ensure_worker()

    def move(self, key: str, to: int) -> None:
        """Move an entry to another place, counted from 0."""
        with self._change():
            entry = self.entry(key)
            keys = [each for each in self._keys() if each != entry.key]
            keys.insert(max(0, min(to, len(keys))), key)
            write_file(self.folder / _ORDER, keys)

    def remove(self, key: str) -> None:
        """Take an entry out, with its unfinished run; a finished model stays. Raises while it trains."""
        with self._change():
            entry = self.entry(key)
            if entry.progress.state is EntryState.TRAINING:
                raise ConfigError("it is training: pause it first, or stop it and keep the best model")
            if entry.progress.state is not EntryState.DONE:
                entry.checkpoint.unlink(missing_ok=True)
            write_file(self.folder / _ORDER, [each for each in self._keys() if each != key])
            shutil.rmtree(entry.folder, ignore_errors=True)

    def next_waiting(self) -> QueueEntry | None:
        """Return the entry to train next; for the worker."""
        for key in self._keys():
            entry = self._entry(key, is_alive=False)
            if entry is not None and _is_wanted(entry):
                return entry
        return None

    def take_next(self) -> QueueEntry | None:
        """Return the entry to train next, which is noted as in training; for the worker."""
        with self._change():
            entry = self.next_waiting()
            if entry is not None:
                entry.progress.state = EntryState.TRAINING
                self.note(entry.key, entry.progress)
        return entry

    def note(self, key: str, progress: EntryProgress) -> None:
        """Write how far an entry is; for the worker."""
        write_file(self.folder / key / _PROGRESS, progress)

    def wish_of(self, key: str) -> Wish:
        """Return what is wished of an entry; for the worker."""
        try:
            return Wish((self.folder / key / _WISH).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return Wish.RUN

    def best_path(self, key: str) -> Path:
        """Return where the best model so far of an entry is; for the worker."""
        return self.folder / key / _BEST

    def has_worker(self) -> bool:
        """Return whether a worker runs, of this program or of one before."""
        if self._worker is not None and self._worker.poll() is None:
            return True
        with self.lock() as is_free:
            return not is_free

    def ensure_worker(self) -> None:
        """Start a worker where there is work and none runs; `problem` says where that keeps failing."""
        if self.next_waiting() is None or self.has_worker():
            return
        got_on = self._epochs_done()
        if self._worker is not None:
            failed_again = self._worker.returncode and got_on <= self._epochs_at_start
            self._failed_starts = self._failed_starts + 1 if failed_again else 0
            if self._failed_starts >= _MOST_STARTS:
                self.problem = self._last_words()
                return
        self._epochs_at_start = got_on
        log = self.folder / "worker.log"
        self._worker = start_detached("reamp.train.queue_worker", self.folder, log=log)

    def close(self) -> None:
        """Leave the worker to itself: it trains on."""
        leave(self._worker)

    @contextlib.contextmanager
    def lock(self) -> Iterator[bool]:
        """Hold the lock of the worker while the block lasts; yield whether it was free."""
        with only_one(self.folder / "worker.lock") as is_free:
            yield is_free

    def _change(self) -> contextlib.AbstractContextManager[None]:
        """Keep other threads and programs from changing the queue while the block lasts."""
        return one_at_a_time(self.folder / "queue.lock")

    def _keys(self) -> list[str]:
        try:
            keys: Sequence[str] = read_file(self.folder / _ORDER, list[str]) or ()
        except ConfigError:  # the numbers of the folders are the sequence in which they were added
            keys = self._folders()
        return [key for key in keys if _KEY.fullmatch(key)]

    def _folders(self) -> list[str]:
        """Return the folders of entries by number, also of those that are not in the sequence."""
        return sorted(
            each.name for each in self.folder.iterdir() if each.is_dir() and _KEY.fullmatch(each.name)
        )

    def _entry(self, key: str, *, is_alive: bool) -> QueueEntry | None:
        folder = self.folder / key
        order = unread_order(folder)
        progress = EntryProgress(state=EntryState.WAITING)
        try:
            written = read_file(folder / _ORDER, EntryOrder)
            if written is None:
                return None
            order, progress.epochs = written, written.epochs
            progress = read_file(folder / _PROGRESS, EntryProgress) or progress
        except ConfigError as error:
            progress.state, progress.error = EntryState.FAILED, str(error)
        wish = self.wish_of(key)
        if progress.state is EntryState.TRAINING and not is_alive:  # its worker was killed
            progress.state = EntryState.WAITING
        if progress.state is EntryState.WAITING and wish is Wish.PAUSE:
            progress.state = EntryState.PAUSED
        elif progress.state is EntryState.PAUSED and wish is not Wish.PAUSE:
            progress.state = EntryState.WAITING
        return QueueEntry(key=key, folder=folder, order=order, wish=wish, progress=progress)

    def _epochs_done(self) -> int:
        """Return the number of epochs that are done, and of entries that are over: it grows with the work."""
        progress = [entry.progress for entry in self.entries()]
        return sum(len(each.points) + (each.state in _OVER) for each in progress)

    def _last_words(self) -> str:
        try:
            lines = (self.folder / "worker.log").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        return f"training does not start: {lines[-1] if lines else 'no reason given'}"


def _is_wanted(entry: QueueEntry) -> bool:
    return entry.progress.state not in _OVER and entry.wish is not Wish.PAUSE
