"""Levels: known pairs, round trips, and every level people type."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reamp import units
from reamp.errors import LevelError
from reamp.units import parse_gain_db, parse_level_dbu

LEVELS = st.floats(-100.0, 60.0)


@pytest.mark.parametrize(
    ("function", "value", "expected"),
    [
        (units.db_to_ratio, 6.0, 1.995262),
        (units.ratio_to_db, 0.5, -6.020600),
        (units.dbu_to_v_rms, 0.0, 0.774597),
        (units.dbu_to_v_rms, 2.218487, 1.0),  # 0 dBV
        (units.v_rms_to_dbu, 6.40, 18.342087),
        (units.dbu_to_v_peak, 12.2, 4.462627),
        (units.v_peak_to_dbu, 1.0, -0.791812),
        (units.dbv_to_dbu, 0.0, 2.218487),
        (units.dbu_to_dbv, 4.0, 1.781513),
    ],
)
def test_known_pairs(function, value, expected):
    assert function(value) == pytest.approx(expected, abs=1e-5)


def test_no_signal_is_minus_infinity():
    for function in (units.ratio_to_db, units.v_rms_to_dbu, units.v_peak_to_dbu):
        assert function(0.0) == -math.inf
    assert units.db_to_ratio(-math.inf) == 0.0


@given(level=LEVELS)
def test_there_and_back(level):
    for there, back in (
        (units.db_to_ratio, units.ratio_to_db),
        (units.dbu_to_v_rms, units.v_rms_to_dbu),
        (units.dbu_to_v_peak, units.v_peak_to_dbu),
        (units.dbu_to_dbv, units.dbv_to_dbu),
    ):
        assert back(there(level)) == pytest.approx(level, abs=1e-9)


@given(level=LEVELS, full_scale_dbu=st.floats(-20.0, 40.0))
def test_full_scale_ties_numbers_and_volts(level, full_scale_dbu):
    peak_dbfs = units.dbu_to_dbfs(level, full_scale_dbu=full_scale_dbu)
    assert units.dbfs_to_dbu(peak_dbfs, full_scale_dbu=full_scale_dbu) == pytest.approx(level, abs=1e-9)
    peak_v = units.dbfs_to_v_peak(peak_dbfs, full_scale_dbu=full_scale_dbu)
    assert units.v_rms_to_dbu(peak_v / math.sqrt(2.0)) == pytest.approx(level, abs=1e-9)
    assert units.v_peak_to_dbfs(peak_v, full_scale_dbu=full_scale_dbu) == pytest.approx(peak_dbfs, abs=1e-9)


def test_full_scale_is_where_the_peak_is_0_dbfs():
    assert units.dbu_to_dbfs(12.2, full_scale_dbu=12.2) == 0.0
    assert units.dbfs_to_v_peak(0.0, full_scale_dbu=12.2) == units.dbu_to_v_peak(12.2)


@pytest.mark.parametrize(
    ("text", "level_dbu"),
    [
        ("12.2", 12.2),
        ("12,2", 12.2),
        ("  +12.2 dBu ", 12.2),
        ("12.2DBU", 12.2),
        ("-10", -10.0),
        ("−10 dBu", -10.0),  # the minus of a web page
        (".5", 0.5),
        ("0", 0.0),
        ("9.98 dBV", 12.198487),
        ("-10dBV", -7.781513),
        ("3.15 V", 12.184708),
        ("3.15Vrms", 12.184708),
        ("775 mV", 0.004521),
        ("775mVrms", 0.004521),
        ("1 Vp", -0.791812),
        ("1vpk", -0.791812),
        ("1 Vpeak", -0.791812),
        ("-100", -100.0),
        ("60 dBu", 60.0),
    ],
)
def test_a_level_as_people_type_it(text, level_dbu):
    assert parse_level_dbu(text) == pytest.approx(level_dbu, abs=1e-5)


@given(level_dbu=LEVELS)
def test_a_level_that_is_printed_is_read_back(level_dbu):
    assert parse_level_dbu(f"{level_dbu:.6f} dBu") == pytest.approx(level_dbu, abs=1e-6)
    assert parse_level_dbu(f"{units.dbu_to_v_rms(level_dbu):.12f} V") == pytest.approx(level_dbu, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "'' is not a level; write it as 12.2dBu, 9.98dBV or 3.15V"),
        ("loud", "is not a level; write it as"),
        ("12.2.3", "is not a level"),
        ("nan", "is not a level"),
        ("1e3", "is not a level"),
        ("12 dBu or so", "is not a level"),
        ("0 V", "volts must be above zero"),
        ("-1 Vp", "volts must be above zero"),
        ("-6 dBFS", "is a digital level; the level of a jack is in dBu, dBV or V"),
        ("12 Vpp", "has the unknown unit 'Vpp'; use dBu, dBV, V (RMS) or Vp (peak)"),
        ("12 dB", "has the unknown unit 'dB'"),
        ("60.1", "is 60.1 dBu, outside -100..60 dBu; check the unit"),
        ("-100.1", "is -100.1 dBu, outside"),
        ("2000 V", "is 68.2 dBu, outside"),
    ],
)
def test_what_is_no_level_is_refused_with_its_text(text, problem):
    with pytest.raises(LevelError) as caught:
        parse_level_dbu(text)
    assert problem in str(caught.value)
    assert caught.value.text == text


@pytest.mark.parametrize(
    ("text", "gain_db"), [("5", 5.0), (" 5 dB ", 5.0), ("5,5DB", 5.5), ("−3", -3.0), ("100", 100.0)]
)
def test_gains_as_people_type_them(text: str, gain_db: float) -> None:
    assert parse_gain_db(text) == gain_db


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is not a gain; write it as 5 or 5dB"),
        ("nan", "is not a gain"),
        ("5 dBu", "is not a gain"),
        ("500", "is outside -100..100 dB"),
    ],
)
def test_what_is_no_gain(text: str, message: str) -> None:
    with pytest.raises(LevelError, match=message):
        parse_gain_db(text)


@pytest.mark.parametrize(
    ("text", "is_one"), [("dBu", True), ("khz", True), ("mV", True), ("x", False), ("5", False)]
)
def test_a_unit_alone(text: str, *, is_one: bool) -> None:
    assert units.is_unit(text) is is_one
