"""The tone stacks: their published shape, and the range of their knobs. The core's tests have the formula."""

import pytest

from reamp.errors import ConfigError
from reamp.sim.circuit import INPUT, Capacitor
from reamp.sim.tone_stack import AMERICAN, BRITISH, ToneStack


@pytest.mark.parametrize("stack", [AMERICAN, BRITISH])
def test_it_has_three_capacitors_and_its_pots_keep_their_ohms(stack: ToneStack) -> None:
    parts = stack.parts(INPUT, "out", bass=0.0, middle=0.5, treble=1.0)
    farads = sorted(part.farad for part in parts if isinstance(part, Capacitor))
    assert farads == sorted((stack.treble_f, stack.bass_f, stack.middle_f))
    ohms = sum(part.ohm for part in parts if not isinstance(part, Capacitor))
    assert ohms == pytest.approx(
        stack.slope_ohm + stack.treble_ohm + stack.middle_ohm + 1e-4 * stack.bass_ohm
    )


@pytest.mark.parametrize("knob", ["bass", "middle", "treble"])
def test_knobs_past_their_stops_are_refused(knob: str) -> None:
    with pytest.raises(ConfigError, match=f"{knob} must be 0 to 1"):
        BRITISH.parts(INPUT, "out", **{"bass": 0.5, "middle": 0.5, "treble": 0.5, knob: -0.1})
