"""The French pages have what the English ones have: commands, output, sections, tables and pictures."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_spec = importlib.util.spec_from_file_location("french_pages", ROOT / "tools" / "french_pages.py")
assert _spec is not None
assert _spec.loader is not None
french_pages = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(french_pages)

by_page = pytest.mark.parametrize("page", french_pages.PAGES, ids=lambda path: path.name)


def texts(page: Path) -> tuple[str, str]:
    return page.read_text(encoding="utf-8"), french_pages.PAGES[page].read_text(encoding="utf-8")


def prose(text: str) -> str:
    return french_pages._BLOCK.sub("", text)


def found(pattern: str, text: str) -> list[str]:
    return re.findall(pattern, prose(text), re.MULTILINE)


def test_the_players_pages_are_there() -> None:
    assert {page.name for page in french_pages.PAGES} == {"README.md", "capture.md", "levels.md", "live.md"}


@by_page
def test_code_and_output_are_those_of_the_english_page(page: Path) -> None:
    french, english = texts(page)
    assert french_pages.blocks(french) == french_pages.blocks(english), "run tools/french_pages.py"


@by_page
def test_sections_tables_and_pictures_are_the_same(page: Path) -> None:
    french, english = texts(page)
    assert found(r"^(#+) ", french) == found(r"^(#+) ", english)
    assert len(found(r"^ *\|.*\|$", french)) == len(found(r"^ *\|.*\|$", english))
    pictures = r"!\[[^\]]*\]\((?:\.\./|docs/)?pictures/([^)]+)\)"
    assert found(pictures, french) == found(pictures, english)


@by_page
def test_commands_and_options_in_the_text_are_the_same(page: Path) -> None:
    french, english = texts(page)
    for pattern in (r"`reamp ([a-z]+(?: [a-z]+)?)", r"(?<![\w-])--[a-z][a-z-]+", r"`make (\w+)"):
        assert set(found(pattern, french)) == set(found(pattern, english)), pattern


@by_page
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(#[^)]*)?\)", page.read_text(encoding="utf-8")):
        path = page.parent / target if target else page
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor[1:] in slugs, f"{target}{anchor}"


def test_blocks_come_from_the_english_page() -> None:
    french, english = "Avant\n```sh\nancien\n```\nAprès\n", "Before\n```sh\nnew\n```\n"
    assert french_pages.with_blocks_of(french, english) == "Avant\n```sh\nnew\n```\nAprès\n"


def test_another_number_of_blocks_is_an_error() -> None:
    with pytest.raises(ValueError, match="1 blocks of code in French, 0 in English"):
        french_pages.with_blocks_of("```\n```\n", "")
