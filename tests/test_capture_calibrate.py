"""Levels from a voltmeter: the numbers of the NAM documentation, and what cannot be."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reamp.capture.calibrate import (
    calibration_findings,
    capture_level_findings,
    interface_max_input_dbu,
    return_findings,
    return_level_dbu,
    send_findings,
    send_level_dbu,
)
from reamp.errors import ConfigError
from reamp.units import dbu_to_v_rms

levels_dbu = st.floats(-20.0, 25.0)
peaks_dbfs = st.floats(-40.0, 0.0)


def test_the_documented_measurement() -> None:
    send_full_scale_dbu = send_level_dbu(6.40)
    assert send_full_scale_dbu == pytest.approx(18.3, abs=0.05)
    assert return_level_dbu(18.3, tone_dbfs=-6.5, reading_dbfs=-0.5) == pytest.approx(12.3, abs=1e-9)


def test_a_one_volt_peak_into_an_input_of_12_2_dbu() -> None:
    assert interface_max_input_dbu(-0.79, reading_dbfs=-12.99) == pytest.approx(12.2, abs=1e-9)


@given(level_dbu=levels_dbu)
def test_volts_and_send_level_are_one_thing(level_dbu: float) -> None:
    assert send_level_dbu(dbu_to_v_rms(level_dbu)) == pytest.approx(level_dbu, abs=1e-9)


@given(send_full_scale_dbu=levels_dbu, return_full_scale_dbu=levels_dbu, tone_dbfs=peaks_dbfs)
def test_the_return_level_is_found_from_what_it_reads(
    send_full_scale_dbu: float, return_full_scale_dbu: float, tone_dbfs: float
) -> None:
    reading_dbfs = (
        send_full_scale_dbu + tone_dbfs - return_full_scale_dbu
    )  # what an input of return_full_scale_dbu reads
    if reading_dbfs <= 0.0:
        measured = return_level_dbu(send_full_scale_dbu, tone_dbfs=tone_dbfs, reading_dbfs=reading_dbfs)
        assert measured == pytest.approx(return_full_scale_dbu, abs=1e-9)


@given(level_dbu=levels_dbu, reading_dbfs=peaks_dbfs)
def test_a_hotter_tone_that_reads_the_same_needs_a_hotter_input(
    level_dbu: float, reading_dbfs: float
) -> None:
    maximum_dbu = interface_max_input_dbu(level_dbu, reading_dbfs=reading_dbfs)
    assert maximum_dbu >= level_dbu
    hotter_dbu = interface_max_input_dbu(level_dbu + 3.0, reading_dbfs=reading_dbfs)
    assert hotter_dbu == pytest.approx(maximum_dbu + 3.0)


@pytest.mark.parametrize("volts", [0.0, -1.0, math.nan, math.inf])
def test_volts_must_be_above_zero(volts: float) -> None:
    with pytest.raises(ConfigError, match="must be above 0"):
        send_level_dbu(volts)


@pytest.mark.parametrize("dbfs", [0.5, math.nan, -math.inf])
def test_peaks_are_at_or_below_full_scale(dbfs: float) -> None:
    with pytest.raises(ConfigError, match="the tone is a peak in dBFS, at or below 0"):
        return_level_dbu(18.3, tone_dbfs=dbfs, reading_dbfs=-1.0)
    with pytest.raises(ConfigError, match="the reading is a peak in dBFS"):
        interface_max_input_dbu(0.0, reading_dbfs=dbfs)


def test_the_plausible_has_no_findings() -> None:
    assert list(send_findings(18.3)) == []
    assert list(return_findings(12.3, reading_dbfs=-0.5)) == []
    assert list(calibration_findings(12.2, reading_dbfs=-13.0)) == []


def test_millivolts_taken_for_volts_are_noticed() -> None:
    (finding,) = send_findings(send_level_dbu(1230.0))
    assert (finding.check, finding.limit) == ("send-level-doubtful", 28.0)
    assert finding.measured == pytest.approx(64.0, abs=0.1)
    assert "not millivolts" in finding.advice


def test_a_reading_at_full_scale_measures_nothing() -> None:
    (finding,) = return_findings(18.3, reading_dbfs=0.0)
    assert finding.check == "reading-clips"
    (finding,) = calibration_findings(12.0, reading_dbfs=-70.0)
    assert finding.check == "reading-faint"


def test_implausible_levels_are_noticed_on_both_sides() -> None:
    assert [f.limit for f in calibration_findings(-30.0, reading_dbfs=-13.0)] == [-10.0]
    assert [f.limit for f in return_findings(55.0, reading_dbfs=-13.0)] == [40.0]


def test_a_capture_s_levels_are_looked_at_as_far_as_they_are_known() -> None:
    assert list(capture_level_findings(send_full_scale_dbu=None, return_full_scale_dbu=None)) == []
    assert list(capture_level_findings(send_full_scale_dbu=11.76, return_full_scale_dbu=12.3)) == []
    found = capture_level_findings(send_full_scale_dbu=-30.0, return_full_scale_dbu=50.0)
    assert [(f.check, f.limit) for f in found] == [
        ("send-level-doubtful", -25.0),
        ("return-level-doubtful", 40.0),
    ]
