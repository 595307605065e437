"""Which fields changed, what they say, and whether the marks of estimates come back with the levels."""

from pathlib import Path

from rig_files import gain_model

from reamp.nam import NamDocument
from reamp.nam.changes import are_marks_restored, changed_fields, edited, field_words
from reamp.nam.metadata import Metadata, mark_estimated


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
