"""Rows of text that are put together quickly: a screen has forty, and there are 25 screens a second."""

import functools
from collections.abc import Callable
from typing import ParamSpec

from rich.text import Span, Text

__all__ = ["drawn_once", "row_of"]

_P = ParamSpec("_P")


def row_of(*parts: str | tuple[str, str] | Text) -> Text:
    """Return parts as one text, as `Text.assemble` does but sooner; a style is a name, none where empty.

    >>> row_of("load ", ("12%", "red"), "").spans
    [Span(5, 8, 'red')]
    """
    spans: list[Span] = []
    words: list[str] = []
    length = 0
    for part in parts:
        if isinstance(part, Text):
            text, style = part.plain, str(part.style)
        else:
            text, style = (part, "") if isinstance(part, str) else part
        if style and text:
            spans.append(Span(length, length + len(text), style))
        if isinstance(part, Text):
            spans += [Span(start + length, end + length, each) for start, end, each in part.spans]
        words.append(text)
        length += len(text)
    return Text("".join(words), spans=spans)


def drawn_once(draw: Callable[_P, list[Text]]) -> Callable[_P, list[Text]]:
    """Return `draw` with its last rows kept: it draws again only where an argument is not as it was.

    Nobody may change the rows but to make them narrower.
    """
    last: list[tuple[object, list[Text]]] = []

    @functools.wraps(draw)
    def draw_if_changed(*args: _P.args, **kwargs: _P.kwargs) -> list[Text]:
        key = (args, kwargs)
        if not last or last[0][0] != key:
            last[:] = [(key, draw(*args, **kwargs))]
        return last[0][1]

    return draw_if_changed
