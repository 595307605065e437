"""Many rigs into a folder: the files, and the names in the findings."""

from pathlib import Path

import pytest
from rig_files import float_wav, gain_model, sine

from reamp.findings import Check
from reamp.plan.source import Source
from reamp.playing.render import RenderConfig, RenderResult
from reamp.playing.render_folder import FolderOutcome, render_into_folder
from reamp.rig.rig import Rig, chain

CONFIG = RenderConfig(threads=1)


@pytest.fixture
def di(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "di.wav", sine(1e3, peak=0.5, seconds=0.2))


def rendered(rigs: list[Rig], di: Path, folder: Path) -> list[FolderOutcome]:
    names = [f"rig {number}" for number in range(len(rigs))]
    source = Source.unknown()
    found = render_into_folder(rigs, di, folder, names=names, file_names=names, source=source, config=CONFIG)
    return sorted(found, key=lambda each: each.place)


def test_files_are_rendered_kept_or_failed(di: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.nam").write_text("{}")
    rigs = [chain(gain_model(tmp_path / "amp.nam")), chain(tmp_path / "bad.nam")]
    amp, bad = rendered(rigs, di, tmp_path / "out")
    assert isinstance(amp.outcome, RenderResult)
    assert amp.outcome.output == tmp_path / "out" / "rig 0.wav"
    assert (amp.models, amp.error, amp.is_kept) == ((tmp_path / "amp.nam",), None, False)
    assert "bad.nam" in str(bad.error)
    assert bad.findings == []
    assert {each.subject for each in amp.findings if each.check is Check.MODEL_LEVEL_UNKNOWN} == {"rig 0"}
    kept, _ = rendered(rigs, di, tmp_path / "out")
    assert (kept.is_kept, kept.error) == (True, None)


def test_a_folder_into_which_nothing_came_is_not_left(di: Path, tmp_path: Path) -> None:
    rendered([chain(tmp_path / "gone.nam")], di, tmp_path / "out")
    assert not (tmp_path / "out").exists()
