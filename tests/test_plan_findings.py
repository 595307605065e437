"""Every finding of a plan appears where it should, and not just beside its limit."""

import math
from dataclasses import replace

import pytest

from reamp.findings import Finding, Severity
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.guitar_levels import guitar_level
from reamp.interfaces.search import find_interface
from reamp.interfaces.table import Confidence, Interface, level_as_interface
from reamp.plan.findings import (
    guitar_findings,
    interface_findings,
    model_findings,
    recording_findings,
    signal_findings,
    source_findings,
)
from reamp.plan.inputs import HeardLoudness, ModelLevels, OutputMode, RecordingLevels
from reamp.plan.source import Origin, Source

_AMP = ModelLevels(name="amp", input_level_dbu=15.0, output_level_dbu=10.0, loudness_db=-20.0)
_INTERFACE = Interface(
    manufacturer="Maker",
    model="Two",
    max_input_dbu=12.0,
    confidence=Confidence.MANUFACTURER,
    min_gain_shown_db=0.0,
)


def _model_checks(*models: ModelLevels, output_mode: OutputMode = OutputMode.NORMALIZED) -> list[str]:
    return [finding.check for finding in model_findings(models, output_mode)]


def _source_findings(
    interface: Interface | None,
    gain: float | str | None = 0.0,
    *,
    calibrated=True,
    is_recording=False,
    **more,
) -> list[Finding]:
    origin = Origin.NAMED if interface is not None else Origin.NONE
    source = Source(interface=interface, gain=InterfaceGain.of(gain), **{"origin": origin, **more})
    return list(source_findings(source, calibrated=calibrated, is_recording=is_recording))


def _source_checks(interface: Interface | None, gain: float | str | None = 0.0, **more) -> list[str]:
    return [finding.check for finding in _source_findings(interface, gain, **more)]


def _recording(peak_dbfs: float, clipped_frames: int = 0) -> list[Finding]:
    return list(recording_findings(RecordingLevels(peak_dbfs=peak_dbfs, clipped_frames=clipped_frames)))


@pytest.mark.parametrize("output", list(OutputMode))
def test_a_model_that_says_everything_raises_nothing(output):
    assert _model_checks(_AMP, output_mode=output) == []
    assert _model_checks(_AMP, _AMP, output_mode=output) == []


def test_an_unknown_input_level_says_so():
    (finding,) = model_findings([replace(_AMP, input_level_dbu=None)], OutputMode.NORMALIZED)
    assert (finding.check, finding.severity) == ("model-level-unknown", Severity.WARNING)
    assert "12" not in str(finding)


def test_what_is_unknown_matters_only_where_it_is_needed():
    bare = ModelLevels(name="bare", input_level_dbu=15.0)
    assert _model_checks(bare, output_mode=OutputMode.RAW) == []
    assert _model_checks(bare, output_mode=OutputMode.NORMALIZED) == ["loudness-unknown"]
    assert _model_checks(bare, output_mode=OutputMode.CALIBRATED) == ["output-level-unknown"]
    assert _model_checks(_AMP, bare, output_mode=OutputMode.RAW) == []
    assert _model_checks(bare, _AMP, output_mode=OutputMode.RAW) == ["chain-level-unknown"]
    deaf = replace(_AMP, input_level_dbu=None)
    assert _model_checks(_AMP, deaf, _AMP, output_mode=OutputMode.RAW) == ["chain-level-unknown"]


def test_a_measured_loudness_is_enough():
    heard = HeardLoudness(uncalibrated_lufs=-30.0)
    assert _model_checks(ModelLevels(name="bare", input_level_dbu=15.0, heard=heard)) == []
    compatible = ModelLevels(name="bare", input_level_dbu=15.0, computed_loudness_db=-20.04)
    (finding,) = model_findings([compatible], OutputMode.NORMALIZED)
    assert finding.check == "loudness-unknown"
    assert finding.text == (
        "bare: the file states no loudness, and -20.0 dB was measured; the output is not normalized. "
        "Set the output gain by ear"
    )


@pytest.mark.parametrize(("computed_db", "is_doubtful"), [(-20.9, False), (-21.1, True), (-18.5, True)])
def test_a_loudness_that_is_not_the_networks_is_doubtful(computed_db: float, *, is_doubtful: bool):
    stated = replace(_AMP, computed_loudness_db=computed_db)
    assert _model_checks(stated) == (["loudness-doubtful"] if is_doubtful else [])
    assert _model_checks(stated, output_mode=OutputMode.RAW) == []


def test_a_wrong_loudness_is_a_warning_where_it_is_used():
    stated = replace(_AMP, computed_loudness_db=-15.5)
    (used,) = model_findings([stated], OutputMode.NORMALIZED)
    assert (used.severity, used.check) == (Severity.WARNING, "loudness-doubtful")
    assert used.text == (
        "amp: the file states a loudness of -20.0 dB, but -15.5 dB was measured; "
        "players that use the file's number play it 4.5 dB too loud. Remove it from the file"
    )
    heard = replace(stated, heard=HeardLoudness(uncalibrated_lufs=-30.0))
    (unused,) = model_findings([heard], OutputMode.NORMALIZED)
    assert unused.severity is Severity.NOTE


@pytest.mark.parametrize(
    ("level_dbu", "expected"),
    [(-10.0, []), (30.0, []), (-10.1, ["model-level-doubtful"]), (30.1, ["model-level-doubtful"])],
)
def test_levels_that_gear_does_not_have(level_dbu, expected):
    assert _model_checks(replace(_AMP, input_level_dbu=level_dbu)) == expected
    loud = replace(_AMP, output_level_dbu=level_dbu)
    assert _model_checks(loud, output_mode=OutputMode.RAW) == []
    assert _model_checks(loud, output_mode=OutputMode.CALIBRATED) == expected
    assert _model_checks(loud, _AMP, output_mode=OutputMode.RAW) == expected


def test_the_limit_of_a_doubtful_level_is_the_one_it_passed():
    findings = model_findings([replace(_AMP, input_level_dbu=-48.0)], OutputMode.RAW)
    assert [(f.measured, f.limit) for f in findings] == [(-48.0, -10.0)]
    findings = model_findings([replace(_AMP, input_level_dbu=48.0)], OutputMode.RAW)
    assert [(f.measured, f.limit) for f in findings] == [(48.0, 30.0)]


def test_an_output_level_copied_from_the_input():
    copied = replace(_AMP, output_level_dbu=15.0)
    assert _model_checks(copied, output_mode=OutputMode.CALIBRATED) == ["output-level-doubtful"]
    assert _model_checks(copied, output_mode=OutputMode.NORMALIZED) == []
    assert _model_checks(replace(_AMP, output_level_dbu=15.1), output_mode=OutputMode.CALIBRATED) == []


def test_an_unknown_interface():
    outputs_only = find_interface("Fireface 800", input="output")
    assert _source_checks(None, None) == ["interface-unknown"]
    assert _source_checks(outputs_only, None) == ["interface-unknown"]
    assert _source_checks(_INTERFACE) == []


def test_a_gain_of_an_unknown_interface_changes_nothing():
    unused = _source_findings(None, "+5", calibrated=False)[1]
    assert (unused.check, unused.severity) == ("interface-gain-unused", Severity.WARNING)
    assert "the interface gain, 5 dB above its lowest, is ignored" in unused.message


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("UMC22", "in dBu: 2 (Rock Hero"),
        ("UMC202HD", "-3.0"),
        ("iD14", "12 (Ghost Note Audio input gain table (July 2026)); 9.0"),
    ],
)
def test_a_conflict_names_the_figures_and_asks_for_a_measurement(name, figure):
    (finding,) = _source_findings(find_interface(name), 5.0)
    assert (finding.check, finding.severity) == ("interface-conflict", Severity.WARNING)
    assert figure in finding.message
    assert "measure" in finding.advice
    assert "enter its maximum input level" in finding.advice


@pytest.mark.parametrize("confidence", list(Confidence))
def test_only_low_confidence_is_noted(confidence):
    checks = _source_checks(replace(_INTERFACE, confidence=confidence))
    expected = ["interface-confidence"] if confidence.is_low else []
    assert checks == (["interface-conflict"] if confidence is Confidence.CONFLICT else expected)


def test_other_figures_are_named_whatever_the_confidence():
    sure = replace(_INTERFACE, alternatives="17.5 (somebody)")
    unsure = replace(sure, confidence=Confidence.COMMUNITY_TABLE)
    for interface, check in ((sure, "interface-alternatives"), (unsure, "interface-confidence")):
        (finding,) = interface_findings(interface)
        assert (finding.check, finding.severity, finding.measured) == (check, Severity.NOTE, 12.0)
        assert "17.5 (somebody)" in finding.message


def test_what_the_level_depends_on_is_shown():
    (finding,) = _source_findings(replace(_INTERFACE, setting="4K off", notes="a footnote"))
    assert finding.check == "interface-setting"
    assert finding.text == "Maker Two: the level holds for these settings: 4K off"


def test_a_typed_gain_is_a_fact():
    for gain in (0.0, 5.0, "+5"):
        for is_recording in (False, True):
            assert _source_checks(_INTERFACE, gain, is_recording=is_recording) == []


def test_a_lowest_gain_that_may_not_show_0_is_an_assumption():
    typed = level_as_interface(12.0)
    assert _source_checks(typed) == []
    assert _source_checks(typed, "+5") == []
    (finding,) = _source_findings(typed, 5.0)
    assert (finding.check, finding.severity) == ("interface-minimum-unknown", Severity.NOTE)
    assert finding.text == (
        "your interface: assuming that it shows 0 dB at its lowest gain. "
        "If it shows another number there, enter how far the gain is above its lowest: +5 is 5 dB"
    )


def test_a_gain_that_is_neither_typed_nor_remembered_is_an_assumption():
    (live,) = _source_findings(_INTERFACE, None)
    assert (live.check, live.severity) == ("interface-gain-assumed", Severity.NOTE)
    assert live.message == "assuming that the interface gain is at its lowest, 0 dB"
    (recorded,) = _source_findings(replace(_INTERFACE, min_gain_shown_db=10.0), None, is_recording=True)
    assert recorded.message == "assuming that the interface gain was at its lowest, 10 dB"
    assert recorded.advice == "if it was higher, enter what the interface showed"
    assert _source_checks(_INTERFACE, None, calibrated=False) == []


_REMEMBERED = {"is_gain_remembered": True, "origin": Origin.REMEMBERED}


@pytest.mark.parametrize("origin", [Origin.NAMED, Origin.REMEMBERED])
def test_a_recording_with_a_remembered_gain_is_a_warning(origin):
    apollo = find_interface("Apollo Twin X")
    findings = _source_findings(apollo, 30.0, is_recording=True, is_gain_remembered=True, origin=origin)
    (finding,) = (each for each in findings if each.check != "interface-confidence")
    assert (finding.check, finding.severity) == ("interface-gain-remembered", Severity.WARNING)
    assert finding.text == (
        "Universal Audio Apollo Twin X: assuming that this recording was made at the remembered gain, 30 dB. "
        "If it was recorded at another gain, enter that gain"
        + ("" if origin is Origin.NAMED else "; if another interface recorded it, name that")
    )
    assert (finding.measured, finding.limit, finding.effect_db) == (30.0, 10.0, -20.0)


def test_a_remembered_gain_at_its_lowest_is_as_good_as_the_assumption():
    (finding,) = _source_findings(_INTERFACE, "+0", is_recording=True, **_REMEMBERED)
    assert (finding.severity, finding.effect_db) == (Severity.NOTE, 0.0)


def test_live_a_remembered_gain_is_a_note():
    (implied,) = _source_findings(_INTERFACE, 30.0, **_REMEMBERED)
    assert (implied.check, implied.severity) == ("interface-remembered", Severity.NOTE)
    assert implied.text == (
        "Maker Two: using the remembered interface of this machine, gain 30 dB. "
        "If the guitar comes from another interface, name it"
    )
    (typed,) = _source_findings(_INTERFACE, 30.0, is_gain_remembered=True)
    assert (typed.check, typed.severity) == ("interface-gain-remembered", Severity.NOTE)
    assert (
        typed.text == "Maker Two: assuming the remembered gain, 30 dB. If the gain is different now, enter it"
    )


def test_a_remembered_interface_is_a_note():
    for more in ({"gain": 5.0}, {"gain": 5.0, "is_recording": True}):
        (finding,) = _source_findings(_INTERFACE, origin=Origin.REMEMBERED, **more)
        assert (finding.subject, finding.message) == (
            "Maker Two",
            "using the remembered interface of this machine",
        )
    (of_device,) = _source_findings(_INTERFACE, 5.0, origin=Origin.REMEMBERED, device="Codec")
    assert of_device.message == "using the remembered interface of the device 'Codec'"
    uncalibrated = _source_checks(_INTERFACE, 5.0, calibrated=False, is_recording=True, **_REMEMBERED)
    assert uncalibrated == ["interface-remembered"]


@pytest.mark.parametrize(
    ("peak_dbfs", "expected"),
    [
        (-math.inf, ["recording-silent"]),
        (-18.1, ["recording-quiet"]),
        (-18.0, []),
        (-9.0, []),
        (-3.0, []),
        (-2.9, ["recording-hot"]),
        (0.0, ["recording-hot"]),
        (0.1, ["recording-changed"]),
        (8.0, ["recording-changed"]),
    ],
)
def test_the_peak_of_the_recording(peak_dbfs, expected):
    assert [finding.check for finding in _recording(peak_dbfs)] == expected


def test_clipping_at_the_converter_is_said_once():
    (finding,) = _recording(0.0, clipped_frames=1)
    assert (finding.check, finding.severity, finding.measured) == ("converter-clipping", Severity.WARNING, 1)


def test_a_gain_after_the_converter_breaks_the_calibration_and_hides_no_clipping():
    changed, clipping = _recording(8.0, clipped_frames=5)
    assert (changed.check, changed.severity) == ("recording-changed", Severity.WARNING)
    assert (changed.measured, changed.limit) == (8.0, 0.0)
    assert clipping.check == "converter-clipping"


@pytest.mark.parametrize(("peak_dbfs", "clips"), [(None, False), (0.0, False), (0.1, True)])
def test_a_typical_guitar_that_the_converter_cannot_take(peak_dbfs, clips):
    typical, *others = guitar_findings(guitar_level("humbucker"), _INTERFACE, peak_dbfs=peak_dbfs)
    assert "a humbucker played hard peaks at about 2 V (1 to 4 V)" in typical.message
    assert [other.check for other in others] == (["converter-would-clip"] if clips else [])


def test_an_active_pickup_has_no_spread():
    (typical,) = guitar_findings(guitar_level("active"), None, peak_dbfs=None)
    assert "an active pickup played hard peaks at about 2 V;" in typical.message


@pytest.mark.parametrize(("gain_db", "limit"), [(20.0, None), (-20.0, None), (20.1, 20.0), (-20.1, -20.0)])
def test_a_gain_too_large_to_be_meant(gain_db, limit):
    found = list(signal_findings("amp", input_gain_db=gain_db))
    assert [f.limit for f in found if f.check == "input-gain-large"] == ([] if limit is None else [limit])


_HOT_GUITAR = guitar_findings(guitar_level("humbucker"), _INTERFACE, peak_dbfs=1.23)
_LOW_CONFIDENCE = replace(_INTERFACE, confidence=Confidence.COMMUNITY_TABLE, alternatives="17.5 (somebody)")


@pytest.mark.parametrize(
    ("findings", "sentence"),
    [
        (
            model_findings([replace(_AMP, input_level_dbu=48.0)], OutputMode.RAW),
            "amp: the input level is 48 dBu, which is implausible; audio gear has -10 to +30 dBu",
        ),
        (
            model_findings([replace(_AMP, output_level_dbu=15.0)], OutputMode.CALIBRATED),
            "amp: the output level equals the input level, 15 dBu; perhaps it was copied and not measured",
        ),
        (
            interface_findings(_LOW_CONFIDENCE),
            "Maker Two: the level, 12 dBu, is from a community table, not from the manufacturer; other "
            "figures: 17.5 (somebody)",
        ),
        (
            interface_findings(replace(_INTERFACE, alternatives="17.5 (somebody)")),
            "Maker Two: the level used is 12 dBu; other figures: 17.5 (somebody)",
        ),
        (
            _recording(1.23),
            "the recording peaks at +1.2 dBFS, but a converter cannot exceed 0; it was made louder "
            "afterwards, so the gain into the model is too high",
        ),
        (_recording(0.0, 1), "the recording clipped at the converter, in 1 frame"),
        (_recording(0.0, 20), "the recording clipped at the converter, in 20 frames"),
        (_recording(-0.01), "the recording peaks at 0.0 dBFS, just below clipping"),
        (
            _recording(-25.04),
            "the recording peaks at only -25.0 dBFS; below -18 dBFS it is close to the noise",
        ),
        (list(_HOT_GUITAR)[1:], "Maker Two: such a guitar would peak at +1.2 dBFS and clip"),
        (
            signal_findings("amp", input_gain_db=-48.0),
            "amp: the input gain is -48.0 dB; more than 20 dB is unusual",
        ),
    ],
)
def test_each_sentence_has_its_number_and_its_limit(findings, sentence):
    (finding,) = findings
    assert replace(finding, advice="").text == sentence


def test_a_recording_that_was_made_louder_is_off_by_that_much():
    (finding,) = _recording(6.0)
    assert finding.effect_db == 6.0
