"""Edit members of a JSON object and leave every other character of the text as it is."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

__all__ = ["edit_object"]

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]', re.DOTALL)
_BLANK = " \t\r\n"


class _Member(NamedTuple):
    """One `"key": value` of an object: where its text begins and ends, and where its value begins."""

    key: str
    start: int
    value_start: int
    end: int


def edit_object(text: str, changes: Mapping[str, str | None]) -> str:
    """Return the text of a JSON object with members changed, added at its end, or removed (None).

    `changes` maps keys to the JSON text of their values; `text` must be valid JSON. Of a key that occurs
    twice the last one is changed, as it is the one that readers use; removing a key removes both.

    >>> edit_object('{ "a": 1.50,  "b": [1, 2] }', {"b": "3", "c": '"new"'})
    '{ "a": 1.50,  "b": 3,  "c": "new" }'
    >>> edit_object('{ "a": 1.50,  "b": [1, 2] }', {"a": None})
    '{ "b": [1, 2] }'
    """
    for key, value in changes.items():
        members = list(_members(text))
        found = [member for member in members if member.key == key]
        if value is None:
            for member in reversed(found):
                text = _removed(text, member, list(_members(text)))
        elif found:
            text = text[: found[-1].value_start] + value + text[found[-1].end :]
        else:
            text = _added(text, f"{json.dumps(key, ensure_ascii=False)}: {value}", members)
    return text


def _members(text: str) -> Iterator[_Member]:
    """Yield the members of the outermost object in order; no recursion, so any depth is fine."""
    depth, key, start, value_start = 0, "", -1, -1
    for token in _TOKEN.finditer(text):
        kind = token[0][0]
        if kind in "{[":
            depth += 1
        elif depth == 1 and kind in ",}":
            if start >= 0:
                before = text[value_start : token.start()]
                blank = len(before) - len(before.lstrip(_BLANK))
                yield _Member(key, start, value_start + blank, value_start + len(before.rstrip(_BLANK)))
                start = -1
            if kind == "}":
                return
        elif kind in "}]":
            depth -= 1
        elif depth == 1 and kind == ":":
            value_start = token.end()
        elif depth == 1 and start < 0:
            key, start = json.loads(token[0], strict=False), token.start()


def _added(text: str, member: str, members: list[_Member]) -> str:
    if not members:
        inside = text.index("{") + 1
        return text[:inside] + member + text[text.index("}", inside) :]
    last = members[-1]
    # The blank before a member sets the layout: a line break and indentation, or one space.
    before = members[-2].end + 1 if len(members) > 1 else text.index("{") + 1
    blank = text[before : last.start] or " "
    return f"{text[: last.end]},{blank}{member}{text[last.end :]}"


def _removed(text: str, member: _Member, members: list[_Member]) -> str:
    index = members.index(member)
    if index + 1 < len(members):
        return text[: member.start] + text[members[index + 1].start :]
    if index > 0:
        return text[: members[index - 1].end] + text[member.end :]
    return text[: text.index("{") + 1] + text[text.index("}", member.end) :]
