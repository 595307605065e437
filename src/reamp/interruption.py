"""Ctrl-C that is answered by finishing what is at work, and work in threads that ends with it."""

import contextlib
import threading
from collections.abc import Iterator
from contextvars import ContextVar

__all__ = ["Interruption", "Stop", "answer", "check_stop"]


class Interruption(KeyboardInterrupt):
    """A request to end, as the commands raise it: again until it has got through, or is answered."""

    is_answered = False


def answer(interruption: KeyboardInterrupt) -> None:
    """Note that work ends because of this, though the exception goes no further.

    To be called where `KeyboardInterrupt` is caught and not raised again.
    """
    if isinstance(interruption, Interruption):
        interruption.is_answered = True


class Stop:
    """Ends long work in other threads once its result is not needed, as after Ctrl-C.

    A signal interrupts the main thread only. That one leaves `with stop:`, for whatever reason; the others
    do their work in `with stop.obeyed():` and end at the next `check_stop`.
    """

    def __init__(self) -> None:
        self._is_set = threading.Event()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self._is_set.set()

    @contextlib.contextmanager
    def obeyed(self) -> Iterator[None]:
        """Let `check_stop` in this thread look at this stop."""
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


_stop: ContextVar[threading.Event | None] = ContextVar("_stop", default=None)
