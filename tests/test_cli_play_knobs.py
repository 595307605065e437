"""The knobs: each turns one thing, stops at its ends, and leaves everything else alone."""

import dataclasses

import pytest
from play_cases import rig_of

from reamp.cli.play_knobs import INTERFACE_GAIN, KNOBS, Controls, Knob, switch_gate
from reamp.rig.controls import Gate, Tone

BY_NAME = {knob.name: knob for knob in KNOBS}
every_knob = pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: knob.name)


def controls() -> Controls:
    return Controls(rig=rig_of(), interface_gain_db=20.0, lowest_gain_db=10.0)


@every_knob
def test_a_knob_turns_by_its_step_and_stops_at_its_ends(knob: Knob) -> None:
    begun = knob.reset(controls())
    start = knob.read(begun)
    assert start is not None
    assert knob.read(knob.turned(begun, 1)) == start + knob.step
    assert knob.read(knob.turned(begun, -2)) == start - 2 * knob.step
    assert knob.turned(begun, 1000) == knob.turned(begun, 2000)
    assert knob.read(knob.turned(begun, -1000)) == knob.limits[0]
    assert knob.read(knob.turned(begun, 1000)) == knob.limits[1]


@every_knob
def test_a_knob_turns_nothing_else(knob: Knob) -> None:
    begun = knob.reset(controls())
    turned = knob.turned(begun, 1)
    for other in KNOBS:
        if other is not knob:
            assert other.read(turned) == other.read(begun)


@every_knob
def test_a_knob_reads_in_nine_columns(knob: Knob) -> None:
    assert all(len(knob.shown(knob.turned(controls(), steps))) <= 9 for steps in (-1000, 0, 1000))


def test_where_the_knobs_are_in_the_rig() -> None:
    turned = BY_NAME["treble"].turned(BY_NAME["bass"].turned(controls(), 2), -2)
    assert turned.rig.tone == Tone(bass=6.0, treble=4.0)
    assert BY_NAME["input"].turned(controls(), 3).rig.input_trim_db == 1.5
    assert BY_NAME["output"].turned(controls(), -1).rig.output_trim_db == -0.5
    assert BY_NAME["gate"].turned(controls(), 1).rig.gate == Gate(threshold_db=-69.0)
    assert BY_NAME[INTERFACE_GAIN].turned(controls(), 1).interface_gain_db == 21.0


def test_what_is_off_or_unknown_says_so_and_begins_where_it_belongs() -> None:
    assert BY_NAME["gate"].shown(controls()) == "off"
    unsaid = dataclasses.replace(controls(), interface_gain_db=None)
    assert BY_NAME[INTERFACE_GAIN].shown(unsaid) == "lowest"
    assert BY_NAME[INTERFACE_GAIN].turned(unsaid, 2).interface_gain_db == 12.0


def test_the_gate_is_switched() -> None:
    on = switch_gate(controls(), threshold_db=-55.0)
    assert on.rig.gate == Gate(threshold_db=-55.0)
    assert switch_gate(on).rig.gate is None
