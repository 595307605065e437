"""The process that trains a queue on disk: `python -m reamp.train.queue_worker FOLDER`.

It obeys the wishes of `QueueFolder` between two steps of training, and ends when nothing is left to train.
"""

import contextlib
import os
import sys
import time
import traceback
from importlib.util import find_spec
from pathlib import Path

from reamp.atomic import atomic_write
from reamp.errors import ReampError
from reamp.nam import NamDocument
from reamp.train.architectures import architecture_by_name
from reamp.train.config import TrainConfig
from reamp.train.events import EpochDone, Event, Started, StepDone, StopReason
from reamp.train.export import model_document
from reamp.train.job import Job, JobResult, run_job
from reamp.train.queue_entry import EntryState, EpochPoint, Wish
from reamp.train.queue_folder import QueueEntry, QueueFolder
from reamp.train.trainer import TrainResult

__all__ = ["run_worker"]

_LOOK_S = 0.4
_NICENESS = 5  # what plays comes first


class _Paused(Exception):  # noqa: N818 - no error
    pass


def run_worker(folder: Path) -> None:
    """Train what waits in a queue until nothing does; return at once where another worker is at it."""
    queue = QueueFolder(folder)
    with queue.lock() as is_ours:
        if not is_ours:
            return
        while (entry := queue.take_next()) is not None:
            _train(queue, entry)


def _train(queue: QueueFolder, entry: QueueEntry) -> None:
    run = _Run(queue, entry)
    if entry.progress.points and Path(entry.order.model).exists() and not entry.checkpoint.exists():
        run.note(EntryState.DONE)  # the worker before was killed when all was written
        return
    try:
        result = run.train()
    except _Paused:
        run.note(EntryState.PAUSED)
    except KeyboardInterrupt:
        if run.is_to_be_kept:
            run.note(EntryState.FAILED, error="it was stopped before it had learned anything")
            return
        raise
    except (ReampError, OSError) as error:
        run.note(EntryState.FAILED, error=str(error))
    except Exception as error:  # noqa: BLE001 - of PyTorch, say: the entries behind it are trained nevertheless
        traceback.print_exc()  # into the log of the worker
        first_line = next(iter(str(error).splitlines()), "no reason given")
        run.note(EntryState.FAILED, error=f"{type(error).__name__}: {first_line}")
    else:
        entry.checkpoint.unlink(missing_ok=True)
        run.finish(result)


class _Run:
    """One run: its progress on disk, and the wishes that it obeys."""

    def __init__(self, queue: QueueFolder, entry: QueueEntry) -> None:
        self._queue, self._entry = queue, entry
        self._progress = entry.progress
        self._next_look_s = 0.0
        self.is_to_be_kept = entry.wish is Wish.KEEP

    def train(self) -> JobResult:
        order = self._entry.order
        self._progress.reason = None
        self.note(EntryState.TRAINING)
        with_report = find_spec("matplotlib") is not None
        job = Job(
            capture=Path(order.capture), model=Path(order.model), report=order.report if with_report else None
        )
        return run_job(
            job,
            architecture_by_name(order.architecture),
            TrainConfig(epochs=order.epochs, time_limit_s=order.time_limit_s, until_esr=order.until_esr),
            on_progress=self.hear,
            start_from=None if order.start_from is None else NamDocument.read(order.start_from),
            resume=True,
            on_best=self.keep_best,
        )

    def hear(self, event: Event) -> None:
        progress = self._progress
        if isinstance(event, Started):
            progress.epochs = event.epochs
            del progress.points[event.first_epoch - 1 :]
            while len(progress.points) < event.first_epoch - 1:  # killed between checkpoint and note
                best_esr = progress.points[-1].best_esr if progress.points else None
                progress.points.append(EpochPoint(len(progress.points) + 1, None, best_esr))
            self.note(EntryState.TRAINING)
            return  # what is wished is obeyed from the first step on: only then does `fit` keep the best
        elif isinstance(event, StepDone):
            progress.epoch = event.epoch
            progress.elapsed_s, progress.remaining_s = event.elapsed_s, event.remaining_s
            progress.share = event.elapsed_s / max(1e-9, event.elapsed_s + event.remaining_s)
        elif isinstance(event, EpochDone):
            largest = event.scores[-1]
            progress.points.append(EpochPoint(event.epoch, largest.esr, largest.best_esr))
            progress.best_epoch = largest.best_epoch
            progress.networks = {score.name: score.best_esr for score in event.scores}
            self.note(EntryState.TRAINING)
        self._obey()

    def keep_best(self, result: TrainResult) -> None:
        with atomic_write(self._queue.best_path(self._entry.key)) as file:
            file.write(model_document(result).text.encode())

    def note(self, state: EntryState, *, error: str | None = None) -> None:
        self._progress.state, self._progress.error = state, error
        self._queue.note(self._entry.key, self._progress)

    def finish(self, result: JobResult) -> None:
        report = result.report
        self._progress.reason = StopReason.BY_CALLER if self.is_to_be_kept else report.reason
        self._progress.networks = {each.name: each.esr for each in report.networks}
        self._progress.share, self._progress.remaining_s = 1.0, 0.0
        self.note(EntryState.DONE)
        self._queue.best_path(self._entry.key).unlink(missing_ok=True)

    def _obey(self) -> None:
        now_s = time.monotonic()
        if now_s < self._next_look_s:
            return
        self._next_look_s = now_s + _LOOK_S
        self.note(EntryState.TRAINING)
        wish = self._queue.wish_of(self._entry.key)
        if wish is Wish.PAUSE:
            raise _Paused
        if wish is Wish.KEEP and self._progress.points:
            self.is_to_be_kept = True
            raise KeyboardInterrupt


if __name__ == "__main__":
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_NICENESS)
    run_worker(Path(sys.argv[1]))
