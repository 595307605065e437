"""The words of a search as an expression of FTS5: their beginnings are enough, typing errors are forgiven."""

import difflib
import re
import sqlite3
import unicodedata

__all__ = ["match_expression"]

_WORD = re.compile(r"[^\W_]+")
_LONGEST, _MOST = 40, 12
_LEAST_FORGIVEN = 4
"""Shorter words are similar to too many others."""
_NEAR = 0.7
_SUGGESTIONS = 3


def match_expression(connection: sqlite3.Connection, words: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Return what FTS5 is to match, and which words were taken for which others; empty where one is unknown.

    Each word must be found, as the beginning of a word of the index. `jcm800` also finds `JCM 800`.
    """
    parts: list[str] = []
    read_as: dict[str, tuple[str, ...]] = {}
    for word in [each[:_LONGEST] for each in _WORD.findall(_plain(words))[:_MOST]]:
        pieces = re.findall(r"\d+|[^\W\d_]+", word)
        ways = [f'"{word}"*']
        if len(pieces) > 1:
            ways.append(f"({' AND '.join(f'{_quoted(piece)}*' for piece in pieces)})")
        if not any(_is_found(connection, way) for way in ways):
            near = _near(connection, word)
            read_as[word] = near
            if not near:
                return "", read_as
            ways = [_quoted(term) for term in near]
        parts.append(f"({' OR '.join(ways)})")
    return " AND ".join(parts), read_as


def _quoted(word: str) -> str:
    return f'"{word}"'


def _plain(text: str) -> str:
    """Return a text in small letters without accents, as the index has its words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in letters if not unicodedata.combining(each))


def _is_found(connection: sqlite3.Connection, expression: str) -> bool:
    found = connection.execute("SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", (expression,))
    return found.fetchone() is not None


def _near(connection: sqlite3.Connection, word: str) -> tuple[str, ...]:
    """Return the words of the index that are most like one that it does not have."""
    if len(word) < _LEAST_FORGIVEN:
        return ()
    pairs = {word[at : at + 2] for at in range(len(word) - 1)}
    terms = connection.execute(
        "SELECT term FROM terms WHERE length(term) BETWEEN ? AND ?", (len(word) - 2, len(word) + 2)
    )
    # Comparing letter by letter is slow: most words share no two letters in a row with this one.
    letters = sorted(word)
    alike = [
        term
        for (term,) in terms
        if sum(pair in term for pair in pairs) * 3 >= len(pairs)
        or (len(term) == len(word) and sorted(term) == letters)
    ]
    return tuple(difflib.get_close_matches(word, alike, n=_SUGGESTIONS, cutoff=_NEAR))
