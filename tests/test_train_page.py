"""The report is one file with the right numbers, in which all text of the user is escaped."""

import base64
import io
import json
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import soundfile
from french_cases import english_left
from train_cases import TINY_PAIR, leave_out_pictures, linear_pair

from reamp.errors import MissingExtraError
from reamp.findings import Check, Finding, Severity
from reamp.train.config import TrainConfig
from reamp.train.events import StopReason
from reamp.train.grade import Grade
from reamp.train.page import report_html, write_report
from reamp.train.report import Report, make_report
from reamp.train.trainer import train


@pytest.fixture(scope="module")
def report() -> Report:
    return make_report(train(linear_pair(), TINY_PAIR, TrainConfig(epochs=2, device="cpu")))


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out_pictures(monkeypatch)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(page)
    return parser.seen


def test_it_needs_no_other_file_and_no_network(report: Report) -> None:
    page = report_html(report, title="MT 15")
    assert len([tag for tag, _ in tags(page) if tag == "figure"]) == 4
    assert not {tag for tag, _ in tags(page)} & {"link", "iframe", "img"}
    assert not [attributes for tag, attributes in tags(page) if tag == "script" and "src" in attributes]
    ids = [attributes["id"] for _, attributes in tags(page) if "id" in attributes]
    assert len(set(ids)) == len(ids)
    assert re.findall(r"https?:", page) == []


@pytest.mark.usefixtures("without_pictures")
def test_every_network_has_its_number_its_words_and_its_advice(report: Report) -> None:
    good, poor = (
        replace(network, esr=esr, grade=grade, advice=advice)
        for network, esr, grade, advice in zip(
            report.networks, (0.0123, 0.0456), (Grade.FAIR, Grade.POOR), ((), ("train longer",)), strict=True
        )
    )
    page = report_html(replace(report, networks=(good, poor)), title="MT 15")
    assert '<td data-label="Error (ESR)">0.0123' in page
    assert '<td data-label="Error (ESR)">0.0456' in page
    assert f'<b class="poor">poor</b>: {Grade.POOR.words}.' in page
    assert f'<b class="fair">fair</b>: {Grade.FAIR.words}.' in page
    assert "<li>Train longer.</li>" in page
    # The verdict at the top is that of the largest.
    assert '<p class="verdict poor"><b>poor</b>' in page


@pytest.mark.usefixtures("without_pictures")
def test_facts_and_findings_are_in_it(report: Report) -> None:
    finding = Finding(
        check=Check.RECORDING_LOW,
        severity=Severity.WARNING,
        message="the recording is quiet",
        advice="raise it",
    )
    page = report_html(replace(report, findings=(finding,)), title="x", facts=[("Gear", "PRS MT 15")])
    assert '<li class="warning"><b>warning</b> the recording is quiet. Raise it</li>' in page
    assert '<tr><th scope="row">Gear</th><td>PRS MT 15</td></tr>' in page
    assert "Findings about" not in report_html(report, title="x")


@pytest.mark.usefixtures("without_pictures")
def test_what_people_type_is_text(report: Report) -> None:
    page = report_html(report, title="<script>alert(1)</script>", facts=[("Gear", "<b>&")])
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "<td>&lt;b&gt;&amp;" in page


@pytest.mark.usefixtures("without_pictures")
def test_it_is_written_over_itself(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "mt15.html"
    for title in ("one", "two"):
        write_report(report, path, title=title)
    assert "<h1>two</h1>" in path.read_text()


def test_without_matplotlib_nothing_is_written(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtraError, match="plots"):
        write_report(report, tmp_path / "a.html", title="a")
    assert list(tmp_path.iterdir()) == []


def test_it_plays_the_recording_and_every_network_at_one_level(report: Report) -> None:
    # Networks of two epochs can be so quiet that the 12 dB they get at most do not bring them to that level.
    learned = [
        replace(each, estimate=off * report.target)
        for each, off in zip(report.networks, (0.4, 0.9), strict=True)
    ]
    report = replace(report, networks=tuple(learned))
    page = report_html(report, title="MT 15")
    data = json.loads(re.findall(r'class="clip-data">(.*?)</script>', page)[0])
    names = [network.name for network in report.networks[::-1]]
    assert [clip["name"] for clip in data["clips"]] == ["recording", *names]
    levels = []
    for clip in data["clips"]:
        (encoded,) = re.findall(rf'id="{clip["sound"]}">(.*?)</script>', page)
        samples, _ = soundfile.read(io.BytesIO(base64.b64decode(encoded)))
        assert len(samples) <= 6.0 * report.rate_hz
        levels.append(20.0 * np.log10(np.sqrt(np.square(samples).mean())))
    assert max(levels) - min(levels) < 0.1
    assert len(page) < 3_000_000


@pytest.mark.usefixtures("without_pictures")
def test_a_network_that_learned_nothing_is_not_made_deafening(report: Report) -> None:
    silent = [replace(each, estimate=0.01 * report.target) for each in report.networks]
    page = report_html(replace(report, networks=tuple(silent)), title="MT 15")
    data = json.loads(re.findall(r'class="clip-data">(.*?)</script>', page)[0])
    levels = []
    for clip in data["clips"][:2]:
        (encoded,) = re.findall(rf'id="{clip["sound"]}">(.*?)</script>', page)
        samples, _ = soundfile.read(io.BytesIO(base64.b64decode(encoded)))
        levels.append(20.0 * np.log10(np.sqrt(np.square(samples).mean())))
    assert levels[0] - levels[1] == pytest.approx(40.0 - 12.04, abs=0.2)


def test_every_word_of_a_report_is_french(report: Report) -> None:
    pytest.importorskip("matplotlib")
    running = replace(report, reason=StopReason.RUNNING)
    advised = [
        "it was still getting better when training ended: train longer, for example 8 epochs",
        "it got no better towards the end: a larger architecture may, more epochs hardly",
        "check the recording: noise, a moved knob or a wrong latency are learned by no model",
    ]
    networks = tuple(replace(each, advice=tuple(advised)) for each in report.networks)
    names = {each.name for each in report.networks} | {"MT 15", report.architecture, report.device}
    same = names | {"Position", "Volume", "Verdict", "Architecture", "ESR", "tiny-pair", "recording"}
    for each in (replace(report, networks=networks), running):
        assert english_left(report_html(each, title="MT 15"), same=same) == set()
