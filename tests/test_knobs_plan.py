"""Plans of settings: what is in them, and the file."""

from pathlib import Path

import pytest

from reamp.errors import ConfigError
from reamp.knobs.knob import Knob, Switch
from reamp.knobs.plan import Use, make_plan, read_plan, write_plan

GAIN = Knob(name="gain", low=0.0, high=10.0)
TREBLE = Knob(name="treble", low=0.0, high=10.0, avoid_ends=1.0)
BRIGHT = Switch(name="bright", positions=("off", "on"))


def test_training_has_the_corners_and_validation_other_settings() -> None:
    plan = make_plan([GAIN, TREBLE], settings=20, validation=6)
    training = [tuple(each.knobs.values()) for each in plan.of(Use.TRAINING)]
    validation = [tuple(each.knobs.values()) for each in plan.of(Use.VALIDATION)]
    assert (len(training), len(validation)) == (20, 6)
    assert {(0.0, 1.0), (0.0, 9.0), (10.0, 1.0), (10.0, 9.0)} <= set(training)
    assert not set(training) & set(validation)
    assert all(1.0 <= treble <= 9.0 for _, treble in training + validation)


def test_the_default_is_fifteen_settings_for_each_control() -> None:
    plan = make_plan([GAIN, TREBLE, BRIGHT])
    assert (len(plan.of(Use.TRAINING)), len(plan.of(Use.VALIDATION))) == (45, 9)


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    plan = make_plan([GAIN, TREBLE, BRIGHT], settings=8)
    write_plan(plan, tmp_path / "a.plan")
    assert read_plan(tmp_path / "a.plan") == plan
    assert '{ use = "training", knobs = { gain = ' in (tmp_path / "a.plan").read_text()


def test_a_plan_without_a_knob_or_with_one_twice_is_refused() -> None:
    with pytest.raises(ConfigError, match="at least one knob or switch"):
        make_plan([])
    with pytest.raises(ConfigError, match="the knob gain is named twice"):
        make_plan([GAIN, GAIN])


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("gain = 0.0,", "gain = 12.0,", r"setting \d+: gain goes from 0 to 10, got 12"),
        ("gain = 0.0,", "", r"setting \d+: gain is missing in the setting"),
        ('use = "training"', 'use = "fun"', r"setting\[0\].use: invalid enum value"),
        ("format = 1", "format = 2", "has format 2; update Reamp"),
        ("format = 1", "", "is not a plan of knobs"),
        ("high = 10.0", "hihg = 10.0", "control gain: "),
        ("setting = [", "setting = [[", "is not TOML"),
    ],
)
def test_a_broken_plan_names_the_file_and_the_place(tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = tmp_path / "a.plan"
    write_plan(make_plan([GAIN, TREBLE], settings=12), path)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ConfigError, match=rf"a\.plan: {problem}"):
        read_plan(path)


def test_a_missing_plan_suggests_similar_names(tmp_path: Path) -> None:
    write_plan(make_plan([GAIN], settings=3), tmp_path / "gain.plan")
    with pytest.raises(ConfigError, match=r"did you mean gain\.plan"):
        read_plan(tmp_path / "gian.plan")
