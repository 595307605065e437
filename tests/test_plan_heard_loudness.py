"""The loudness of a guitar through a chain: exact for gains, and equal for real amps once normalized."""

from pathlib import Path

import numpy as np
import pytest
from plain_loudness import plain_heard_lufs
from rig_files import gain_model, slimmable_model
from shared_data import SHARED_DATA

from reamp.audio.files import read
from reamp.audio.loudness import integrated_lufs
from reamp.engine import load
from reamp.engine.loudness import GUITAR_LUFS
from reamp.nam import NamDocument
from reamp.plan.heard_loudness import heard_loudness
from reamp.plan.inputs import HeardLoudness, ModelLevels
from reamp.playing.play import play
from reamp.rig.rig import Rig, RigModel

CAPTURES = SHARED_DATA / "captures"
needs_data = pytest.mark.skipif(not CAPTURES.exists(), reason="no shared data")


def heard(*paths: Path, **override: float) -> HeardLoudness:
    rig = Rig(models=tuple(RigModel(path=path, **override) for path in paths))
    last = rig.read_levels()[-1].heard
    assert last is not None
    return last


def test_a_model_without_a_level_hears_the_guitar_as_it_is(tmp_path: Path) -> None:
    half = heard(gain_model(tmp_path / "half.nam", 0.5))
    assert half.uncalibrated_lufs == pytest.approx(GUITAR_LUFS - 6.02, abs=0.01)
    assert half.calibrated_lufs is None


def test_a_known_level_gets_the_guitars_volts(tmp_path: Path) -> None:
    amp = heard(gain_model(tmp_path / "amp.nam", input_level_dbu=15.0))
    assert amp.uncalibrated_lufs == pytest.approx(GUITAR_LUFS, abs=0.01)
    assert amp.calibrated_lufs == pytest.approx(GUITAR_LUFS + 12.0 - 15.0, abs=0.01)
    own = heard(gain_model(tmp_path / "own.nam", input_level_dbu=15.0), input_level_dbu=9.0)
    assert own.calibrated_lufs == pytest.approx(GUITAR_LUFS + 12.0 - 9.0, abs=0.01)


@pytest.mark.parametrize("rate_hz", [48_000, 44_100])
def test_the_last_of_a_chain_hears_those_before_it(tmp_path: Path, rate_hz: int) -> None:
    pedal = gain_model(tmp_path / "pedal.nam", 4.0, output_level_dbu=12.0)
    amp = gain_model(tmp_path / "amp.nam", 0.5, rate_hz=rate_hz, input_level_dbu=15.0)
    chain = heard(pedal, amp)
    assert chain.uncalibrated_lufs == pytest.approx(GUITAR_LUFS + 12.04 + 12.0 - 15.0 - 6.02, abs=0.02)
    levels = Rig(models=(RigModel(path=pedal), RigModel(path=amp))).read_levels()
    assert levels[0].heard is None


def test_the_size_that_plays_is_heard_and_the_largest_is_stated(tmp_path: Path) -> None:
    model = RigModel(path=slimmable_model(tmp_path / "slim.nam", 0.25, 1.0), slim=0.0)
    (levels,) = Rig(models=(model,)).read_levels()
    assert levels.heard_lufs(is_calibrated=False) == pytest.approx(GUITAR_LUFS - 12.04, abs=0.01)
    assert levels.computed_loudness_db == pytest.approx(-15.0, abs=0.001)


def test_a_constant_offset_is_not_heard(tmp_path: Path) -> None:
    path = tmp_path / "offset.nam"
    NamDocument.create(
        architecture="Linear",
        config={"receptive_field": 1, "bias": True},
        weights=[0.5, 0.9],
        sample_rate_hz=48_000,
    ).write(path)
    assert heard(path).uncalibrated_lufs == pytest.approx(GUITAR_LUFS - 6.02, abs=0.01)


@pytest.mark.parametrize(
    ("gain", "metadata", "rate_hz"),
    [
        (0.0, {}, 48_000),
        (1e-6, {}, 48_000),
        (3e38, {}, 48_000),
        (1.0, {"input_level_dbu": -900.0}, 48_000),
        (1.0, {}, 100),
    ],
    ids=["silent", "next to silent", "overflows", "level that is none", "rate that is none"],
)
def test_what_cannot_be_measured_is_unknown(
    tmp_path: Path, gain: float, metadata: dict[str, float], rate_hz: int
) -> None:
    path = gain_model(tmp_path / "odd.nam", gain, rate_hz=rate_hz, **metadata)
    assert heard(path).calibrated_lufs is None
    if not metadata:
        assert heard(path).uncalibrated_lufs is None


def known(name: str, input_dbu: float, output_dbu: float) -> ModelLevels:
    return ModelLevels(name=name, input_level_dbu=input_dbu, output_level_dbu=output_dbu)


@needs_data
@pytest.mark.parametrize("is_calibrated", [False, True])
def test_the_core_hears_what_numpy_hears(*, is_calibrated: bool) -> None:
    models = [load(path) for path in sorted(CAPTURES.glob("*.nam"))[:2]]
    levels = [known("pedal", 3.0, 11.0), known("amp", 9.0, 12.0)]
    for count in (1, 2):
        heard = heard_loudness(models[:count], levels[:count])
        lufs = heard.calibrated_lufs if is_calibrated else heard.uncalibrated_lufs
        plain_lufs = plain_heard_lufs(models[:count], levels[:count], is_calibrated=is_calibrated)
        assert lufs == pytest.approx(plain_lufs, abs=1e-6)


def test_the_core_hears_what_numpy_hears_at_two_rates(tmp_path: Path) -> None:
    models = [load(gain_model(tmp_path / f"{hz}.nam", 0.7, rate_hz=hz)) for hz in (48_000, 44_100, 96_000)]
    levels = [known("a", 3.0, 11.0), known("b", 9.0, 12.0), known("c", 9.0, 12.0)]
    plain_lufs = plain_heard_lufs(models, levels, is_calibrated=True)
    assert heard_loudness(models, levels).calibrated_lufs == pytest.approx(plain_lufs, abs=1e-3)


@needs_data
@pytest.mark.parametrize("needs_level", [False, True])
def test_real_models_without_loudness_play_equally_loud(*, needs_level: bool) -> None:
    """One guitar through all of them, normalized: within 2 LU of their mean for nine of ten."""
    paths = [*CAPTURES.glob("*.nam"), *(SHARED_DATA / "conformance" / "models").glob("*.nam")]
    unstated = [path for path in paths if NamDocument.read(path).metadata.loudness_db is None]
    chosen = paths if needs_level else unstated
    assert len(unstated) >= 15
    di = read(SHARED_DATA / "guitar_di.wav")
    lufs = {}
    for path in chosen:
        played = integrated_lufs(play(Rig(models=(RigModel(path=path),)), di).signal)
        assert played is not None
        lufs[path.stem] = played
    mean_lufs = float(np.mean(list(lufs.values())))
    distance_lu = {name: round(each - mean_lufs, 1) for name, each in lufs.items()}
    assert np.mean([abs(each) <= 2.0 for each in distance_lu.values()]) >= 0.9, distance_lu
    assert -27.0 < mean_lufs < -24.0
    amps = [each for name, each in distance_lu.items() if (CAPTURES / f"{name}.nam").exists()]
    assert max(map(abs, amps)) < 1.5
