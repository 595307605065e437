"""The inputs of a plan must be finite numbers."""

import math

import pytest

from reamp.errors import ConfigError
from reamp.plan.inputs import ModelLevels, RecordingLevels


@pytest.mark.parametrize(
    "field", ["input_level_dbu", "output_level_dbu", "loudness_db", "computed_loudness_db"]
)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_level_that_is_no_number_is_refused(field, value):
    with pytest.raises(ConfigError, match=f"amp: {field} must be a finite number"):
        ModelLevels(name="amp", **{field: value})


def test_silence_is_a_peak_and_nan_is_not():
    assert RecordingLevels(peak_dbfs=-math.inf).peak_dbfs == -math.inf
    with pytest.raises(ConfigError, match="peak_dbfs"):
        RecordingLevels(peak_dbfs=math.nan)
    with pytest.raises(ConfigError, match="peak_dbfs"):
        RecordingLevels(peak_dbfs=math.inf)
