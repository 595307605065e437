"""What can be undone and done again: the moments before each change, a knob on its way as one."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["History"]

_T = TypeVar("_T")

_MOST = 200
_SAME_TURN_S = 1.0  # after this rest a change counts as another turn


class History(Generic[_T]):
    """The states before and after the present one.

    >>> history = History[str]()
    >>> history.note("a", of="model")
    >>> history.undo("b"), history.redo("a"), history.undo("b"), history.undo("a")
    ('a', 'b', 'a', None)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._before: list[_T] = []
        self._after: list[_T] = []
        self._last_of = ""
        self._last_s = float("-inf")

    @property
    def can_undo(self) -> bool:
        """Whether there is a state before."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether something was undone and nothing was changed since."""
        return bool(self._after)

    def note(self, state: _T, *, of: str, is_turn: bool = False) -> None:
        """Keep the state before a change of something; turns of one knob within a second are one change."""
        now_s = self._clock()
        is_same = is_turn and of == self._last_of and now_s - self._last_s < _SAME_TURN_S
        self._last_of, self._last_s = of, now_s
        self._after.clear()
        if not is_same:
            self._before = [*self._before, state][-_MOST:]

    def undo(self, now: _T) -> _T | None:
        """Return the state before, None where there is none; `now` can be done again."""
        return self._step(self._before, self._after, now)

    def redo(self, now: _T) -> _T | None:
        """Return the state that was undone, None where there is none."""
        return self._step(self._after, self._before, now)

    def _step(self, source: list[_T], target: list[_T], now: _T) -> _T | None:
        self._last_of = ""
        if not source:
            return None
        target.append(now)
        return source.pop()
