"""Keep the code on the French pages the same as on the English ones.

python tools/french_pages.py

The n-th block of code of docs/fr/PAGE.md is that of docs/PAGE.md, of docs/fr/README.md that of README.md:
commands and what they print are the same in every language. tests/test_french_pages.py fails where they
differ.
"""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = {
    path: ROOT / "README.md" if path.name == "README.md" else ROOT / "docs" / path.name
    for path in sorted((ROOT / "docs" / "fr").glob("*.md"))
}
_BLOCK = re.compile(r"^```\w*\n.*?^```$", re.DOTALL | re.MULTILINE)


def blocks(page: str) -> list[str]:
    """Return the blocks of code of a page, with their fences."""
    return _BLOCK.findall(page)


def with_blocks_of(french: str, english: str) -> str:
    """Return the French page with the blocks of the English one.

    Raises `ValueError` where they have not as many.
    """
    given = iter(blocks(english))
    if len(blocks(french)) != len(blocks(english)):
        raise ValueError(f"{len(blocks(french))} blocks of code in French, {len(blocks(english))} in English")
    return _BLOCK.sub(lambda _: next(given), french)


if __name__ == "__main__":
    for page, original in PAGES.items():
        text = with_blocks_of(page.read_text(encoding="utf-8"), original.read_text(encoding="utf-8"))
        page.write_text(text, encoding="utf-8")
