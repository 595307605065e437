"""Which fields changed, what they say, and whether the marks of estimates come back with the levels."""

from pathlib import Path

from rig_files import gain_model

from reamp.nam import NamDocument
from reamp.nam.changes import are_marks_restored, changed_fields, edited, field_words
from reamp.nam.metadata import Metadata, mark_by_ear, mark_estimated


def test_the_fields_that_differ() -> None:
    before, after = Metadata(name="a", gear_make="PRS"), Metadata(name="b", gear_make="PRS", gain=0.5)
    assert sorted(changed_fields(before, after)) == ["gain", "name"]
    assert changed_fields(after, after) == []


def test_a_text_from_a_file_cannot_move_the_cursor() -> None:
    assert field_words(Metadata(name="Bad\x1b[2J"), "name") == "Bad�[2J"
    assert field_words(Metadata(training={"validation_esr": 0.1}), "training") == '{"validation_esr": 0.1}'


def test_a_mark_is_of_its_number() -> None:
    measured = Metadata(input_level_dbu=12.0)
    levels = {"input_level_dbu": 9.0}
    estimated = Metadata(**levels, level_estimate=mark_estimated(measured, levels))
    assert are_marks_restored(measured, estimated)  # 12 is no estimate, whatever is said of 9
    assert not are_marks_restored(estimated, Metadata(input_level_dbu=9.0))


def test_fields_are_set_marked_and_removed_in_one_edit(tmp_path: Path) -> None:
    document = NamDocument.read(gain_model(tmp_path / "amp.nam", input_level_dbu=12.0, loudness_db=-20.0))
    after = edited(
        document, {"input_level_dbu": 9.5, "name": "Twin"}, ["loudness_db"], estimated=True
    ).metadata
    assert (after.input_level_dbu, after.name, after.loudness_db) == (9.5, "Twin", None)
    assert after.is_estimated("input_level_dbu")
    assert not edited(document, {"input_level_dbu": 9.5}).metadata.is_estimated("input_level_dbu")


def test_a_mark_is_set_and_taken_off_while_the_level_stays(tmp_path: Path) -> None:
    by_ear = {"input_level_dbu": 9.5, "level_estimate": mark_by_ear(9.5)}
    document = NamDocument.read(gain_model(tmp_path / "amp.nam", output_level_dbu=3.0, **by_ear))
    renamed = edited(document, {"name": "Twin"}, measured=["output_level_dbu"]).metadata
    assert renamed.is_set_by_ear("input_level_dbu")
    marked = edited(document, {}, estimated=["output_level_dbu"])
    assert marked.metadata.is_estimated("output_level_dbu")
    assert not marked.metadata.is_set_by_ear("output_level_dbu")
    measured = edited(marked, {}, measured=["input_level_dbu", "output_level_dbu"]).metadata
    assert (measured.input_level_dbu, measured.level_estimate) == (9.5, None)
