"""The report is a folder with a page and its sounds; nothing is destroyed, the page stays small."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from compare_cases import RATE_HZ, small_comparison

from reamp.audio import Signal
from reamp.audio.files import read
from reamp.compare.comparison import Comparison
from reamp.compare.report import MAX_PAGE_BYTES, check_report, fitting_clips, report_fields, write_report
from reamp.errors import MissingExtraError, OutputError, OutputExistsError
from reamp.json_values import json_text


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return small_comparison()


def test_the_folder_holds_the_page_and_every_sound(comparison: Comparison, tmp_path: Path) -> None:
    report = write_report(comparison, tmp_path / "report", about=[("Guitar", "di.wav")])
    assert report.page == tmp_path / "report" / "index.html"
    names = [path.name for path in report.sounds]
    assert names == [
        "target.wav",
        "plexi_with_a_long_name.wav",
        "b_third_b.wav",
        "plexi_with_a_long_name-left-target-right.wav",
        "b_third_b-left-target-right.wav",
    ]
    assert {path.name for path in (tmp_path / "report").iterdir()} == {"index.html", *names}
    page = report.page.read_text(encoding="utf-8")
    assert all(f'href="{name}"' in page for name in names)
    assert len(page) < MAX_PAGE_BYTES


def test_the_sounds_are_what_is_heard(comparison: Comparison, tmp_path: Path) -> None:
    report = write_report(comparison, tmp_path)
    heard = [clip.heard.samples for clip in comparison.clips]
    assert np.abs(read(report.sounds[1]).samples - heard[1]).max() <= 0.5 / 2**23
    both, rate_hz = soundfile.read(report.sounds[3])
    assert rate_hz == RATE_HZ
    assert np.abs(both - np.column_stack([heard[1], heard[0]])).max() <= 0.5 / 2**23


def test_names_that_a_file_cannot_have_stay_apart(comparison: Comparison, tmp_path: Path) -> None:
    names = ["a/b", "A_b", ".."]
    clips = tuple(replace(clip, name=name) for clip, name in zip(comparison.clips, names, strict=True))
    scores = tuple(
        replace(score, name=name) for score, name in zip(comparison.scores, names[1:], strict=True)
    )
    report = write_report(replace(comparison, clips=clips, scores=scores), tmp_path)
    assert [path.name for path in report.sounds[:3]] == ["a_b.wav", "A_b_.wav", "clip.wav"]


def test_a_page_that_would_be_too_large_plays_the_first_part() -> None:
    noise = np.random.default_rng(0).normal(scale=0.1, size=10 * RATE_HZ).astype(np.float32)
    small = small_comparison()
    clips = tuple(replace(clip, signal=Signal(noise, RATE_HZ)) for clip in small.clips)
    clips_of_page, findings = fitting_clips(replace(small, clips=clips), most_bytes=1_500_000)
    assert sum(len(clip.sound) for clip in clips_of_page) * 4 / 3 < 1_500_000
    assert clips_of_page[0].frames > 3 * RATE_HZ
    (finding,) = findings
    assert finding.check == "page-cut"
    assert "of 10.0 s, to stay below 15 MB; the files beside it are complete" in finding.message


def test_what_fits_is_whole(comparison: Comparison) -> None:
    clips, findings = fitting_clips(comparison)
    assert {clip.frames for clip in clips} == {RATE_HZ}
    assert findings == ()


def test_nothing_in_the_way_is_destroyed(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    check_report(folder, names=["target", "a"], inputs=[])
    folder.mkdir()
    check_report(folder, names=["target", "a"], inputs=[])
    precious = folder / "a-left-target-right.wav"
    precious.write_text("precious")
    with pytest.raises(OutputExistsError) as caught:
        check_report(folder, names=["target", "a"], inputs=[])
    assert caught.value.can_overwrite
    check_report(folder, names=["target", "a"], inputs=[], overwrite=True)
    with pytest.raises(OutputExistsError, match="is also an input"):
        check_report(folder, names=["target", "a"], inputs=[precious], overwrite=True)


def test_an_impossible_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="is a file; name a folder for the report"):
        check_report(tmp_path / "file", names=["a", "b"], inputs=[])
    with pytest.raises(OutputError, match="does not exist; create it first"):
        check_report(tmp_path / "no" / "report", names=["a", "b"], inputs=[])


def test_what_fails_leaves_no_folder(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OutputError("index.html", "cannot be written: is the disk full?")

    monkeypatch.setattr("reamp.compare.report.atomic_write", full)
    with pytest.raises(OutputError, match="is the disk full"):
        write_report(comparison, tmp_path / "report")
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_it_is_said_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtraError, match="plots"):
        check_report(tmp_path / "report", names=["a", "b"], inputs=[])


def test_the_fields_are_json(comparison: Comparison, tmp_path: Path) -> None:
    fields = json.loads(json_text(report_fields(comparison, write_report(comparison, tmp_path))))
    assert fields["page"] == str(tmp_path / "index.html")
    assert (fields["reference"], fields["rate_hz"], fields["duration_s"]) == ("target", RATE_HZ, 1.0)
    target, plexi, _ = fields["clips"]
    assert (target["metrics"], plexi["moved_frames"]) == ({}, 0.4)
    assert [gain["what"] for gain in plexi["gains"]] == ["input", "match"]
    assert plexi["gains"][0]["value_db"] == -2.8
    assert plexi["metrics"]["esr"] > 0.0
