"""Handle requests to end a program (Ctrl-C, SIGTERM, a closed terminal) reliably, and never at a bad moment.

Python raises an exception wherever the program is when a signal comes. In a finaliser or a callback of a weak
reference the exception is lost. During an import it may turn into another exception, or abort the program.
While a context is being entered, such as one that changes the terminal, the context would never be left. So
the exception waits until such a moment is over, and is raised again until it gets through.
"""

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any, Self

from reamp.interruption import Interruption

__all__ = ["EndRequests"]

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last is Ctrl-Break, on Windows
_IMPORT_MACHINERY = "<frozen importlib._bootstrap>"
_AGAIN_S = 0.05
_SAME_REQUEST_S = 1.0  # a terminal that is closed sends several signals


class EndRequests:
    """Raises `Interruption` in the main thread when a signal asks to end; a context manager.

    It does so from `listen` on, but not while a context is entered or left, nor while the program handles the
    first `Interruption`, to clean up files and the terminal. A second request, at least a second later,
    interrupts even that.
    """

    def __init__(self) -> None:
        self._handlers: dict[int, Any] = {}
        self._unraisable_hook: Any = None
        self._asked_s = float("-inf")
        self._is_asked = False
        self._number: int = signal.SIGINT
        self._raised: Interruption | None = None
        self._is_over = False
        self._from: FrameType | None = None  # frames outside this one are ignored

    def __enter__(self) -> Self:
        self._from = sys._getframe(1)
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True  # from here on the handlers do nothing
        self._from = None
        if not self._handlers:
            return
        self._forget()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        sys.unraisablehook = self._unraisable_hook

    @property
    def exit_code(self) -> int:
        """The exit code for the last signal that asked to end: 130 for Ctrl-C, and without a signal."""
        return 128 + self._number

    def listen(self) -> None:
        """Take over the signals, except those that are ignored (nohup) or that have another handler."""
        if self._handlers or threading.current_thread() is not threading.main_thread():
            return
        usual = (signal.SIG_DFL, signal.default_int_handler)
        for number in _numbers():
            if signal.getsignal(number) in usual:
                self._handlers[number] = signal.signal(number, self._ask)
        if hasattr(signal, "setitimer"):
            self._handlers[signal.SIGALRM] = signal.signal(signal.SIGALRM, self._ask_again)
            signal.siginterrupt(signal.SIGALRM, False)  # so that it interrupts no library call
        self._unraisable_hook, sys.unraisablehook = sys.unraisablehook, self._note_unraisable

    @contextlib.contextmanager
    def end_at_once(self) -> Iterator[None]:
        """Let signals end the process, as before `listen`: a long import has nothing to clean up."""
        ours = {number: signal.getsignal(number) for number in self._handlers if number in _numbers()}
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
        try:
            yield
        finally:
            for number, handler in ours.items():
                signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        now_s = time.monotonic()
        if self._is_over or now_s - self._asked_s < _SAME_REQUEST_S:
            return
        is_second = self._is_pending
        self._asked_s, self._is_asked, self._raised, self._number = now_s, True, None, number
        self._interrupt(frame, is_second=is_second)

    def _ask_again(self, _: int, frame: FrameType | None) -> None:
        if self._is_pending:
            self._interrupt(frame, is_second=False)
        else:
            self._forget()

    @property
    def _is_pending(self) -> bool:
        is_answered = self._raised is not None and self._raised.is_answered
        return self._is_asked and not is_answered and not self._is_over

    def _interrupt(self, frame: FrameType | None, *, is_second: bool) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, _AGAIN_S)
            stack = list(_stack(frame, until=self._from))
            if any(_imports(code) for code in stack):
                return
            if not is_second and (_is_being_handled() or any(_changes_context(code) for code in stack)):
                return
        self._raised = Interruption()
        raise self._raised

    def _forget(self) -> None:
        self._is_asked, self._raised = False, None
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0.0)

    def _note_unraisable(self, unraisable: Any) -> None:
        """Print an exception that Python cannot raise; an `Interruption` is raised again instead."""
        if not isinstance(unraisable.exc_value, Interruption):
            self._unraisable_hook(unraisable)


def _numbers() -> list[int]:
    return [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]


def _stack(frame: FrameType | None, *, until: FrameType | None) -> Iterator[CodeType]:
    while frame is not None and frame is not until:
        yield frame.f_code
        frame = frame.f_back


def _imports(code: CodeType) -> bool:
    return code.co_filename == _IMPORT_MACHINERY


def _changes_context(code: CodeType) -> bool:
    """Return whether this code enters or leaves a context, or makes a temporary file before its context."""
    return code.co_name in ("__enter__", "__exit__") or code.co_filename.endswith("tempfile.py")


def _is_being_handled() -> bool:
    """Return whether the main thread is handling a `KeyboardInterrupt`."""
    error = sys.exc_info()[1]
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None
