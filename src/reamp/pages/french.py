"""A report of Reamp in French: its words by the table of texts, its names, numbers and sounds as they are."""

import json
import re
from functools import cache
from html import escape, unescape

from reamp.languages.french import french, french_template
from reamp.pages.player import SCRIPT_WORDS

__all__ = ["french_page"]

_PART = re.compile(
    r"(?P<raw><(?P<kind>script|style|option|textarea)\b.*?</(?P=kind)\s*>)|(?P<tag><[^>]*>)|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)
_SPOKEN = re.compile(r'\b(title|aria-label|alt|data-label)="([^"]*)"')
_OWN_NAMES = ("recording", "target", "gear")
_IN_PICTURES = (
    "recording",
    "model",
    "difference",
    "epoch",
    "amp",
    "raw",
    "calibrated",
    "good",
    "fair",
    "poor",
)
_BREAK = "\u200b"  # where a long name may be broken


def french_page(page: str) -> str:
    """Return the page of a report with its words in French; what the table does not have stays English.

    Names of models, which are in rows, choices and clips, are not touched.
    """
    opened: list[str] = []
    made: list[str] = []
    text = page.replace("<wbr>", _BREAK).replace('<html lang="en">', '<html lang="fr">')
    for part in _PART.finditer(text):
        if part["raw"]:
            made.append(part["raw"])
        elif part["tag"]:
            _follow(part["tag"], opened)
            made.append(_SPOKEN.sub(_spoken, part["tag"]))
        else:
            made.append(_words(part["text"], opened))
    script = f"<script>globalThis.REAMP_WORDS = {_script_words()};</script>"
    return "".join(made).replace(_BREAK, "<wbr>").replace("</head>", f"{script}</head>", 1)


def _follow(tag: str, opened: list[str]) -> None:
    """Keep which elements are open around a text."""
    if tag.startswith("</"):
        if opened:
            opened.pop()
    elif not tag.startswith("<!") and not tag.endswith("/>") and not re.match(_VOID, tag):
        opened.append(tag)


_VOID = re.compile(r"<(?:meta|br|input|img|link|hr|wbr|col|path|use|rect|line|circle)\b", re.IGNORECASE)


def _words(text: str, opened: list[str]) -> str:
    said = unescape(text)
    if _is_name(said.strip(), opened) and said.strip() not in _OWN_NAMES:
        return text
    found = french(said)
    return text if found is None else escape(found, quote=False)


def _is_name(said: str, opened: list[str]) -> bool:
    """Return whether a text is a name: in a clip, at the start of a row, a word in a picture."""
    inner = opened[-1] if opened else ""
    if inner.startswith("<text") or inner.startswith("<tspan"):
        return " " not in said and said not in _IN_PICTURES
    if inner == "<b>" and any('class="clip' in tag for tag in opened[-3:]):
        return True
    is_row = any(re.match(r'<th scope="row(group)?"', tag) for tag in opened[-3:])
    is_ours = any('class="facts"' in tag or 'class="cards gains"' in tag for tag in opened)
    return is_row and not (is_ours and "rowgroup" not in inner)


def _spoken(match: re.Match[str]) -> str:
    found = french(unescape(match.group(2)))
    return match.group() if found is None else f'{match.group(1)}="{escape(found)}"'


@cache
def _script_words() -> str:
    """Return the words of the player and of the blind test, by their English, as JSON for a script."""
    words = {english: french_template(english.strip()) for english in SCRIPT_WORDS}
    spaced = {
        english: f"{found}{english[len(english.rstrip()) :]}" for english, found in words.items() if found
    }
    return json.dumps(spaced, ensure_ascii=False).replace("<", "\\u003c")
