"""A rig as a value: levels from the file or from the user, and the plan of both."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rig_files import gain_model

from reamp.engine import load
from reamp.errors import ConfigError, ModelFileError
from reamp.interfaces.table import level_as_interface
from reamp.nam import NamDocument
from reamp.plan import kept_levels
from reamp.plan.inputs import LevelOrigin, OutputMode, RecordingLevels
from reamp.plan.kept_levels import HowKept, keep_level, level_to_keep
from reamp.plan.source import Source
from reamp.playing.prepare import prepare
from reamp.rig.mode import RigMode
from reamp.rig.rig import Rig, RigModel, chain, rig_of
from reamp.toml_file import read_toml

SOURCE = Source.named(level_as_interface(12.2), gain="+0")


@pytest.fixture
def amp(tmp_path: Path) -> Path:
    return gain_model(tmp_path / "amp.nam", input_level_dbu=15.0, output_level_dbu=9.0, loudness_db=-20.0)


def test_levels_come_from_the_file(amp: Path) -> None:
    levels = RigModel(path=amp).read_levels()
    assert levels.name == "amp"
    assert (levels.input_level_dbu, levels.output_level_dbu, levels.loudness_db) == (15.0, 9.0, -20.0)
    assert levels.input_level_origin is levels.output_level_origin is LevelOrigin.FILE


def test_the_file_of_kept_levels_is_read_once_for_a_plan(
    amp: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    document = NamDocument.read(amp)
    keep_level(level_to_keep(document, input_level_dbu=13.5, how=HowKept.TYPED))
    reads = []
    monkeypatch.setattr(kept_levels, "read_toml", lambda path: reads.append(path) or read_toml(path))
    levels = chain(amp, RigModel(path=amp, slim=0.5), amp).read_levels()
    assert [(each.input_level_dbu, each.input_level_origin) for each in levels] == [
        (13.5, LevelOrigin.KEPT)
    ] * 3
    assert len(reads) == 1
    prepare(chain(amp, amp), rate_hz=48_000)
    assert len(reads) == 2


def test_the_users_level_wins_and_is_shown_as_such(amp: Path) -> None:
    rig = Rig(models=(RigModel(path=amp, input_level_dbu=18.0),))
    step = rig.plan(source=SOURCE).input_gain
    assert step.value_db == pytest.approx(-5.8)
    assert step.formula == "12.2 dBu (your interface, user) - 18 dBu (amp, user override)"
    assert rig.models[0].read_levels().output_level_origin is LevelOrigin.FILE


def test_an_unknown_level_stays_unknown(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "old.nam")
    plan = Rig(models=(RigModel(path=model),)).plan(source=SOURCE)
    assert not plan.calibrated
    assert plan.input_gain.value_db == 0.0
    assert {finding.check for finding in plan.findings} >= {"model-level-unknown"}


def test_loudness_is_measured_where_the_file_has_none(tmp_path: Path) -> None:
    rig = Rig(models=(RigModel(path=gain_model(tmp_path / "old.nam", 0.5)),))
    (levels,) = rig.read_levels()
    assert levels.loudness_db is None
    assert levels.computed_loudness_db == pytest.approx(-15.0 - 6.02, abs=0.01)
    plan = rig.plan(source=SOURCE)
    assert plan.output_gain.value_db == pytest.approx(-24.0 + 34.0 + 6.02, abs=0.01)
    assert plan == rig.plan(source=SOURCE, levels=rig.read_levels(rig.load_models()))
    assert "loudness-unknown" not in {finding.check for finding in plan.findings}


def test_a_compatible_rig_goes_by_the_files_loudness(tmp_path: Path, amp: Path) -> None:
    rig = Rig(models=(RigModel(path=amp),), mode=RigMode.COMPATIBLE)
    assert rig.plan(source=SOURCE).output_gain.value_db == pytest.approx(-18.0 + 20.0)
    unstated = replace(rig, models=(RigModel(path=gain_model(tmp_path / "old.nam")),))
    plan = unstated.plan(source=SOURCE)
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
        source=Source.named(level_as_interface(12.2), gain=5.0),
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
    first = rig.plan(source=SOURCE)
    amp.unlink()
    assert rig.plan(source=SOURCE, levels=levels) == first
    with pytest.raises(ModelFileError, match="does not exist"):
        rig.plan(source=SOURCE)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    rig = Rig(models=(RigModel(path=tmp_path / "gone.nam"),))
    with pytest.raises(ModelFileError, match=r"gone\.nam: does not exist"):
        rig.plan(source=Source.unknown())


def test_the_path_of_a_model_may_be_a_text(amp: Path) -> None:
    model = RigModel(path=str(amp))  # type: ignore[arg-type]
    assert model == RigModel(path=amp)
    assert model.name == "amp"
    with pytest.raises(ConfigError, match="the path of a model must be a text or a Path, got int"):
        RigModel(path=3)  # type: ignore[arg-type]


def test_the_size_may_be_a_numpy_scalar(amp: Path) -> None:
    assert RigModel(path=amp, slim=np.float32(0.5)).slim == 0.5  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="slim must be between 0 and 1, got True"):
        RigModel(path=amp, slim=True)


def test_a_chain_is_made_of_paths_and_models(amp: Path) -> None:
    hot = RigModel(path=amp, input_level_dbu=18.0)
    assert chain(str(amp), hot) == Rig(models=(RigModel(path=amp), hot))
    with pytest.raises(ConfigError, match="a rig needs at least one model"):
        chain()


def test_a_list_of_models_is_never_silently_a_chain(amp: Path) -> None:
    rig = chain(amp)
    assert rig_of(rig) is rig
    assert rig_of(str(amp)) == rig_of(amp) == rig
    cases = [
        (
            [amp, amp],
            r"a list of models is not a rig: reamp\.chain\(a, b\) plays a into b, reamp\.render_many",
        ),
        (load(amp), "a loaded model cannot be rendered: give the path of its .nam file"),
        (None, "expected the path of a model or a Rig, got NoneType"),
    ]
    for given, problem in cases:
        with pytest.raises(ConfigError, match=problem):
            rig_of(given)
