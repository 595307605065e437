"""The plain version of the core's search for interfaces, with regular expressions, to hold the core to."""

import functools
import itertools
import re
from collections.abc import Iterable, Sequence

from reamp.errors import InterfaceError
from reamp.interfaces.search import InterfaceMatch, RowWords
from reamp.interfaces.table import InputKind, Interface, interfaces

__all__ = ["find_interface", "name_words", "search"]

_ALIASES = {"Universal Audio": ("ua", "uad"), "Solid State Logic": ("ssl",)}
_MIN_SCORE = 65.0
_SAME_NAME_SCORE = 80.0
"""Below it a name is that of another product, and no other spelling."""
_WORDS = re.compile(r"[^\W_]+")
# One spelling for "2+", "mk II", "4th", "4th Gen", "Gen 4" and "4 generation".
_SPELLINGS = (
    (re.compile(r"\s*(?:\+|\bplus\b)"), "plus "),
    (re.compile(r"\bmk\s*(?:iii|3)\b"), "mk3"),
    (re.compile(r"\bmk\s*(?:ii|2)\b"), "mk2"),
    (re.compile(r"\bmk\s*(?:i|1)\b"), "mk1"),
    (re.compile(r"\b(\d)\s*(?:st|nd|rd|th)?\s*gen(?:eration)?\b"), r"gen\1"),
    (re.compile(r"\bgen(?:eration)?\s*(\d)(?:st|nd|rd|th)?\b"), r"gen\1"),
    (re.compile(r"\b(\d)(?:st|nd|rd|th)\b"), r"gen\1"),
)


def search(query: str, *, limit: int = 10, table: Sequence[Interface] | None = None) -> list[InterfaceMatch]:
    """Return the rows that have every word of the query, or else the nearest names, best first.

    A word may be the beginning of one. Rows in conflict are among them.
    """
    typed = name_words(query)
    if not typed:
        return []
    rows = interfaces() if table is None else table
    by_generation = _with_generation(typed)
    named = [row for row in rows if by_generation and _has_words(by_generation, row)]
    named = named or [row for row in rows if _has_words(typed, row)]
    scores = [(row, _score(typed, row)) for row in named or rows]
    matches = [
        InterfaceMatch(interface=row, score=score, is_named=bool(named) or score >= _SAME_NAME_SCORE)
        for row, score in scores
        if named or score >= _MIN_SCORE
    ]
    matches.sort(key=lambda match: (-match.score, match.interface.kind is not InputKind.INSTRUMENT))
    return matches[:limit]


def find_interface(
    name: str, *, input: str | None = None, table: Sequence[Interface] | None = None
) -> Interface:
    """Return the one interface of that name: its instrument input unless another `input` is named.

    The manufacturer and a generation that changes nothing may be left out; words of the model may not.
    One letter may be wrong in a word without digits. `input` is a kind (`line`) or words of the label.
    A row in conflict is returned too: its `applied_dbu` is None. Raises `InterfaceError` when nothing
    answers, when the answers differ in level, or when the input is not in the table.
    """
    rows = interfaces() if table is None else table
    typed = name_words(name)
    named = _named_by(typed, rows) or _named_by(_with_generation(typed), rows)
    if not typed or not named:
        raise _not_one(name, typed, rows)
    wired = _at_input(named, input)
    if not wired:
        labels = ", ".join(dict.fromkeys(row.input for row in named))
        raise InterfaceError(name, f"has no {input or 'instrument'} input in the table, only: {labels}")
    if len({row.applied_dbu for row in wired}) > 1:
        names = tuple(dict.fromkeys(row.name for row in wired))
        if len(names) > 1:
            raise InterfaceError(name, "is not one interface", names)
        levels = ", ".join(f"{row.input} {_level_text(row)}" for row in wired)
        raise InterfaceError(name, f"has several such inputs: {levels}")
    return wired[0]


def _named_by(typed: tuple[str, ...], rows: Sequence[Interface]) -> list[Interface]:
    """Return the rows that the words name: by the whole name, without the generation, or word by word."""
    return (
        [row for row in rows if _joined(typed) in _full_spellings(row)]
        or [row for row in rows if _joined(typed) in _spellings(row)]
        or [row for row in rows if _is_named_by(typed, row)]
    )


def _with_generation(typed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words with a last digit read as the generation: `scarlett 2i2 4`."""
    is_digit = len(typed) > 1 and len(typed[-1]) == 1 and typed[-1].isdecimal()
    return (*typed[:-1], f"gen{typed[-1]}") if is_digit else ()


def _not_one(name: str, typed: tuple[str, ...], rows: Sequence[Interface]) -> InterfaceError:
    """Return the error for a name that no row answers to, with every row it may mean."""
    matches = search(name, limit=len(rows), table=rows)
    names = tuple(dict.fromkeys(match.interface.name for match in matches))
    if len(names) > 1 and _has_words(typed, matches[0].interface):
        return InterfaceError(name, "is not one interface", names)
    if not typed:
        return InterfaceError(name, "is not a name: it has no letter or digit", is_unknown=True)
    kin = [match.interface.name for match in matches if match.score >= _SAME_NAME_SCORE]
    return InterfaceError(name, "is not in the table", tuple(dict.fromkeys(kin))[:3], is_unknown=True)


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name in small letters, one spelling for all ways to write a generation."""
    text = text.lower()
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return tuple(_WORDS.findall(text))


@functools.cache
def row_words(row: Interface) -> RowWords:
    """Return the words of a row's name, in the spelling of `name_words`."""
    aliases = ((alias,) for alias in _ALIASES.get(row.manufacturer, ()))
    return RowWords(
        makers=((), name_words(row.manufacturer), *aliases),
        models=tuple(dict.fromkeys(name_words(model) for model in (row.model, *row.model.split(" / ")))),
        generation=name_words(row.generation),
    )


def _joined(words: Iterable[str]) -> str:
    return "".join(words)


@functools.cache
def _full_spellings(row: Interface) -> frozenset[str]:
    """Return the name without spaces, generation included: `Scarlett2i2 gen4` is how some people type."""
    words = row_words(row)
    return frozenset(
        _joined((*maker, *model, *words.generation))
        for maker, model in itertools.product(words.makers, words.models)
    )


@functools.cache
def _spellings(row: Interface) -> frozenset[str]:
    """Return the full spellings and those without the generation."""
    words = row_words(row)
    short = (_joined((*maker, *model)) for maker in words.makers for model in words.models)
    return _full_spellings(row).union(short)


def _is_named_by(typed: tuple[str, ...], row: Interface) -> bool:
    """Say whether the typed words are the whole model, and beyond it only manufacturer and generation."""
    words = row_words(row)
    beside = {*itertools.chain(*words.makers), *words.generation}
    return any(
        all(any(_same_word(word, part) for word in typed) for part in model)
        and all(any(_same_word(word, part) for part in (*model, *beside)) for word in typed)
        for model in words.models
    )


def _same_word(typed: str, word: str) -> bool:
    """Forgive one wrong letter in a long word; a wrong digit is another product."""
    if typed == word:
        return True
    return min(len(typed), len(word)) >= 4 and typed.isalpha() and word.isalpha() and _one_typo(typed, word)


def _has_words(typed: tuple[str, ...], row: Interface) -> bool:
    return all(any(part.startswith(word) for part in _known_words(row)) for word in typed)


@functools.cache
def _known_words(row: Interface) -> frozenset[str]:
    words = row_words(row)
    names = itertools.chain(*words.makers, *words.models, words.generation)
    return frozenset((*names, *name_words(row.input), *name_words(row.kind)))


def _at_input(rows: Sequence[Interface], wanted: str | None) -> list[Interface]:
    kind = InputKind.INSTRUMENT if wanted is None else wanted.strip().lower()
    of_kind = [row for row in rows if row.kind == kind]
    if of_kind or wanted is None:
        return of_kind
    words = set(name_words(wanted))
    return [row for row in rows if words <= set(name_words(row.input))]


def _level_text(row: Interface) -> str:
    return "level unknown" if row.applied_dbu is None else f"{row.applied_dbu:g} dBu"


def _score(typed: tuple[str, ...], row: Interface) -> float:
    words = row_words(row)
    by_word = sum(max(_word_score(word, part) for part in _known_words(row)) for word in typed) / len(typed)
    by_spelling = max(_likeness(_joined(typed), spelling) for spelling in _spellings(row))
    # A word of the model that was not typed costs a little, so that "SSL 2" comes before "SSL 2 MKII".
    untyped = sum(part not in typed for part in (*words.models[0], *words.generation))
    return max(by_word - 0.5 * untyped, by_spelling - 0.5)


def _word_score(typed: str, word: str) -> float:
    if typed == word:
        return 100.0
    if word.startswith(typed):
        return 95.0
    score = _likeness(typed, word)
    return score * 0.95 if score >= 70.0 else 0.0


@functools.cache
def _likeness(a: str, b: str) -> float:
    """Return 200 times the longest common subsequence over both lengths."""
    if not a or not b:
        return 0.0 if a or b else 100.0
    common = [0] * (len(b) + 1)
    for x in a:
        above, common = common, [0]
        for i, y in enumerate(b):
            common.append(above[i] + 1 if x == y else max(above[i + 1], common[i]))
    return 200.0 * common[-1] / (len(a) + len(b))


def _one_typo(a: str, b: str) -> bool:
    """Say whether one letter more, less or replaced, or two neighbours swapped, makes one of the other."""
    places = range(len(a) + 1)
    letters = set(b)
    edits = {
        *(a[:i] + a[i + 1 :] for i in places),
        *(a[:i] + x + a[i:] for i in places for x in letters),
        *(a[:i] + x + a[i + 1 :] for i in places for x in letters),
        *(a[:i] + a[i + 1 : i + 2] + a[i : i + 1] + a[i + 2 :] for i in places),
    }
    return b in edits
