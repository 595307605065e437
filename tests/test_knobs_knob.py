"""Knobs, switches and settings: ranges, positions, what a network reads."""

import pytest

from reamp.errors import ConfigError
from reamp.knobs.knob import Knob, Switch, Taper, checked_setting, default_setting, network_inputs

GAIN = Knob(name="gain", low=0.0, high=10.0)
TONE = Knob(name="tone", low=100.0, high=10_000.0, taper=Taper.LOG)
BRIGHT = Switch(name="bright", positions=("off", "on"))
VOICE = Switch(name="voice", positions=("clean", "crunch", "lead"), default="crunch")
CONTROLS = (GAIN, TONE, BRIGHT, VOICE)


def test_every_value_of_a_knob_has_a_position_and_back() -> None:
    for knob in (GAIN, TONE):
        for position in (0.0, 0.25, 0.5, 1.0):
            assert knob.position(knob.at(position)) == pytest.approx(position, abs=0.003)


def test_values_lie_on_steps() -> None:
    assert GAIN.at(0.512) == 5.0
    assert Knob(name="gain", low=0.0, high=10.0, step=0.1).at(0.512) == 5.1
    assert TONE.at(0.37) == 550.0  # 549.5, to two digits


def test_a_network_reads_a_setting_from_minus_one_to_one() -> None:
    inputs = network_inputs(CONTROLS, {"gain": 10.0, "tone": 1000.0, "bright": "on", "voice": "lead"})
    assert inputs == [1.0, 0.0, 1.0, -1.0, -1.0, 1.0]


def test_what_is_not_typed_stands_at_its_default() -> None:
    assert default_setting(CONTROLS) == {"gain": 5.0, "tone": 1000.0, "bright": "off", "voice": "crunch"}
    assert checked_setting(CONTROLS, {"gain": "7,5"})["gain"] == 7.5


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"gian": 3}, "there is no knob 'gian'; did you mean gain?"),
        ({"gain": 11}, "gain goes from 0 to 10, got 11"),
        ({"gain": float("nan")}, "gain goes from 0 to 10, got nan"),
        ({"gain": "loud"}, "gain takes a number from 0 to 10, got 'loud'"),
        ({"bright": "onn"}, "bright has the positions off, on, not 'onn'"),
    ],
)
def test_a_wrong_setting_is_refused_in_one_line(typed: dict[str, float | str], problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        checked_setting(CONTROLS, typed)
    assert str(caught.value).startswith(problem)


def test_a_whole_setting_misses_no_knob() -> None:
    with pytest.raises(ConfigError, match="tone is missing in the setting"):
        checked_setting(CONTROLS, {"gain": 3}, is_whole=True)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"low": 5.0, "high": 5.0}, "a range goes from low to high, got 5 to 5"),
        ({"low": 0.0, "high": 1.0, "taper": Taper.LOG}, "a log taper needs a range above 0"),
        ({"low": 0.0, "high": 1.0, "step": 2.0}, "step must be above 0 and within the range"),
        ({"low": 0.0, "high": 1.0, "avoid_ends": 0.5}, "avoid-ends must be from 0 to below 0.5"),
        ({"low": 0.0, "high": 1.0, "default": 2.0}, "default 2 is outside 0 to 1"),
        ({"low": 0.0, "high": float("inf")}, "high must be a number"),
    ],
)
def test_an_impossible_knob_is_refused(fields: dict[str, float], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        Knob(name="gain", **fields)


def test_a_switch_needs_two_positions() -> None:
    with pytest.raises(ConfigError, match="at least two different positions"):
        Switch(name="bright", positions=("on",))
    with pytest.raises(ConfigError, match="a knob's name"):
        Switch(name="a=b", positions=("off", "on"))
