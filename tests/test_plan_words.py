"""Every front end uses the same words for the result of a plan."""

import dataclasses

from play_cases import rig_of

from reamp.plan.inputs import OutputMode
from reamp.plan.source import Source
from reamp.plan.words import (
    between_words,
    input_words,
    legend_lines,
    output_words,
    short_sum,
    sum_lines,
    term_lines,
)


def test_the_input_is_calibrated_or_not() -> None:
    assert input_words(rig_of().plan(source=Source.named("Apollo Twin X"))) == "calibrated"
    assert input_words(rig_of().plan(source=Source.unknown())) == "not calibrated"


def test_the_output_is_what_was_wanted_or_not() -> None:
    plan = rig_of().plan(source=Source.named("Apollo Twin X"))
    assert output_words(plan) == "normalized"
    raw = dataclasses.replace(rig_of(), output_mode=OutputMode.RAW)
    assert output_words(raw.plan(source=Source.named("Apollo Twin X"))) == "raw"
    calibrated = dataclasses.replace(rig_of(), output_mode=OutputMode.CALIBRATED)
    assert output_words(calibrated.plan(source=Source.named("Apollo Twin X"))) == "calibrated"
    assert output_words(calibrated.plan(source=Source.unknown())) == "not calibrated"


def test_a_gain_is_a_sum_in_a_line_and_on_paper() -> None:
    quieter = dataclasses.replace(rig_of(), input_trim_db=-1.5)
    plan = quieter.plan(source=Source.named("Apollo Twin X", gain=15.0))
    assert short_sum(plan.input_gain) == "12.2 - 11.76 - 5 - 1.5"
    numbers = [number for number, _ in term_lines(plan.input_gain)]
    assert numbers == ["    12.20 dBu  ", "-   11.76 dBu  ", "-    5.00 dB   ", "-    1.50 dB   "]
    assert sum_lines(plan)[0].startswith("input -6.06 dB = 12.2 dBu (")
    assert between_words(plan) == ""
    (legend,) = legend_lines([plan])
    assert ": 12.2 dBu (" in legend
    assert list(legend_lines([rig_of().plan(source=Source.unknown())])) == []
