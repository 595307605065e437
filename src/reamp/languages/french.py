"""French for what the library says in English: findings, and the words of reports.

`fr.json` has each sentence by its English text, with {} for names and numbers: the library makes sentences,
and knows of one language. A sentence that the table does not have stays English.
"""

import functools
import json
import re
from collections.abc import Iterator
from importlib.resources import files

from reamp.findings import Finding

__all__ = ["french", "french_finding", "french_table", "french_template"]

_NUMBER = re.compile(r"([+\-−±]?\d+)\.(\d+)(\s\S{1,4})?")
_END = re.compile(r"[.?] ")
_SPLITS = 3
"""How many sentences a text may have."""


def french_template(english: str) -> str | None:
    """Return the French of a sentence with {} for its names and numbers, None where there is none."""
    sentences: dict[str, str] = french_table()["sentences"]
    return sentences.get(" ".join(english.split()))


@functools.cache
def french_table() -> dict[str, dict[str, str]]:
    """Return the table: `sentences` by their English, `checks` by name."""
    table: dict[str, dict[str, str]] = json.loads(
        files("reamp.languages").joinpath("fr.json").read_text(encoding="utf-8")
    )
    return table


@functools.lru_cache(maxsize=4096)
def french(text: str) -> str | None:
    r"""Return a text of the library in French, None where the table does not have it.

    It is one sentence or a few, the first perhaps behind a name and a colon. Space around it stays.

    >>> french("the signal lasts 14.5 s; at least 30 s needed for a good model")
    'le signal dure 14,5 s\xa0; il en faut au moins 30 s pour un bon modèle'
    >>> french("The models of a stranger") is None
    True
    """
    inner = " ".join(text.split())
    if not inner:
        return None
    found = _sentence(inner) or _several(inner, _SPLITS)
    if found is None:
        return None
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{start}{found}{end}"


def french_finding(finding: Finding) -> str:
    """Return a finding in French: what was noticed, then the advice.

    Where the table does not have the message, it is the meaning of the check, with the English in brackets.
    """
    said = _sentence(finding.message)
    if said is None:
        meaning = french_table()["checks"].get(finding.check)
        said = f"{meaning.rstrip('.')} ({finding.message})" if meaning else finding.message
    seen = f"{finding.subject}\u00a0: {_lower(said)}" if finding.subject else _upper(said)
    if not finding.advice:
        return seen
    advice = _sentence(finding.advice) or finding.advice
    return f"{seen}{'' if seen.endswith('?') else '.'} {_upper(advice)}"


def _several(text: str, most: int) -> str | None:
    """Return sentences of which each is in the table, joined as they were."""
    for end in _ends(text):
        first, last, rest = text[: end.start()], end.group()[0], text[end.end() :]
        behind = french(rest) if most else None
        before = None if behind is None else _named(first + ("" if last == "." else last))
        if before is not None and behind is not None:
            return f"{before}{'.' if last == '.' else ''} {behind}"
    return _named(text)


def _ends(text: str) -> Iterator[re.Match[str]]:
    yield from _END.finditer(text)


def _named(text: str) -> str | None:
    """Return one sentence, perhaps behind the name of what it is about, perhaps with its point."""
    if found := _sentence(text):
        return found
    if text.endswith(".") and (found := _named(text[:-1])):
        return f"{found}."
    name, colon, rest = text.partition(": ")
    if colon and (found := _sentence(rest)):
        return f"{name}\u00a0: {found}"
    return None


def _sentence(text: str) -> str | None:
    """Return one sentence by the table, with its first letter as large as it is in the text."""
    for spelt in dict.fromkeys((text, _lower(text), _upper(text))):
        found = french_table()["sentences"].get(spelt)
        if found is not None and "{" not in found:
            return found if spelt == text else _upper(found) if text[:1].isupper() else _lower(found)
        for pattern, template in _templates():
            if match := pattern.fullmatch(spelt):
                made = _filled(template, [_slot(each) for each in match.groups()])
                return made if spelt == text else _upper(made) if text[:1].isupper() else _lower(made)
    return None


def _slot(text: str) -> str:
    """Return what stands in a slot: a number as it is written in French, a text of the table, else itself."""
    if number := _NUMBER.fullmatch(text.strip()):
        return text.replace(number.group(1) + ".", number.group(1) + ",", 1)
    return french(text) or text


def _filled(template: str, slots: list[str]) -> str:
    following = iter(slots)
    return re.sub(
        r"\{(\d*)\}", lambda at: slots[int(at.group(1))] if at.group(1) else next(following), template
    )


@functools.cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return a pattern for each sentence with slots, and its French; the most literal first."""
    with_slots = [pair for pair in french_table()["sentences"].items() if "{}" in pair[0]]
    with_slots.sort(key=lambda pair: -len(pair[0].replace("{}", "")))
    return tuple(
        (re.compile("(.*?)".join(map(re.escape, english.split("{}"))), re.DOTALL), template)
        for english, template in with_slots
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
