"""The same words for what a plan achieves, in every front end."""

import dataclasses

from play_cases import rig_of

from reamp.plan.inputs import OutputMode
from reamp.plan.source import Source
from reamp.plan.words import input_words, output_words


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
