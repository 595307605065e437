"""The page of a comparison in French: every word of ours, no name, and nothing of its sounds."""

import json
import re
from pathlib import Path

import pytest
from compare_cases import small_comparison
from french_cases import english_left

from reamp.compare.page import comparison_page
from reamp.compare.words import about_words
from reamp.findings import Check, Finding, Severity
from reamp.languages.french import french_template
from reamp.pages.french import french_page
from reamp.pages.player import SCRIPT_WORDS, player_clip, player_script

NAMES = {"target", "plexi_with_a_long_name", "<b>third</b>", "amp.wav", "</script>", "Linear, 1 taps"}
SAME = {"Position", "Volume", "Gains", "Gain", "plexi_with_a_long_name and <b>third</b> against target"}
FILES = {"di.wav", "0.wav", "1.wav", "2.wav", "4x12"}


@pytest.fixture(scope="module")
def page() -> str:
    comparison = small_comparison()
    clips = [player_clip(clip.name, clip.heard, about=clip.about) for clip in comparison.clips]
    sounds = [(f"{number}.wav", f"{clip.name}, as heard") for number, clip in enumerate(comparison.clips)]
    return comparison_page(
        comparison,
        clips,
        sounds=sounds,
        about=about_words(comparison, di=Path("di.wav"), target=None, cabinet=Path("4x12")),
        findings=[
            Finding(
                check=Check.PAGE_CUT,
                severity=Severity.NOTE,
                message="the page plays 9.0 of 14.0 s, to stay below 20 MB; the files beside it are complete",
            )
        ],
    )


def test_every_word_of_a_comparison_is_french_and_no_name(page: str) -> None:
    assert english_left(page, same={*NAMES, *SAME, *FILES}) == set()


def test_names_and_sounds_stay_as_they_are(page: str) -> None:
    french = french_page(page)
    sounds = re.findall(r'<script type="text/plain"[^>]*>.*?</script>', page, re.DOTALL)
    assert len(sounds) == 3
    assert all(sound in french for sound in sounds)
    for name in ("plexi_<wbr>with_<wbr>a_<wbr>long_<wbr>name", "&lt;b&gt;third&lt;/b&gt;"):
        assert french.count(name) == page.count(name)
    assert '<html lang="fr">' in french
    assert "<b>third</b>" not in french


def test_a_model_may_be_called_like_a_word(page: str) -> None:
    named = page.replace("&lt;b&gt;third&lt;/b&gt;", "good")
    french = french_page(named)
    for place in ("<b>good</b>", ">good</option>", ">good</th>"):
        assert french.count(place) == named.count(place) > 0


def test_the_scripts_say_what_the_table_has(page: str) -> None:
    found = re.search(r"REAMP_WORDS = (\{.*?\});</script>", french_page(page))
    assert found is not None
    assert json.loads(found.group(1)).keys() == set(SCRIPT_WORDS)
    script = player_script()
    used = set(re.findall(r'"([^"\n]+)"', script))
    assert set(SCRIPT_WORDS) <= used
    assert all(french_template(words.strip()) for words in SCRIPT_WORDS)
