"""Handle Ctrl-C: finish the work in hand, and stop work in other threads."""

import contextlib
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar

__all__ = ["Interruption", "Stop", "answer", "check_stop", "pause"]


class Interruption(KeyboardInterrupt):
    """A request to end. Commands raise it again until it ends the program or `answer` is called."""

    is_answered = False


def answer(interruption: KeyboardInterrupt) -> None:
    """Mark an interruption as handled, where `KeyboardInterrupt` is caught and not raised again."""
    if isinstance(interruption, Interruption):
        interruption.is_answered = True


class Stop:
    """Ends long work in other threads when its result is no longer needed, as after Ctrl-C.

    A signal interrupts the main thread only. When the main thread leaves `with stop:`, for any reason, the
    other threads, which work in `with stop.obeyed():`, end at their next `check_stop`. They do so, too, when
    `event` is set.
    """

    def __init__(self, event: threading.Event | None = None) -> None:
        self._is_set = event or threading.Event()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self._is_set.set()

    @contextlib.contextmanager
    def obeyed(self) -> Iterator[None]:
        """Make `check_stop` in this thread obey this stop."""
        token = _stop.set(self._is_set)
        try:
            yield
        finally:
            _stop.reset(token)


def check_stop() -> None:
    """Raise `KeyboardInterrupt` in a thread whose work is no longer needed; call it in long loops."""
    stop = _stop.get()
    if stop is not None and stop.is_set():
        raise KeyboardInterrupt


def pause(duration_s: float) -> None:
    """Wait as `time.sleep`, but raise `KeyboardInterrupt` as soon as the work is no longer needed."""
    stop = _stop.get()
    if stop is None:
        time.sleep(duration_s)
    else:
        stop.wait(duration_s)
    check_stop()


_stop: ContextVar[threading.Event | None] = ContextVar("_stop", default=None)
