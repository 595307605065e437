"""Kept levels are found again by the network, have their place among other levels, and can be forgotten."""

from pathlib import Path

import pytest
from rig_files import gain_model

from reamp.errors import ConfigError, ModelFileError
from reamp.interfaces.table import level_as_interface
from reamp.nam import NamDocument
from reamp.nam.metadata import mark_by_ear
from reamp.plan.inputs import LevelOrigin
from reamp.plan.kept_levels import (
    HowKept,
    KeptLevel,
    find_kept_level,
    forget_level,
    keep_level,
    kept_level_fields,
    kept_levels_path,
    level_to_keep,
    load_kept_levels,
    with_kept_level,
)
from reamp.plan.source import Source
from reamp.rig.rig import Rig, RigModel, chain


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def keep(model: Path, level_dbu: float, how: HowKept = HowKept.BY_EAR) -> KeptLevel:
    kept = level_to_keep(NamDocument.read(model), input_level_dbu=level_dbu, how=how)
    keep_level(kept)
    return kept


def test_a_kept_level_is_found_under_any_name_and_calibrates_the_plan(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "amp.nam", 0.5)
    kept = keep(model, 9.5)
    renamed = model.rename(tmp_path / "twin.nam")
    assert find_kept_level(NamDocument.read(renamed)) == kept
    plan = chain(renamed).plan(source=Source.named(level_as_interface(12.0)))
    assert plan.calibrated
    assert plan.input_gain.formula == "12 dBu (your interface, user) - 9.5 dBu (twin, set by ear)"
    assert find_kept_level(NamDocument.read(gain_model(tmp_path / "other.nam", 0.6))) is None


@pytest.mark.parametrize(
    ("stated", "kept", "typed_dbu", "expected"),
    [
        ({}, HowKept.BY_EAR, None, (9.5, LevelOrigin.BY_EAR)),
        ({}, HowKept.TYPED, None, (9.5, LevelOrigin.KEPT)),
        ({"input_level_dbu": 12.0}, HowKept.BY_EAR, None, (12.0, LevelOrigin.FILE)),
        ({"input_level_dbu": 12.0}, HowKept.TYPED, None, (9.5, LevelOrigin.KEPT)),
        ({"input_level_dbu": 12.0}, HowKept.TYPED, 7.0, (7.0, LevelOrigin.USER)),
        (
            {"input_level_dbu": 12.0, "level_estimate": {"input_level_dbu": 12.0}},
            HowKept.BY_EAR,
            None,
            (9.5, LevelOrigin.BY_EAR),
        ),
        (
            {"input_level_dbu": 12.0, "level_estimate": mark_by_ear(12.0)},
            None,
            None,
            (12.0, LevelOrigin.BY_EAR),
        ),
    ],
)
def test_who_knows_best_wins(
    tmp_path: Path,
    stated: dict[str, object],
    kept: HowKept | None,
    typed_dbu: float | None,
    expected: tuple[float, LevelOrigin],
) -> None:
    model = gain_model(tmp_path / "amp.nam", 0.5, **stated)
    if kept is not None:
        keep(model, 9.5, kept)
    (levels,) = Rig(models=(RigModel(path=model, input_level_dbu=typed_dbu),)).read_levels()
    assert (levels.input_level_dbu, levels.input_level_origin) == expected


def test_the_last_one_counts_and_can_be_forgotten(tmp_path: Path) -> None:
    first, second = gain_model(tmp_path / "a.nam", 0.5), gain_model(tmp_path / "b.nam", 0.6)
    keep(first, 9.5)
    other = keep(second, 8.0)
    kept = keep(first, 10.5)
    assert load_kept_levels() == (other, kept)
    assert forget_level(kept.network) == kept
    assert forget_level(kept.network) is None
    assert load_kept_levels() == (other,)


def test_a_broken_file_is_said(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "a.nam")
    kept_levels_path().parent.mkdir()
    kept_levels_path().write_text("[[level]]\nnetwork = 'x'\ninput_level_dbu = 3\nhow = 'by ear'\n")
    with pytest.raises(ConfigError, match=r"levels\.toml: level\[0\]\.network"):
        RigModel(path=model).read_levels()
    with pytest.raises(ConfigError, match="the level to keep"):
        keep_level(KeptLevel(network="0" * 32, input_level_dbu=61.0, how=HowKept.TYPED))


def test_a_kept_level_is_metadata_that_says_how_it_was_found(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "amp.nam", 0.5)
    by_ear = NamDocument.read(model).with_metadata(**kept_level_fields(keep(model, 9.5)))
    assert by_ear.metadata.input_level_dbu == 9.5
    assert by_ear.metadata.is_set_by_ear("input_level_dbu")
    assert kept_level_fields(keep(model, 9.0, HowKept.TYPED)) == {
        "input_level_dbu": 9.0,
        "level_estimate": None,
    }


def test_a_kept_level_is_put_into_a_document(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "amp.nam", 0.5)
    with pytest.raises(ModelFileError, match="no input level is kept for it"):
        with_kept_level(NamDocument.read(model))
    keep(model, 9.5)
    tagged = with_kept_level(NamDocument.read(model)).metadata
    assert tagged.input_level_dbu == 9.5
    assert tagged.is_set_by_ear("input_level_dbu")
