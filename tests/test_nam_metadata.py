"""Metadata is typed, tolerant to new words and strict about types."""

import math
from datetime import datetime

import numpy as np
import pytest

from reamp.errors import ConfigError, ModelFileError
from reamp.nam.metadata import (
    GearType,
    Metadata,
    ToneType,
    check_levels,
    mark_estimated,
    metadata_from_json,
    metadata_to_json,
)

FULL_JSON = {
    "date": {"year": 2024, "month": 10, "day": 9, "hour": 18, "minute": 44, "second": 41},
    "loudness": -37.84,
    "gain": 0.135,
    "name": "Test",
    "modeled_by": "Steve",
    "gear_type": "amp",
    "gear_make": "Darkglass",
    "gear_model": "900 v2",
    "tone_type": "hi_gain",
    "input_level_dbu": 18.3,
    "output_level_dbu": 12,
    "training": {"validation_esr": None},
    "level_estimate": {"input_level_dbu": 18.3, "output_level_dbu": 11.0},
}
FULL = Metadata(
    date=datetime(2024, 10, 9, 18, 44, 41),
    loudness_db=-37.84,
    gain=0.135,
    name="Test",
    modeled_by="Steve",
    gear_type=GearType.AMP,
    gear_make="Darkglass",
    gear_model="900 v2",
    tone_type=ToneType.HI_GAIN,
    input_level_dbu=18.3,
    output_level_dbu=12.0,
    training={"validation_esr": None},
    level_estimate={"input_level_dbu": 18.3, "output_level_dbu": 11.0},
)


def test_a_mark_holds_for_the_level_it_repeats() -> None:
    assert FULL.is_estimated("input_level_dbu")
    assert not FULL.is_estimated("output_level_dbu")  # another one was entered since
    assert not Metadata(input_level_dbu=12.0).is_estimated("input_level_dbu")


def test_every_field_is_read_and_written() -> None:
    assert metadata_from_json(FULL_JSON) == FULL
    assert metadata_to_json(FULL) == FULL_JSON


def test_null_is_unknown() -> None:
    assert metadata_from_json(dict.fromkeys(FULL_JSON)) == Metadata()
    for nothing in (None, 5, "text", [1]):
        assert metadata_from_json(nothing) == Metadata()
    assert metadata_to_json(Metadata()) == {}


def test_unknown_words_and_keys_stay() -> None:
    metadata = metadata_from_json({"gear_type": "theremin", "esr": [0.01]})
    assert (metadata.gear_type, metadata.extra) == ("theremin", {"esr": [0.01]})
    assert isinstance(metadata_from_json({"gear_type": "pedal"}).gear_type, GearType)
    assert metadata_to_json(metadata) == {"gear_type": "theremin", "esr": [0.01]}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"input_level_dbu": "loud"}, "metadata.input_level_dbu: expected a number, got 'loud'"),
        ({"output_level_dbu": True}, "metadata.output_level_dbu: expected a number, got True"),
        ({"loudness": []}, r"metadata.loudness: expected a number, got \[\]"),
    ],
)
def test_a_level_of_the_wrong_type_names_its_field(value: dict[str, object], message: str) -> None:
    metadata = metadata_from_json(value)
    assert metadata == Metadata(extra=value)
    with pytest.raises(ModelFileError, match=f"^a.nam: {message}"):
        check_levels(metadata, "a.nam")
    check_levels(metadata_from_json(dict.fromkeys(value)), "a.nam")


@pytest.mark.parametrize(
    "value",
    [
        {"gain": 10**400},
        {"name": 5},
        {"gear_type": 5},
        {"training": "yes"},
        {"date": "2024-10-09"},
        {"date": {"year": 2024}},
        {"date": {**FULL_JSON["date"], "month": 13}},  # type: ignore[dict-item]
    ],
)
def test_what_no_sound_depends_on_is_unknown_and_stays(value: dict[str, object]) -> None:
    metadata = metadata_from_json(value)
    assert metadata == Metadata(extra=value)
    assert metadata_to_json(metadata) == value
    check_levels(metadata, "a.nam")


def test_numbers_json_cannot_hold_are_refused() -> None:
    with pytest.raises(ConfigError, match="loudness_db must be a finite number, got -inf"):
        Metadata(loudness_db=-math.inf)


def test_a_level_may_be_a_numpy_scalar() -> None:
    metadata = Metadata(input_level_dbu=np.float32(12.5), loudness_db=np.int64(-18))
    assert metadata_to_json(metadata) == {"input_level_dbu": 12.5, "loudness": -18.0}
    assert type(metadata.input_level_dbu) is type(metadata.loudness_db) is float
    with pytest.raises(ConfigError, match="gain must be a finite number, got True"):
        Metadata(gain=True)


def test_levels_that_were_estimates_stay_so() -> None:
    before = Metadata(input_level_dbu=9.0, output_level_dbu=4.0, level_estimate={"input_level_dbu": 9.0})
    assert mark_estimated(before, {"output_level_dbu": 5.0}) == {
        "input_level_dbu": 9.0,
        "output_level_dbu": 5.0,
    }
    assert mark_estimated(before, {"input_level_dbu": 8.0}) == {"input_level_dbu": 8.0}
