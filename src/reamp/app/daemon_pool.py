"""Threads for work that waits for other machines: the end of the program does not wait for them."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import TypeAlias

from reamp.interruption import Stop

__all__ = ["DaemonPool"]

_LOG = logging.getLogger(__name__)

_Work: TypeAlias = Callable[[], object]


class DaemonPool:
    """Does pieces of work, `count` at a time, in the order in which they came; for any thread.

    After `close` what waits is dropped, and what runs ends at its next `check_stop`. Any error goes to the
    log.
    """

    def __init__(self, count: int, name: str) -> None:
        self._name = name
        self._count = count
        self._works: queue.SimpleQueue[_Work] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._stop = Stop()
        self._is_closed = False

    def submit(self, work: _Work) -> None:
        """Do a piece of work as soon as a thread is free."""
        with self._lock:
            self._works.put(work)
            if len(self._threads) < self._count:
                thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._threads.append(thread)
                thread.start()

    def close(self) -> None:
        """Ask what runs to end, and do not wait for it."""
        with self._stop:
            self._is_closed = True
        for _ in self._threads:
            self._works.put(lambda: None)

    def _run(self) -> None:
        with self._stop.obeyed():
            while not self._is_closed:
                work = self._works.get()
                try:
                    if not self._is_closed:
                        work()
                except KeyboardInterrupt:  # it was asked to end
                    pass
                except Exception:  # noqa: BLE001 - else fewer threads are left for the others
                    if not self._is_closed:  # else the connections were closed under it
                        _LOG.exception("%s failed", self._name)
