"""The knobs of a rig refuse what no knob can show."""

import math

import pytest

from reamp.errors import ConfigError
from reamp.rig.controls import Gate, Tone


@pytest.mark.parametrize("value", [-100.0, -70.0, 0.0])
def test_a_threshold_on_the_scale_is_taken(value: float) -> None:
    assert Gate(threshold_db=value).threshold_db == value


@pytest.mark.parametrize(
    ("value", "problem"), [(-101.0, "-100 to 0 dB, got -101"), (3.0, "got 3"), (math.nan, "finite number")]
)
def test_a_threshold_off_the_scale_is_refused(value: float, problem: str) -> None:
    with pytest.raises(ConfigError, match=f"the gate's threshold must be .*{problem}"):
        Gate(threshold_db=value)


@pytest.mark.parametrize("knob", ["bass", "middle", "treble"])
def test_a_knob_goes_to_10(knob: str) -> None:
    assert getattr(Tone(**{knob: 10.0}), knob) == 10.0
    for value in (-0.1, 11.0, math.inf):
        with pytest.raises(ConfigError, match=f"{knob} must be"):
            Tone(**{knob: value})
