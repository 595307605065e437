"""The newest searches of the library, whose rows the pages ask for as they scroll."""

import itertools
import threading
from collections import OrderedDict
from collections.abc import Sequence

from reamp.errors import ConfigError
from reamp.library.entry import Entry

__all__ = ["Searches"]

_MOST_SEARCHES = 8


class Searches:
    """Keeps the results of the newest searches by a number, for all pages of a server."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._found: OrderedDict[int, tuple[Entry, ...]] = OrderedDict()

    def keep(self, entries: tuple[Entry, ...]) -> int:
        """Keep what a search has found, and return its number."""
        with self._lock:
            number = next(self._numbers)
            self._found[number] = entries
            while len(self._found) > _MOST_SEARCHES:
                self._found.popitem(last=False)
            return number

    def rows(self, number: int, first: int, most: int) -> Sequence[Entry]:
        """Return at most so many rows, counted from 0; raises `ConfigError` for a search no longer kept."""
        with self._lock:
            if number not in self._found:
                raise ConfigError("this list is an old one: search again")
            return self._found[number][first : first + most]
