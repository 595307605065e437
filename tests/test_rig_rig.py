"""A rig as a value: levels from the file, the user's over them, and the plan of both."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rig_files import gain_model

from reamp.errors import ConfigError, ModelFileError
from reamp.gear.interface_table import level_as_interface
from reamp.rig.controls import RigMode
from reamp.rig.plan_inputs import LevelOrigin, OutputMode, RecordingLevels
from reamp.rig.rig import Rig, RigModel

INTERFACE = level_as_interface(12.2)


@pytest.fixture
def amp(tmp_path: Path) -> Path:
    return gain_model(tmp_path / "amp.nam", input_level_dbu=15.0, output_level_dbu=9.0, loudness_db=-20.0)


def test_levels_come_from_the_file(amp: Path) -> None:
    levels = RigModel(path=amp).read_levels()
    assert levels.name == "amp"
    assert (levels.input_level_dbu, levels.output_level_dbu, levels.loudness_db) == (15.0, 9.0, -20.0)
    assert levels.input_level_origin is levels.output_level_origin is LevelOrigin.FILE


def test_the_users_level_wins_and_is_shown_as_such(amp: Path) -> None:
    rig = Rig(models=(RigModel(path=amp, input_level_dbu=18.0),))
    step = rig.plan(interface=INTERFACE).input_gain
    assert step.value_db == pytest.approx(-5.8)
    assert step.formula == "12.2 dBu (your interface, user) - 18 dBu (amp, user override)"
    assert rig.models[0].read_levels().output_level_origin is LevelOrigin.FILE


def test_an_unknown_level_stays_unknown(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "old.nam")
    plan = Rig(models=(RigModel(path=model),)).plan(interface=INTERFACE)
    assert not plan.calibrated
    assert plan.input_gain.value_db == 0.0
    assert {finding.check for finding in plan.findings} >= {"model-level-unknown"}


def test_loudness_is_measured_where_the_file_has_none(tmp_path: Path) -> None:
    rig = Rig(models=(RigModel(path=gain_model(tmp_path / "old.nam", 0.5)),))
    (levels,) = rig.read_levels()
    assert levels.loudness_db is None
    assert levels.computed_loudness_db == pytest.approx(-15.0 - 6.02, abs=0.01)
    plan = rig.plan(interface=INTERFACE)
    assert plan.output_gain.value_db == pytest.approx(-24.0 + 34.0 + 6.02, abs=0.01)
    assert plan == rig.plan(interface=INTERFACE, levels=rig.read_levels(rig.load_models()))
    assert "loudness-unknown" not in {finding.check for finding in plan.findings}


def test_a_compatible_rig_goes_by_the_files_loudness(tmp_path: Path, amp: Path) -> None:
    rig = Rig(models=(RigModel(path=amp),), mode=RigMode.COMPATIBLE)
    assert rig.plan(interface=INTERFACE).output_gain.value_db == pytest.approx(-18.0 + 20.0)
    unstated = replace(rig, models=(RigModel(path=gain_model(tmp_path / "old.nam")),))
    plan = unstated.plan(interface=INTERFACE)
    assert plan.output_gain.value_db == 0.0
    assert "loudness-unknown" in {finding.check for finding in plan.findings}


def test_the_plan_takes_everything_of_the_rig_and_the_recording(tmp_path: Path, amp: Path) -> None:
    pedal = gain_model(tmp_path / "pedal.nam", input_level_dbu=10.0, output_level_dbu=8.0)
    rig = Rig(
        models=(RigModel(path=pedal), RigModel(path=amp)),
        output_mode=OutputMode.CALIBRATED,
        input_trim_db=1.5,
        output_trim_db=-2.0,
    )
    plan = rig.plan(
        interface=INTERFACE,
        interface_gain_db=5.0,
        recording=RecordingLevels(peak_dbfs=-4.0, clipped_frames=7),
    )
    assert plan.input_gain.value_db == pytest.approx(12.2 - 10.0 - 5.0 + 1.5)
    assert [gain.value_db for gain in plan.between_gains] == pytest.approx([8.0 - 15.0])
    assert plan.output_gain.value_db == pytest.approx(9.0 - 12.2 - 2.0)
    assert plan.peak_into_model_dbfs == pytest.approx(-4.0 - 1.3)
    assert "converter-clipping" in {finding.check for finding in plan.findings}


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: Rig(models=()), "at least one model"),
        (lambda: RigModel(path=Path("amp.nam"), slim=1.1), r"amp: slim must be between 0 and 1, got 1\.1"),
        (
            lambda: RigModel(path=Path("amp.nam"), input_level_dbu=np.nan),
            "amp: input_level_dbu must be a finite",
        ),
        (
            lambda: Rig(models=(RigModel(path=Path("a.nam")),), output_trim_db=np.inf),
            "output_trim_db must be a fin",
        ),
    ],
)
def test_options_outside_their_range_are_refused(make: object, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        make()  # type: ignore[operator]


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"a rig is made of RigModel\(path=...\), got 'amp.nam'"):
        Rig(models=("amp.nam",))  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="slim must be between 0 and 1, got 'a'"):
        RigModel(path=Path("amp.nam"), slim="a")  # type: ignore[arg-type]


def test_planning_again_with_the_levels_touches_no_file(amp: Path) -> None:
    rig = Rig(models=(RigModel(path=amp),))
    levels = rig.read_levels()
    first = rig.plan(interface=INTERFACE)
    amp.unlink()
    assert rig.plan(interface=INTERFACE, levels=levels) == first
    with pytest.raises(ModelFileError, match="cannot be read"):
        rig.plan(interface=INTERFACE)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    rig = Rig(models=(RigModel(path=tmp_path / "gone.nam"),))
    with pytest.raises(ModelFileError, match=r"gone\.nam: cannot be read: No such file"):
        rig.plan(interface=None)
