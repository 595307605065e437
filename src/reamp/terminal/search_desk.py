"""What the keys do while the screen searches the library: type words, choose an answer, filter."""

from collections.abc import Callable

from reamp.library.index import Library
from reamp.library.typed_search import TypedSearch

__all__ = ["CHOOSING", "SearchDesk"]

_PAGE = 10

CHOOSING = {"up": -1, "down": 1, "page up": -_PAGE, "page down": _PAGE}
"""The keys that choose another answer, with how far."""


class SearchDesk:
    """The library while the screen searches it; it is opened by `begin` and closed by `end`."""

    def __init__(self, open_library: Callable[[], Library] = Library) -> None:
        self._open = open_library
        self._library: Library | None = None

    def begin(self) -> TypedSearch:
        """Return the search before anything is typed. Raises as `Library` and `Library.search`."""
        self.end()
        library = self._open()
        try:
            search = TypedSearch.begin(library)
        except BaseException:
            library.close()
            raise
        self._library = library
        return search

    def press(self, search: TypedSearch, key: str) -> TypedSearch:
        """Return what a search becomes by a key, or by text that was pasted; raises as `Library.search`."""
        assert self._library is not None  # begin opened it
        if key in CHOOSING:
            return search.moved(CHOOSING[key])
        if key == "tab":
            return search.calibrated_only(self._library, is_on=not search.is_calibrated_only)
        if key == "backspace":
            return search.typed(self._library, search.words[:-1])
        if key in _OTHER_KEYS:
            return search
        return search.typed(self._library, search.words + key)

    def end(self) -> None:
        """Close the library."""
        if self._library is not None:
            self._library.close()
            self._library = None


_OTHER_KEYS = ("left", "right", "delete", "enter", "escape")
