"""A level that was set by ear is kept: it calibrates the input without changing the sound."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from play_cases import rig_of
from rig_files import gain_model, sine

from reamp.errors import ConfigError
from reamp.interfaces.table import level_as_interface
from reamp.live.keep_level import keep_first_level, level_by_ear_dbu
from reamp.nam import NamDocument
from reamp.plan.inputs import LevelOrigin, OutputMode
from reamp.plan.kept_levels import HowKept, load_kept_levels
from reamp.plan.source import Source
from reamp.playing.player import Player
from reamp.rig.rig import Rig, RigModel

RATE_HZ = 48_000
SOURCE = Source.named(level_as_interface(12.2), gain="+5")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def bare_demo(folder: Path) -> Path:
    """Return a copy of the pedal, which distorts, without what it says of levels."""
    model = rig_of().models[0].path
    said = dict.fromkeys(("input_level_dbu", "output_level_dbu", "loudness_db"))
    return NamDocument.read(model).with_metadata(**said).write(folder / "pedal.nam").path or model


def play(player: Player, samples: np.ndarray, *, block: int = 64) -> np.ndarray:
    blocks = [samples[start : start + block] for start in range(0, len(samples), block)]
    return np.concatenate([player.process([each])[0] for each in blocks])


@pytest.mark.parametrize("trim_db", [-9.0, 6.5])
@pytest.mark.parametrize("mode", OutputMode)
def test_nothing_is_heard_of_it(tmp_path: Path, trim_db: float, mode: OutputMode) -> None:
    rig = Rig(
        models=(RigModel(path=bare_demo(tmp_path)),), input_trim_db=trim_db, output_mode=mode, limiter=False
    )
    guitar = sine(220.0, peak=0.2, seconds=3.0)
    kept, left_alone = (Player(rig, rate_hz=RATE_HZ, source=SOURCE) for _ in range(2))
    heard = [play(kept, guitar[:48_000])]
    level = keep_first_level(kept)
    assert not kept.meters().is_changing
    heard.append(play(kept, guitar[48_000:]))
    assert not kept.meters().is_changing
    out, reference = np.concatenate(heard), play(left_alone, guitar)
    parts = range(0, len(guitar), 4800)
    rms = [
        np.sqrt([np.mean(x[start : start + 4800].astype(float) ** 2) for start in parts])
        for x in (out, reference)
    ]
    assert np.max(np.abs(20.0 * np.log10(rms[0] / rms[1]))) < 0.1
    assert level.how is HowKept.BY_EAR
    assert level.input_level_dbu == pytest.approx(12.2 - 5.0 - trim_db)
    assert kept.plan.calibrated
    assert kept.rig.input_trim_db == 0.0
    assert kept.plan.input_gain.value_db == pytest.approx(trim_db)
    assert kept.levels[0].input_level_origin is LevelOrigin.BY_EAR


def test_what_is_turned_afterwards_is_turned_from_there(tmp_path: Path) -> None:
    rig = Rig(models=(RigModel(path=gain_model(tmp_path / "amp.nam")),), input_trim_db=6.0, limiter=False)
    player = Player(rig, rate_hz=RATE_HZ, source=SOURCE)
    guitar = sine(220.0, peak=0.01, seconds=0.5)
    play(player, guitar)
    keep_first_level(player)
    before = np.abs(play(player, guitar)).max()
    player.change(dataclasses.replace(player.rig, input_trim_db=2.0))
    play(player, guitar)
    assert np.abs(play(player, guitar)).max() / before == pytest.approx(10 ** (2.0 / 20), rel=1e-3)
    player.change(dataclasses.replace(player.rig, input_trim_db=0.0), source=SOURCE.with_gain(None))
    play(player, guitar)
    assert np.abs(play(player, guitar)).max() / before == pytest.approx(10 ** (5.0 / 20), rel=1e-3)
    fresh = Player(player.rig, rate_hz=RATE_HZ, source=player.source)
    play(fresh, guitar)
    np.testing.assert_allclose(play(player, guitar), play(fresh, guitar), rtol=1e-5, atol=1e-9)


def test_the_next_player_begins_with_it(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "amp.nam")
    rig = Rig(models=(RigModel(path=model),), input_trim_db=-3.0)
    keep_first_level(Player(rig, rate_hz=RATE_HZ, source=SOURCE))
    following = Player(rig_of(model.rename(tmp_path / "b.nam")), rate_hz=RATE_HZ, source=SOURCE)
    assert following.plan.calibrated
    assert following.plan.input_gain.value_db == pytest.approx(-3.0)


def test_a_typed_level_is_kept_as_typed_and_leaves_the_rig(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "amp.nam", input_level_dbu=8.0)
    rig = Rig(models=(RigModel(path=model, input_level_dbu=9.5),))
    player = Player(rig, rate_hz=RATE_HZ, source=Source.unknown())
    kept = keep_first_level(player)
    assert (kept.how, kept.input_level_dbu, kept.interface) == (HowKept.TYPED, 9.5, None)
    assert player.rig == rig_of(model)
    assert player.levels[0].input_level_origin is LevelOrigin.KEPT


def test_a_typed_level_is_kept_with_the_trim_where_that_is_asked(tmp_path: Path) -> None:
    model = RigModel(path=gain_model(tmp_path / "amp.nam"), input_level_dbu=9.5)
    player = Player(Rig(models=(model,), input_trim_db=2.0), rate_hz=RATE_HZ, source=SOURCE)
    before_db = player.plan.input_gain.value_db
    assert keep_first_level(player, HowKept.TYPED).input_level_dbu == 9.5
    assert (player.rig.input_trim_db, player.plan.input_gain.value_db) == (2.0, before_db)
    with pytest.raises(ConfigError, match="no level was entered for amp"):
        keep_first_level(player, HowKept.TYPED)


def test_it_can_be_set_anew(tmp_path: Path) -> None:
    rig = Rig(models=(RigModel(path=gain_model(tmp_path / "amp.nam")),), input_trim_db=6.0)
    player = Player(rig, rate_hz=RATE_HZ, source=SOURCE)
    keep_first_level(player)
    player.change(dataclasses.replace(player.rig, input_trim_db=-1.0))
    kept = keep_first_level(player)
    assert kept.input_level_dbu == pytest.approx(12.2 - 5.0 - 5.0)
    assert load_kept_levels() == (kept,)


@pytest.mark.parametrize(
    ("stated", "trim_db", "source", "problem"),
    [
        ({}, 0.0, SOURCE, "turn the input until amp sounds right"),
        ({}, 3.0, Source.unknown(), "the level of the interface is unknown"),
        ({"input_level_dbu": 12.0}, 3.0, SOURCE, "states its input level, 12 dBu"),
        ({}, -60.0, SOURCE, "the level to keep: input_level_dbu"),
    ],
)
def test_what_cannot_be_kept_is_said_and_changes_nothing(
    tmp_path: Path, stated: dict[str, float], trim_db: float, source: Source, problem: str
) -> None:
    model = gain_model(tmp_path / "amp.nam", **stated)
    rig = Rig(models=(RigModel(path=model),), input_trim_db=trim_db)
    player = Player(rig, rate_hz=RATE_HZ, source=source)
    with pytest.raises(ConfigError, match=problem):
        keep_first_level(player)
    assert player.rig == rig
    assert load_kept_levels() == ()


def test_the_sum() -> None:
    player = Player(
        dataclasses.replace(rig_of(), input_trim_db=1.0), rate_hz=RATE_HZ, source=SOURCE
    )  # 12.2 - 11.76 - 5 + 1
    assert level_by_ear_dbu(player.plan, SOURCE) == pytest.approx(12.2 - 5.0 - (-3.56))
