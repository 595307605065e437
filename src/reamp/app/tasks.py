"""Work that takes long: one after the other, on a thread of its own; the pages see how far each is."""

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from reamp.errors import ReampError

__all__ = ["Task", "TaskStoppedError", "Tasks", "Work"]

_MOST_SHOWN = 12


class TaskStoppedError(ReampError):
    """A task ended before it was done, since it was asked to stop."""


@dataclass(kw_only=True)
class Task:
    """A piece of work: its `step` in words, its `share` from 0 to 1 where that is known, what came of it."""

    key: int
    kind: str
    title: str
    state: Literal["waiting", "running", "done", "failed"] = "waiting"
    step: str = ""
    share: float | None = None
    result: object = None
    error: str | None = None
    is_to_stop: threading.Event = field(default_factory=threading.Event, repr=False)

    def check(self) -> None:
        """Raise `TaskStoppedError` where the task is to stop; work that takes long calls it at each step."""
        if self.is_to_stop.is_set():
            raise TaskStoppedError("stopped")

    def view(self) -> dict[str, object]:
        """Return it for JSON."""
        return {
            name: getattr(self, name)
            for name in ("key", "kind", "title", "state", "step", "share", "result", "error")
        }


Work: TypeAlias = Callable[[Task], object]
"""Does the work of a task, tells its steps in it, and returns its result."""


class Tasks:
    """The tasks of this run, the newest first; `close` waits for the one that runs."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, "reamp-tasks")
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._tasks: list[Task] = []

    def begin(self, kind: str, title: str, work: Work) -> int:
        """Do a piece of work after those that wait, and return its key."""
        task = Task(key=next(self._numbers), kind=kind, title=title)
        with self._lock:
            over = [each for each in self._tasks if each.state in ("done", "failed")]
            self._tasks = [task, *(each for each in self._tasks if each not in over[_MOST_SHOWN:])]
        self._executor.submit(self._run, task, work)
        return task.key

    def stop(self, key: int) -> None:
        """Ask a task to stop."""
        for task in self._tasks:
            if task.key == key:
                task.is_to_stop.set()

    def view(self) -> list[dict[str, object]]:
        """Return all of them for JSON, the newest first."""
        with self._lock:
            return [task.view() for task in self._tasks]

    def close(self) -> None:
        """Ask what runs to stop, drop what waits, and wait."""
        for task in self._tasks:
            task.is_to_stop.set()
        self._executor.shutdown(cancel_futures=True)

    def _run(self, task: Task, work: Work) -> None:
        if task.is_to_stop.is_set():
            task.state, task.error = "failed", "stopped"
            return
        task.state = "running"
        try:
            task.result = work(task)
            task.state = "done"
        except (ReampError, OSError) as error:
            task.error = str(error)
            task.state = "failed"
        except Exception as error:
            task.error = f"an error in Reamp: {error!r}"
            task.state = "failed"
            raise
