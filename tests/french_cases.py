"""What of a page is not in French: its texts and spoken names that stayed as they were, but for names."""

import re
from html.parser import HTMLParser

from reamp.pages.french import french_page

__all__ = ["english_left"]

_SPOKEN = ("title", "aria-label", "alt", "data-label")
_WORD = re.compile(r"[A-Za-z]{3,}")


class _Said(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._is_code = 0
        self.feed(page.replace("<wbr>", ""))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_code += tag in ("script", "style")
        self.said += [value for name, value in attrs if name in _SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._is_code -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._is_code:
            self.said.append(" ".join(data.split()))


def english_left(page: str, *, same: set[str]) -> set[str]:
    """Return the texts of a page with words in them that its French page has unchanged.

    same: names, and words that are the same in both languages.
    """
    before, after = _Said(page).said, _Said(french_page(page)).said
    assert len(before) == len(after)
    return {
        said for said, french in zip(before, after, strict=True) if said == french and _WORD.search(said)
    } - same
