"""The device whose levels a page measures: open while a sine plays on it, or while a cable is measured."""

import contextlib
import threading
from collections.abc import Callable, Iterator

from reamp.capture.level_setup import LevelSetup
from reamp.capture.open_session import OpenJacks

__all__ = ["LevelBench", "Quiet"]

Quiet = Callable[[], contextlib.AbstractContextManager[None]]
"""Keeps the rig silent while a block lasts: what comes back from the gear must not reach the loudspeakers."""


class LevelBench:
    """One device at a time; for any thread. `quiet` lasts as long as it is open."""

    def __init__(self, quiet: Quiet) -> None:
        self._quiet = quiet
        self._lock = threading.RLock()
        self._tone = contextlib.ExitStack()

    def play_tone(self, opener: Callable[[], OpenJacks]) -> LevelSetup:
        """Open a device and play the sine for the voltmeter, until `close`; raises as opening it does."""
        with self._lock:
            self.close()
            with contextlib.ExitStack() as undo:
                levels = self._enter(undo, opener)
                undo.enter_context(levels.tone())
                self._tone = undo.pop_all()
            return levels

    @contextlib.contextmanager
    def opened(self, opener: Callable[[], OpenJacks]) -> Iterator[LevelSetup]:
        """End the sine, and keep a device open while the block lasts; raises as opening it does."""
        with self._lock:
            self.close()
            with contextlib.ExitStack() as undo:
                yield self._enter(undo, opener)

    def close(self) -> None:
        """End the sine, and close the device."""
        with self._lock:
            self._tone.close()

    def _enter(self, stack: contextlib.ExitStack, opener: Callable[[], OpenJacks]) -> LevelSetup:
        stack.enter_context(self._quiet())
        opened = opener()
        stack.enter_context(contextlib.closing(opened.stream))
        return LevelSetup(opened)
