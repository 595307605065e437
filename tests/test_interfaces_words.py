"""Interfaces in words: what is remembered, which one a device is, and who states its level."""

from reamp.interfaces.device_match import match_device
from reamp.interfaces.remembered import RememberedInterface
from reamp.interfaces.table import Confidence, interfaces
from reamp.interfaces.words import match_words, max_input_words, remembered_words, row_fields, row_lines


def test_what_is_remembered_is_one_line() -> None:
    kept = RememberedInterface(name="Apollo Twin X", gain_db=20.0, device="Apollo")
    words = remembered_words(kept)
    assert words.startswith("Universal Audio Apollo Twin X  ")
    assert words.endswith(", gain at 20 dB; for the device 'Apollo'")
    assert "12.2 dBu" in words


def test_a_device_is_certain_or_perhaps_one_of_several() -> None:
    certain, doubtful = map(match_device, ("Focusrite Scarlett 2i2 4th Gen", "Scarlett 2i2 USB"))
    assert certain is not None
    assert doubtful is not None
    assert match_words(certain) == "Focusrite Scarlett 2i2 4th Gen, 12 dBu (manufacturer cited); 100% sure"
    assert match_words(doubtful).startswith("perhaps Focusrite Scarlett 2i2 3rd Gen or ")


def test_every_row_names_its_source() -> None:
    for row in interfaces():
        start = "The sources disagree" if row.confidence is Confidence.CONFLICT else f"Source: {row.source}"
        assert any(line.startswith(start) for line in row_lines(row))


def test_a_level_without_agreement_is_to_be_measured() -> None:
    for row in interfaces():
        words = max_input_words(row)
        assert words.endswith("measure yours") is (row.applied_dbu is None)
        assert row_fields(row)["applied_dbu"] == row.applied_dbu
