"""The gain plan: examples with known results, the identities behind them, and no guessed level."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reamp.errors import ConfigError
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.guitar_levels import guitar_level
from reamp.interfaces.search import find_interface
from reamp.interfaces.table import Confidence, Interface, level_as_interface
from reamp.plan.coverage import HARMLESS_DB, TrainedRange
from reamp.plan.gain import GainPlan, GainStep, StepStatus, plan_gain
from reamp.plan.inputs import HeardLoudness, LevelOrigin, ModelLevels, OutputMode, RecordingLevels
from reamp.plan.source import Origin, Source
from reamp.units import dbfs_to_dbu

_LEVELS = st.floats(-60.0, 60.0)
_GAINS = st.floats(0.0, 80.0)


def _amp(input_level_dbu: float | None = 15.0, **more: object) -> ModelLevels:
    return ModelLevels(name="amp", input_level_dbu=input_level_dbu, **more)


def _showing(min_gain_shown_db: float | None, max_input_dbu: float = 12.2) -> Interface:
    return Interface(
        manufacturer="Maker",
        model="Two",
        max_input_dbu=max_input_dbu,
        confidence=Confidence.MANUFACTURER,
        min_gain_shown_db=min_gain_shown_db,
    )


def _at(interface: Interface | None, gain: float | str | None = None) -> Source:
    if interface is None:
        return Source.unknown()
    return Source(interface=interface, gain=InterfaceGain.of(gain), origin=Origin.NAMED)


def _checks(plan: GainPlan) -> set[str]:
    return {finding.check for finding in plan.findings}


@pytest.mark.parametrize(("model_dbu", "gain_db"), [(15.0, -2.8), (5.74, 6.46), (11.76, 0.44), (18.0, -5.8)])
def test_the_articles_examples_at_minimum_gain(model_dbu, gain_db):
    plan = plan_gain([_amp(model_dbu)], source=_at(find_interface("Apollo Twin X")))
    assert plan.input_gain.value_db == pytest.approx(gain_db, abs=1e-9)
    assert plan.calibrated


def test_the_articles_example_with_the_interface_turned_up_by_5_db():
    for interface, gain in (
        (_showing(0.0), 5.0),
        (find_interface("Apollo Twin X"), 15.0),
        (find_interface("Apollo Twin X"), "+5"),
        (find_interface("SSL 2+"), "+5 dB"),
    ):
        plan = plan_gain([_amp()], source=_at(replace(interface, max_input_dbu=12.2), gain))
        assert plan.input_gain.value_db == pytest.approx(-7.8, abs=1e-9)
        assert plan.input_gain.terms[-1].value == 5.0


def test_rme_agrees_with_itself():
    """UFX III: +21 dBu at 8 dB shown, +9 dBu at 20 dB shown."""
    plan = plan_gain([_amp(0.0)], source=_at(find_interface("Fireface UFX III"), 20.0))
    assert plan.input_gain.value_db == pytest.approx(9.0, abs=1e-9)


def test_the_formula_says_whose_number_is_whose():
    model = _amp(input_level_origin=LevelOrigin.USER)
    plan = plan_gain([model], source=_at(find_interface("Apollo Twin X"), 15.0), input_trim_db=-1.5)
    assert plan.input_gain.formula == (
        "12.2 dBu (Universal Audio Apollo Twin X, community table) - 15 dBu (amp, user override)"
        " - 5 dB (interface gain above its 10 dB minimum) + (-1.5 dB) (input trim)"
    )
    assert [term.unit for term in plan.input_gain.terms] == ["dBu", "dBu", "dB", "dB"]


@settings(deadline=None)
@given(level_dbu=_LEVELS, model_dbu=_LEVELS, minimum_db=st.floats(-20.0, 20.0), above_db=_GAINS)
def test_the_gain_identity(level_dbu, model_dbu, minimum_db, above_db):
    interface = _showing(minimum_db, level_dbu)
    shown_db = minimum_db + above_db
    plan = plan_gain([_amp(model_dbu)], source=_at(interface, shown_db))
    expected_db = level_dbu - model_dbu - (shown_db - minimum_db)
    assert plan.input_gain.value_db == pytest.approx(expected_db, abs=1e-9)


@settings(deadline=None)
@given(first_db=_GAINS, more_db=_GAINS)
def test_more_interface_gain_is_as_much_less_input_gain(first_db, more_db):
    low = plan_gain([_amp()], source=_at(_showing(0.0), first_db))
    high = plan_gain([_amp()], source=_at(_showing(0.0), first_db + more_db))
    assert low.input_gain.value_db - high.input_gain.value_db == pytest.approx(more_db, abs=1e-9)


@settings(deadline=None)
@given(guitar_dbu=st.floats(-40.0, 20.0), level_dbu=_LEVELS, model_dbu=_LEVELS, gain_db=_GAINS)
def test_the_model_gets_the_guitars_volts(guitar_dbu, level_dbu, model_dbu, gain_db):
    recording = RecordingLevels(peak_dbfs=guitar_dbu - (level_dbu - gain_db))
    plan = plan_gain(
        [_amp(model_dbu)],
        source=_at(_showing(0.0, level_dbu), gain_db),
        recording=recording,
    )
    assert plan.peak_into_model_dbfs is not None
    assert plan.peak_into_model_dbu == pytest.approx(guitar_dbu, abs=1e-9)
    assert dbfs_to_dbu(plan.peak_into_model_dbfs, full_scale_dbu=model_dbu) == plan.peak_into_model_dbu
    assert ("model-input-hot" in _checks(plan)) == (plan.peak_into_model_dbfs > HARMLESS_DB)


@settings(deadline=None)
@given(levels=st.lists(st.tuples(_LEVELS, _LEVELS), min_size=1, max_size=5), level_dbu=_LEVELS)
def test_a_chain_connects_every_output_to_the_next_input(levels, level_dbu):
    models = [
        ModelLevels(name=str(i), input_level_dbu=into, output_level_dbu=out)
        for i, (into, out) in enumerate(levels)
    ]
    plan = plan_gain(models, source=_at(level_as_interface(level_dbu)), output_mode=OutputMode.CALIBRATED)
    gains = [plan.input_gain, *plan.between_gains, plan.output_gain]
    assert len(gains) == len(levels) + 1
    outs = [level_dbu, *(out for _, out in levels)]
    ins = [*(into for into, _ in levels), level_dbu]
    for gain, out, into in zip(gains, outs, ins, strict=True):
        assert gain.value_db == pytest.approx(out - into, abs=1e-9)


def test_the_three_outputs():
    model = _amp(output_level_dbu=10.0, loudness_db=-20.5)
    values = {
        mode: plan_gain([model], source=_at(level_as_interface(12.2)), output_mode=mode).output_gain.value_db
        for mode in OutputMode
    }
    assert values[OutputMode.RAW] == 0.0
    assert values[OutputMode.NORMALIZED] == pytest.approx(2.5, abs=1e-9)
    assert values[OutputMode.CALIBRATED] == pytest.approx(-2.2, abs=1e-9)


def test_the_normalized_output_goes_by_what_a_guitar_is_heard_as():
    heard = HeardLoudness(calibrated_lufs=-31.0, uncalibrated_lufs=-29.5)
    model = _amp(loudness_db=-20.5, heard=heard)
    calibrated = plan_gain([model], source=Source.named(level_as_interface(12.2))).output_gain
    assert calibrated.value_db == pytest.approx(-24.0 + 31.0, abs=1e-9)
    assert calibrated.formula == (
        "-24 LUFS (target loudness) - (-31 LUFS) (amp, loudness of a typical guitar, computed)"
    )
    assert plan_gain([model], source=Source.unknown()).output_gain.value_db == pytest.approx(5.5, abs=1e-9)


def test_the_calibrated_output_does_not_move_with_the_interface_gain():
    model = _amp(output_level_dbu=10.0)
    plan = plan_gain([model], source=_at(_showing(0.0), 5.0), output_mode=OutputMode.CALIBRATED)
    assert plan.output_gain.value_db == pytest.approx(-2.2, abs=1e-9)


def test_trims_are_added_to_whatever_the_plan_says():
    known = plan_gain(
        [_amp(loudness_db=-18.0)], source=_at(_showing(0.0)), input_trim_db=3.0, output_trim_db=-4.0
    )
    assert known.input_gain.value_db == pytest.approx(0.2, abs=1e-9)
    assert known.output_gain.value_db == pytest.approx(-4.0, abs=1e-9)
    unknown = plan_gain([_amp(None)], source=_at(None), input_trim_db=3.0)
    assert (unknown.input_gain.value_db, unknown.input_gain.formula) == (3.0, "3 dB (input trim)")


@settings(deadline=None)
@given(level_dbu=_LEVELS, model_dbu=_LEVELS, trim_db=st.floats(-60.0, 60.0))
def test_a_step_tells_the_calibration_from_the_trim(level_dbu, model_dbu, trim_db):
    flat = plan_gain([_amp(model_dbu)], source=_at(_showing(0.0, level_dbu))).input_gain
    step = plan_gain(
        [_amp(model_dbu)], source=_at(_showing(0.0, level_dbu)), input_trim_db=trim_db
    ).input_gain
    assert (step.status, step.trim_db) == (StepStatus.APPLIED, trim_db)
    assert step.calibration_db == flat.value_db  # to the bit: no trim was added and taken off again
    assert step.value_db == math.fsum(term.sign * term.value for term in step.terms)


@pytest.mark.parametrize(
    ("mode", "model", "interface", "status"),
    [
        (OutputMode.RAW, _amp(), None, StepStatus.NOT_WANTED),
        (OutputMode.NORMALIZED, _amp(loudness_db=-20.0), None, StepStatus.APPLIED),
        (OutputMode.NORMALIZED, _amp(), None, StepStatus.UNKNOWN),
        (OutputMode.CALIBRATED, _amp(output_level_dbu=10.0), _showing(0.0), StepStatus.APPLIED),
        (OutputMode.CALIBRATED, _amp(output_level_dbu=10.0), None, StepStatus.UNKNOWN),
        (OutputMode.CALIBRATED, _amp(), _showing(0.0), StepStatus.UNKNOWN),
    ],
)
@pytest.mark.parametrize("trim_db", [0.0, -4.0])
def test_the_output_says_whether_its_mode_was_met(mode, model, interface, status, trim_db):
    plan = plan_gain([model], source=_at(interface), output_mode=mode, output_trim_db=trim_db)
    assert plan.output_gain.status is status
    assert (plan.output_gain.calibration_db is None) == (status is StepStatus.UNKNOWN)


def test_an_unknown_model_level_is_rendered_uncalibrated_and_said():
    plan = plan_gain(
        [_amp(None)],
        source=_at(_showing(0.0), 5.0),
        recording=RecordingLevels(peak_dbfs=-6.0),
    )
    assert plan.input_gain == GainStep(
        calibration_db=None,
        trim_db=0.0,
        value_db=0.0,
        formula="0 dB",
        terms=(),
        status=StepStatus.UNKNOWN,
    )
    assert not plan.calibrated
    assert (plan.peak_into_model_dbfs, plan.peak_into_model_dbu) == (-6.0, None)
    assert _checks(plan) == {"model-level-unknown", "loudness-unknown"}


@pytest.mark.parametrize(
    ("interface", "check"),
    [
        (None, "interface-unknown"),
        (find_interface("UMC22"), "interface-conflict"),
        (find_interface("iD14"), "interface-conflict"),
    ],
)
def test_an_interface_without_a_settled_level_is_not_applied(interface, check):
    plan = plan_gain(
        [_amp(output_level_dbu=10.0)],
        source=_at(interface, 5.0),
        output_mode=OutputMode.CALIBRATED,
    )
    assert (plan.input_gain.value_db, plan.output_gain.value_db, plan.calibrated) == (0.0, 0.0, False)
    assert _checks(plan) == {check}


def test_unknown_levels_inside_a_chain_are_no_gain():
    chain = [_amp(), _amp(11.0, output_level_dbu=14.0), _amp(10.0)]
    plan = plan_gain(chain, source=_at(_showing(0.0), 0.0), output_mode=OutputMode.RAW)
    assert [step.value_db for step in plan.between_gains] == [0.0, 4.0]
    assert _checks(plan) == {"chain-level-unknown"}


def test_a_gain_the_interface_cannot_show_is_an_error():
    with pytest.raises(
        ConfigError,
        match=r"interface gain 5 dB is below the 10 dB that .*Apollo Twin X shows at its lowest; "
        r"5 dB above the lowest is 15, or type \+5",
    ):
        plan_gain([_amp()], source=_at(find_interface("Apollo Twin X"), 5.0))
    to_65 = replace(_showing(10.0), max_gain_shown_db=65.0)
    with pytest.raises(
        ConfigError, match=r"interface gain 65\.1 dB is above the 65 dB that Maker Two shows at"
    ):
        plan_gain([_amp()], source=_at(to_65, 65.1))
    assert plan_gain([_amp()], source=_at(to_65, 65.0)).input_gain.value_db == (pytest.approx(-2.8 - 55.0))


def test_an_unknown_gain_is_assumed_to_be_the_lowest_with_a_finding():
    typed = plan_gain([_amp()], source=_at(find_interface("Apollo Twin X"), 10.0))
    silent = plan_gain([_amp()], source=_at(find_interface("Apollo Twin X")))
    assert silent.input_gain == typed.input_gain
    assert _checks(silent) - _checks(typed) == {"interface-gain-assumed"}
    assert "interface-gain-assumed" not in _checks(plan_gain([_amp(None)], source=_at(_showing(0.0))))


def test_an_unknown_minimum_is_taken_as_zero_and_said():
    plan = plan_gain([_amp()], source=_at(_showing(None), 5.0))
    assert plan.input_gain.value_db == pytest.approx(-7.8, abs=1e-9)
    assert "interface-minimum-unknown" in _checks(plan)
    raised = plan_gain([_amp()], source=_at(_showing(None), "+5"))
    assert raised.input_gain == plan.input_gain
    assert "interface-minimum-unknown" not in _checks(raised)


def test_no_model_and_no_numbers_are_errors():
    with pytest.raises(ConfigError, match="at least one model"):
        plan_gain([], source=_at(None))
    for field in ("input_trim_db", "output_trim_db"):
        with pytest.raises(ConfigError, match=f"{field} must be a finite number"):
            plan_gain([_amp()], source=_at(None), **{field: math.nan})


def test_the_recordings_findings_are_in_the_plan():
    recording = RecordingLevels(peak_dbfs=0.0, clipped_frames=3)
    known = {"source": _at(_showing(0.0), 0.0)}
    plan = plan_gain([_amp(loudness_db=-18.0)], recording=recording, **known)
    assert _checks(plan) == {"converter-clipping"}
    quiet = plan_gain([_amp(-40.0)], output_mode=OutputMode.RAW, **known)
    assert _checks(quiet) == {"model-level-doubtful", "input-gain-large"}


def test_silence_has_no_peak():
    plan = plan_gain([_amp()], source=_at(_showing(0.0)), recording=RecordingLevels(peak_dbfs=-math.inf))
    assert (plan.peak_into_model_dbfs, plan.peak_into_model_dbu) == (None, None)
    assert "recording-silent" in _checks(plan)


def test_a_plan_is_json():
    plan = plan_gain(
        [_amp(loudness_db=-20.0)],
        source=_at(find_interface("SSL 2+"), 5.0),
        recording=RecordingLevels(peak_dbfs=-20.0),
    )
    data = json.loads(json.dumps(plan.to_dict(), allow_nan=False))
    assert data["input_gain"]["value_db"] == plan.input_gain.value_db
    assert data["input_gain"]["terms"][0]["source"] == "community table"
    assert data["output_mode"] == "normalized"
    assert [f["check"] for f in data["findings"]] == [f.check for f in plan.findings]
    assert data["findings"][0]["severity"] == "note"


@pytest.mark.parametrize(("trained_dbfs", "gain_db", "excess_db"), [(0.0, -3.0, 0.8), (-4.0, 0.0, 7.8)])
def test_what_goes_beyond_the_training_is_said_by_how_much(trained_dbfs, gain_db, excess_db):
    amp = _amp(12.2, trained=TrainedRange(peak_dbfs=trained_dbfs, is_assumed=False))
    plan = plan_gain(
        [amp],
        source=_at(_showing(0.0, 16.0), 0.0),
        recording=RecordingLevels(peak_dbfs=0.0),
        input_trim_db=gain_db,
    )
    (finding,) = (each for each in plan.findings if each.check == "model-input-hot")
    assert finding.measured == pytest.approx(trained_dbfs + excess_db)
    assert f"drives the model {excess_db:.1f} dB beyond the loudest that it was trained on" in finding.message


def test_a_typical_guitar_stands_for_a_recording():
    guitar = guitar_level("humbucker")
    plan = plan_gain([_amp(12.0)], source=_at(_showing(0.0), 6.0), guitar=guitar)
    assert plan.peak_into_model_dbfs == pytest.approx(-6.77, abs=0.01)  # 2 V where 4.36 V are full scale
    assert plan.peak_into_model_dbu == pytest.approx(5.23, abs=0.01)
    assert "guitar-typical" in _checks(plan)
    assert "recording-quiet" not in _checks(plan)


def test_a_typical_guitar_into_a_hot_capture_leaves_most_of_it_unused():
    plan = plan_gain([_amp(26.0)], source=_at(_showing(0.0)), guitar=guitar_level("single-coil"))
    assert "model-input-quiet" in _checks(plan)


def test_a_typical_guitar_needs_an_interface_and_no_recording():
    plan = plan_gain([_amp()], source=_at(None), guitar=guitar_level("active"))
    assert plan.peak_into_model_dbfs is None
    with pytest.raises(ConfigError, match="give a recording or a typical guitar"):
        plan_gain(
            [_amp()],
            source=_at(None),
            guitar=guitar_level("active"),
            recording=RecordingLevels(peak_dbfs=-6.0),
        )


@settings(deadline=None)
@given(
    levels=st.tuples(*[st.floats(-200.0, 200.0)] * 4),
    raised_db=_GAINS,
    trims_db=st.tuples(_GAINS, _GAINS),
    mode=st.sampled_from(OutputMode),
)
def test_every_gain_is_the_sum_of_its_terms_rounded_once(levels, raised_db, trims_db, mode):
    level_dbu, input_dbu, output_dbu, loudness_db = levels
    amp = _amp(input_dbu, output_level_dbu=output_dbu, loudness_db=loudness_db)
    plan = plan_gain(
        [amp, amp],
        source=_at(_showing(0.0, level_dbu), raised_db),
        output_mode=mode,
        input_trim_db=trims_db[0],
        output_trim_db=trims_db[1],
    )
    for step in (plan.input_gain, *plan.between_gains, plan.output_gain):
        numbers = [term.sign * term.value for term in step.terms]
        assert step.value_db == math.fsum(numbers)
        assert step.calibration_db == math.fsum(numbers[:-1] if step.trim_db else numbers)
