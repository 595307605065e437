"""The page of a study is whole, holds nothing from elsewhere, and says every gain."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import soundfile
from french_cases import english_left
from study_cases import demo_study

from reamp.study.folder import prepare_folder
from reamp.study.page import PACK_NAME, PAGE_NAME, write_study
from reamp.study.speaker import StudySpeaker
from reamp.study.study import Study


@pytest.fixture(scope="module")
def study() -> Study:
    return demo_study()


@pytest.fixture(scope="module")
def folder(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("matplotlib")
    made: Path = tmp_path_factory.mktemp("study")
    prepare_folder(made, {"epochs": 1}, resume=True)
    write_study(study, made)
    return made


class Links(HTMLParser):
    """Collects what a page points to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value is not None]


def test_the_page_holds_all_but_the_files_beside_it(folder: Path) -> None:
    page = (folder / PAGE_NAME).read_text()
    links = Links()
    links.feed(page)
    files = [link for link in links.found if not link.startswith(("#", "data:"))]
    assert PACK_NAME in files
    assert all((folder / link).is_file() for link in files)
    assert "bundled &lt;amp&gt;" in page
    assert page.count('<section class="player"') == 3
    assert len(page) < 6_000_000


@pytest.mark.slow
def test_clips_are_heard_through_the_cabinet_and_measured_without(study: Study, folder: Path) -> None:
    from reamp.study.page import study_page

    pytest.importorskip("matplotlib")
    through = study_page(replace(study, speaker=StudySpeaker.of(Path("4x12"))))
    without = (folder / PAGE_NAME).read_text()

    def sounds(page: str) -> list[str]:
        return re.findall(r'<script type="text/plain" id="[^"]+">(.*?)</script>', page)

    def numbers(page: str) -> list[str]:
        return re.findall(r">([+−]?[0-9.]+ dB|[0-9]\.[0-9]{4})</td>", page)

    assert len(sounds(through)) == len(sounds(without))
    assert not set(sounds(through)) & set(sounds(without))
    assert numbers(through) == numbers(without) != []
    assert "4x12; the numbers are taken before it" in through


def test_no_sound_is_in_the_page_twice(folder: Path) -> None:
    page = (folder / PAGE_NAME).read_text()
    sounds = re.findall(r'<script type="text/plain" id="([^"]+)">(.*?)</script>', page)
    assert len({sound for _, sound in sounds}) == len(sounds)
    players = [json.loads(data) for data in re.findall(r'class="clip-data">(.*?)</script>', page)]
    used = [clip["sound"] for player in players for clip in player["clips"]]
    assert len(used) > len(sounds)
    assert set(used) == {key for key, _ in sounds}


def test_contents_lead_to_every_section(folder: Path) -> None:
    page = (folder / PAGE_NAME).read_text()
    headings = re.findall(r'<h2 id="([^"]+)">', page)
    assert headings == ["raw", "calibrated", "takes", "interfaces", "limits", "models", "facts"]
    (nav,) = re.findall(r'<nav class="contents".*?</nav>', page)
    assert re.findall(r'href="#([^"]+)"', nav) == headings


def test_every_input_gain_is_shown(folder: Path) -> None:
    page = (folder / PAGE_NAME).read_text()
    assert "+0.44 dB" in page
    assert "+3.24 dB" in page


def test_stereo_files_have_the_model_left_and_the_amp_right(folder: Path) -> None:
    path = next((folder / "audio").glob("*calibrated-usual-12.2dBu.wav"))
    sound, _ = soundfile.read(path)
    assert sound.shape[1] == 2
    assert abs(sound[:, 0] - sound[:, 1]).max() < 1e-4  # here the model is the amp


def test_every_word_of_a_study_is_french(folder: Path) -> None:
    left = english_left((folder / PAGE_NAME).read_text(), same={"ESR", "Position", "Volume", "interface"})
    names = r"[\d.+ dBu]+|bundled <amp>|models.zip|.*\.wav"
    assert {text for text in left if not re.fullmatch(names, text)} == set()
