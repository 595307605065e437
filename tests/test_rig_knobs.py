"""Knobs: each moves one value, stops at its ends, and changes nothing else."""

import dataclasses

import pytest
from play_cases import rig_of

from reamp.rig.knobs import KNOBS, Controls, switch_gate
from reamp.rig.parameters import GATE, INTERFACE_GAIN, Gate, Parameter, Tone, parameter

every_knob = pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: knob.name)


def controls() -> Controls:
    return Controls(rig=rig_of(), interface_gain_db=20.0, lowest_gain_db=10.0)


@every_knob
def test_a_knob_turns_by_its_step_and_stops_at_its_ends(knob: Parameter) -> None:
    begun = controls().reset(knob)
    start = begun.value(knob)
    assert start is not None
    assert begun.turned(knob, 1).value(knob) == start + knob.step
    assert begun.turned(knob, -2).value(knob) == max(knob.limits[0], start - 2 * knob.step)
    assert begun.turned(knob, -1000).value(knob) == knob.limits[0]
    assert begun.turned(knob, 1000).value(knob) == knob.limits[1]


@every_knob
def test_a_knob_turns_nothing_else(knob: Parameter) -> None:
    begun = controls().reset(knob)
    turned = begun.turned(knob, 1)
    for other in KNOBS:
        if other is not knob:
            assert turned.value(other) == begun.value(other)


@every_knob
def test_a_knob_reads_in_nine_columns(knob: Parameter) -> None:
    assert all(len(controls().turned(knob, steps).text(knob)) <= 9 for steps in (-1000, 0, 1000))


def test_where_the_knobs_are_in_the_rig() -> None:
    turned = controls().turned(parameter("bass"), 2).turned(parameter("treble"), -2)
    assert turned.rig.tone == Tone(bass=6.0, treble=4.0)
    assert controls().turned(parameter("input_trim_db"), 3).rig.input_trim_db == 1.5
    assert controls().turned(parameter("output_trim_db"), -1).rig.output_trim_db == -0.5
    assert controls().turned(GATE, 1).rig.gate == Gate(threshold_db=-69.0)
    assert controls().turned(INTERFACE_GAIN, 1).interface_gain_db == 21.0


def test_what_is_off_or_unknown_says_so_and_begins_at_its_default() -> None:
    assert controls().text(GATE) == "off"
    unknown = dataclasses.replace(controls(), interface_gain_db=None)
    assert unknown.text(INTERFACE_GAIN) == "lowest"
    assert unknown.turned(INTERFACE_GAIN, 2).interface_gain_db == 12.0


def test_the_gate_is_switched() -> None:
    on = switch_gate(controls(), threshold_db=-55.0)
    assert on.rig.gate == Gate(threshold_db=-55.0)
    assert switch_gate(on).rig.gate is None
