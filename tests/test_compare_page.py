"""The page is one file that is well-formed, small, complete, and says every gain."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from compare_cases import small_comparison

from reamp.compare.comparison import Comparison
from reamp.compare.page import comparison_page, gains_html, pictures_html, scores_html
from reamp.findings import Check, Finding, Severity
from reamp.pages.player import player_clip

_EMPTY = {"meta", "input", "link", "br", "wbr", "img", "hr"}


class Outline(HTMLParser):
    """The elements of a page, held to be closed in their order and to have ids of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return small_comparison()


@pytest.fixture(scope="module")
def page(comparison: Comparison) -> str:
    clips = [player_clip(clip.name, clip.heard, about=clip.about) for clip in comparison.clips]
    return comparison_page(
        comparison,
        clips,
        sounds=[("a b.wav", "the <amp>")],
        about=[("Guitar", "di.wav")],
        findings=[Finding(check=Check.OVERLOAD, severity=Severity.NOTE, message="the page plays a part")],
    )


@pytest.fixture(scope="module")
def outline(page: str) -> Outline:
    parser = Outline()
    parser.feed(page)
    return parser


def test_it_is_well_formed(outline: Outline) -> None:
    assert outline.open == []
    assert len(set(outline.ids)) == len(outline.ids)


def test_it_needs_no_other_file_and_no_network(page: str, outline: Outline) -> None:
    assert re.findall(r"https?:|@import", page) == []
    assert {"iframe", "link", "object"} & set(outline.seen) == set()
    others = [link for link in outline.links if not link.startswith(("#", "data:"))]
    assert others == ["a%20b.wav"]


def test_it_is_small(page: str) -> None:
    sounds = sum(len(each) for each in re.findall(r'id="\w+-sound-\d+">(.*?)</script>', page))
    assert len(page.encode()) - sounds < 500_000


def test_what_people_type_is_text(page: str) -> None:
    assert "<b>third</b>" not in page
    assert "&lt;b&gt;third&lt;/b&gt;" in page
    assert "the &lt;amp&gt;" in page


def test_it_has_all_its_parts(page: str) -> None:
    for words in ("Numbers", "Pictures", "Gains", "Findings", "Files and facts"):
        assert f"<h2>{words}</h2>" in page
    assert "the page plays a part" in page
    assert page.count("<figure>") == 3
    assert page.count("<figcaption>") == 3


def test_every_gain_has_its_sum(comparison: Comparison) -> None:
    table = gains_html(comparison)
    assert '<td data-label="dB">−2.80</td>' in table
    assert ">12.2 dBu (your interface) - 15 dBu (plexi)</td>" in table
    assert table.count(">match<") == 3
    assert "+8.3 µs (+0.40 frames), to lie on target" in table


def test_the_best_is_bold(comparison: Comparison) -> None:
    table = scores_html(comparison)
    first, second = (score.measured["esr"].value for score in comparison.scores)
    assert first is not None
    assert second is not None
    assert first > second
    assert f"><b>{second:.3g}</b></td>" in table
    assert f">{first:.3g}</td>" in table


def test_pictures_of_two_sections_share_no_id(comparison: Comparison) -> None:
    parser = Outline()
    parser.feed(pictures_html(comparison, key="one") + pictures_html(comparison, key="two"))
    assert len(set(parser.ids)) == len(parser.ids)


def test_a_model_that_is_not_calibrated_is_reported_at_the_top(comparison: Comparison) -> None:
    clips = [player_clip(clip.name, clip.heard) for clip in comparison.clips]
    assert 'class="banner"' not in comparison_page(comparison, clips)
    first, second, third = comparison.clips
    unknown = Finding(
        check=Check.MODEL_LEVEL_UNKNOWN, severity=Severity.WARNING, message="it has no level", advice="ask"
    )
    some = replace(
        comparison,
        clips=(first, replace(second, is_calibrated=True), replace(third, is_calibrated=False)),
        findings=(unknown,),
    )
    page = comparison_page(some, clips)
    assert "Not calibrated (&lt;b&gt;third&lt;/b&gt;)." in page
    assert "It has no level. Ask." in page
    assert page.index('class="banner"') < page.index('class="player"')
