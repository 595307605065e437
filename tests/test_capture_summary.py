"""A capture as facts and in words."""

import json
from pathlib import Path

import pytest
from capture_cases import RATE_HZ, small_capture

from reamp.capture.capture import Gear, Levels
from reamp.capture.summary import capture_fields, capture_words, is_trainable, level_words, training_s
from reamp.findings import Finding, Severity
from reamp.json_values import json_text
from reamp.texts import minutes


def test_the_words_of_a_capture(tmp_path: Path) -> None:
    capture = small_capture(tmp_path, levels=Levels(input_level_dbu=11.76), gear=Gear(gear_make="PRS"))
    words = capture_words(capture)
    assert list(words) == ["gear", "signal", "recording", "latency", "send", "return"]
    assert words["gear"] == "PRS"
    assert words["signal"].endswith(f", {minutes(training_s(capture))} to train on")
    assert (words["send"], words["return"]) == ("11.76 dBu at full scale", "unknown")


def test_what_is_left_to_train_on_is_that_of_the_layout(tmp_path: Path) -> None:
    capture = small_capture(tmp_path)
    assert 0.0 < training_s(capture) <= capture.layout.training.frames / capture.rate_hz


def test_the_fields_are_json(tmp_path: Path) -> None:
    capture = small_capture(tmp_path, levels=Levels(input_level_dbu=11.76))
    fields = json.loads(json_text(capture_fields(capture, [])))
    assert (fields["path"], fields["rate_hz"]) == (str(capture.path), RATE_HZ)
    assert (fields["levels"]["input_level_dbu"], fields["is_trainable"]) == (11.76, True)


@pytest.mark.parametrize(("severity", "trainable"), [("note", True), ("warning", True), ("blocker", False)])
def test_only_a_blocker_makes_training_senseless(severity: str, trainable: bool) -> None:
    assert is_trainable([Finding(check="x", severity=Severity(severity), message="x")]) is trainable


def test_a_level_that_is_unknown() -> None:
    assert level_words(None) == "unknown"
