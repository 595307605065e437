"""A search as it is typed: every front end shows its answers, moves through them and takes one."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from reamp.library.entry import Entry
from reamp.library.index import Library
from reamp.library.query import Found, Query

__all__ = ["MOST_ANSWERS", "TypedSearch"]

MOST_ANSWERS = 200
"""More are counted and not listed: one more letter is a shorter way to a model than 200 steps."""

_LONGEST = 200  # of what is typed


@dataclass(frozen=True, kw_only=True)
class TypedSearch:
    """What was typed so far, what it finds, and which of the answers is chosen, counted from 0.

    Models on a disk that is not connected are no answers, and neither are files that cannot be played.
    """

    query: Query
    found: Found
    choice: int = 0

    @classmethod
    def begin(cls, library: Library, words: str = "") -> Self:
        """Return the search for these words; without any it finds every model. Raises as `Library.search`."""
        return cls._of(library, Query(words=words[:_LONGEST], is_present=True, limit=MOST_ANSWERS))

    @property
    def words(self) -> str:
        """What was typed."""
        return self.query.words

    @property
    def answers(self) -> Sequence[Entry]:
        """The models it finds, the best match first."""
        return self.found.entries

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files of the answers, to step through."""
        return tuple(entry.path for entry in self.answers)

    @property
    def chosen(self) -> Entry | None:
        """The answer that is chosen; None where there is none."""
        return self.answers[self.choice] if self.answers else None

    def typed(self, library: Library, words: str) -> Self:
        """Return the search for other words, at its first answer. Raises as `Library.search`."""
        return self._of(library, dataclasses.replace(self.query, words=words[:_LONGEST]))

    def calibrated_only(self, library: Library, *, is_on: bool) -> Self:
        """Return the same search among calibrated models only, or among all. Raises as `Library.search`."""
        return self._of(library, dataclasses.replace(self.query, is_calibrated=True if is_on else None))

    @property
    def is_calibrated_only(self) -> bool:
        """Whether only calibrated models are answers."""
        return self.query.is_calibrated is True

    def moved(self, by: int) -> Self:
        """Return it with a later or, below 0, an earlier answer chosen; it stops at the ends."""
        last = max(0, len(self.answers) - 1)
        return dataclasses.replace(self, choice=min(last, max(0, self.choice + by)))

    @classmethod
    def _of(cls, library: Library, query: Query) -> Self:
        return cls(query=query, found=library.search(query))
