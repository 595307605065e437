"""What a study is of, and what is refused before it begins; `test_cli_study.py` runs one to its end."""

from pathlib import Path

import pytest

pytest.importorskip("torch")

from reamp.errors import ConfigError
from reamp.interfaces.table import level_as_interface
from reamp.plan.source import Source
from reamp.study.config import FAST
from reamp.study.run import StudyRecordings, run_study, study_subject, usual_speaker


def test_a_simulated_device_by_its_name() -> None:
    subject = study_subject("pad")
    assert subject.device is not None
    assert (subject.name, subject.captures) == ("pad", ())


def test_what_is_neither_a_device_nor_a_folder_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"plexi is neither a simulated device \(.*wire.*\) nor a folder"):
        study_subject("plexi")


def test_a_folder_without_captures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="two captures"):
        study_subject(str(tmp_path))


def test_only_an_amp_is_heard_through_a_cabinet() -> None:
    speaker = usual_speaker("lead-amp")
    assert speaker is not None
    assert speaker.name == "4x12"
    assert usual_speaker("pad") is None
    assert usual_speaker("my-captures") is None


def test_recordings_do_not_go_with_a_simulated_device(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a simulated device plays a simulated guitar"):
        run_study(
            study_subject("pad"),
            FAST,
            tmp_path / "report",
            recordings=StudyRecordings(di=Path("di.wav")),
            on_progress=lambda event: None,
        )
    assert not (tmp_path / "report").exists()


def test_an_assumed_gain_is_a_finding() -> None:
    assert StudyRecordings().findings == ()
    assumed = StudyRecordings(di=Path("di.wav"), source=Source.named(level_as_interface(12.2)))
    assert "interface-gain-assumed" in [finding.check for finding in assumed.findings]
