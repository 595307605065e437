"""The measurements of levels: their sums, and steps that name no command."""

import pytest

from reamp.capture.measuring import (
    MEASURE_INPUT,
    MEASURE_RETURN,
    MEASURE_SEND,
    measured_input,
    measured_return,
    measured_send,
)


def test_the_sums() -> None:
    assert measured_send(6.40).level_dbu == pytest.approx(18.34, abs=0.01)
    assert measured_send(6.40).terms == ("    20 log10(6.4 V / 0.7746 V)",)
    returned = measured_return(18.3, tone_dbfs=-6.5, reading_dbfs=-0.5)
    assert returned.level_dbu == pytest.approx(12.3)
    assert [float(term[1:10]) for term in returned.terms] == [18.3, -6.5, -0.5]
    assert measured_input(-0.79, reading_dbfs=-13.0).level_dbu == pytest.approx(12.21)


def test_what_is_doubtful_is_found() -> None:
    assert measured_input(40.0, reading_dbfs=-13.0).findings


@pytest.mark.parametrize("measurement", [MEASURE_SEND, MEASURE_RETURN, MEASURE_INPUT])
def test_the_steps_name_no_command(measurement: object) -> None:
    assert "reamp " not in str(measurement)
