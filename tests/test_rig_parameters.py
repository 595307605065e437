"""The table of knobs: every knob has a place in a rig, a scale, and a text that reads back."""

import dataclasses
import math

import pytest
from play_cases import rig_of

from reamp._core import RigSettings
from reamp.errors import ConfigError, LevelError
from reamp.rig.knobs import KNOBS
from reamp.rig.parameters import FLAT, GATE, INTERFACE_GAIN, PARAMETERS, Gate, Parameter, Tone, parameter

every_knob = pytest.mark.parametrize("knob", PARAMETERS, ids=lambda knob: knob.key)


@every_knob
def test_a_knob_of_a_new_rig_is_where_the_table_says(knob: Parameter) -> None:
    assert rig_of().value_of(knob) == knob.initial


@every_knob
def test_a_number_that_is_set_is_there(knob: Parameter) -> None:
    for value in (*knob.limits, knob.default):
        assert rig_of().with_value(knob, value).value_of(knob) == value
        assert rig_of().with_values({knob.key: value}).value_of(knob) == value


@every_knob
def test_a_number_reads_back(knob: Parameter) -> None:
    value = knob.turned(knob.default, 3)
    assert knob.parse(knob.text(value)) == value
    assert knob.parse(f" {value:g}".replace(".", ",")) == value
    with pytest.raises(LevelError):
        knob.parse(f"{value:g} volts")


@every_knob
def test_what_no_knob_can_show_is_refused(knob: Parameter) -> None:
    for value in (math.nan, math.inf):
        with pytest.raises(ConfigError, match=f"{knob.key} must be a finite number"):
            rig_of().with_value(knob, value)
    for value in (knob.limits[0] - 0.1, knob.limits[1] + 1.0):
        if knob.is_bounded:
            with pytest.raises(ConfigError, match=f"{knob.name} must be {knob.range_text}, got {value:g}"):
                rig_of().with_value(knob, value)
        else:  # typed, and the plan judges the sum
            assert rig_of().with_value(knob, value).value_of(knob) == value


@every_knob
def test_what_can_be_off_is(knob: Parameter) -> None:
    if knob.off:
        on = rig_of().with_value(knob, knob.default)
        assert on.with_value(knob, None).value_of(knob) is None
    else:
        with pytest.raises(ConfigError, match=f"{knob.name} cannot be off"):
            rig_of().with_value(knob, None)


def test_every_field_of_the_tone_stack_is_a_knob_and_known_to_the_core() -> None:
    fields = [field.name for field in dataclasses.fields(Tone)]
    assert [knob.key for knob in PARAMETERS if knob.place[0] == "tone"] == fields
    RigSettings(tone=dict.fromkeys(fields, 5.0))


def test_the_names_are_those_of_one_knob_each() -> None:
    for name in ("key", "option", "name"):
        assert len({getattr(knob, name) for knob in KNOBS}) == len(KNOBS)


def test_the_errors_of_the_parts() -> None:
    with pytest.raises(ConfigError, match=r"^bass must be 0 to 10, got 11$"):
        Tone(bass=11.0)
    with pytest.raises(ConfigError, match=r"^gate must be -100 to 0 dBFS, got 3$"):
        Gate(threshold_db=3.0)
    with pytest.raises(ConfigError, match="no knob 'brilliance'; the knobs are input_trim_db, bass,"):
        parameter("brilliance")


def test_how_the_knobs_read() -> None:
    assert (parameter("bass").text(6.5), GATE.text(-70.0), GATE.text(None)) == ("6.5", "-70 dBFS", "off")
    assert (parameter("input_trim_db").text(3.0), INTERFACE_GAIN.text(None)) == ("+3.0 dB", "lowest")
    assert (parameter("input_trim_db").option, GATE.option) == ("--input-trim", "--gate")
    assert Tone(bass=5.0, middle=5.0, treble=5.0) == FLAT
