"""Known level differences are found by sound; linear gear and other gear are refused."""

from pathlib import Path

import numpy as np
import pytest
from shared_data import SHARED_DATA
from shifted_models import shifted_model

from reamp.audio.delay import delayed
from reamp.audio.files import read
from reamp.audio.signal import Samples, Signal
from reamp.demo import demo_di_path, demo_model_path
from reamp.engine import load
from reamp.errors import AlignError, AudioError
from reamp.plan.level_match import LevelMatch, Play, match_levels

DI = read(demo_di_path())
SHORT_DI = Signal(DI.samples[4 * 48_000 : 6 * 48_000], 48_000)
TUBE_AMP = SHARED_DATA / "captures" / "ceriatone_chan2_standard.nam"


def player(path: Path) -> Play:
    model = load(path)

    def play(samples: Samples) -> Samples:
        model.reset()
        return model.process(samples)

    return play


def soft_clipped(x: Samples) -> Samples:
    return np.tanh(x + np.float32(0.2)) - np.float32(np.tanh(0.2))


def test_a_function_and_itself_driven_harder() -> None:
    found = match_levels(
        soft_clipped, lambda x: np.float32(-0.25) * soft_clipped(np.float32(4) * x), SHORT_DI
    )
    assert found.input_db == pytest.approx(12.04, abs=0.01)
    assert found.output_db == pytest.approx(12.04, abs=0.01)
    assert found.polarity == -1
    assert found.rest_db < -80.0
    assert found.uncertainty_db < 0.01


def test_a_delay_between_the_captures_costs_nothing() -> None:
    def late(x: Samples) -> Samples:
        return delayed(Signal(soft_clipped(np.float32(2) * x), 48_000), 17.3).samples

    found = match_levels(soft_clipped, late, SHORT_DI)
    assert found.input_db == pytest.approx(6.02, abs=0.02)
    assert found.delay_frames == pytest.approx(17.3, abs=0.05)


@pytest.mark.parametrize("input_db", [-6.0, 0.0, 3.7, 12.0])
def test_the_demo_pedal_captured_at_another_level(tmp_path: Path, input_db: float) -> None:
    other = shifted_model(demo_model_path(), tmp_path / "x.nam", input_db=input_db, output_db=-3.0)
    found = match_levels(player(demo_model_path()), player(other), SHORT_DI)
    assert found.input_db == pytest.approx(input_db, abs=0.01)
    assert found.output_db == pytest.approx(-3.0, abs=0.01)
    assert found.uncertainty_db < 0.05


@pytest.mark.skipif(not TUBE_AMP.exists(), reason="needs the shared captures")
def test_a_real_amp_captured_at_another_level(tmp_path: Path) -> None:
    other = shifted_model(TUBE_AMP, tmp_path / "x.nam", input_db=9.0)
    found = match_levels(player(TUBE_AMP), player(other), SHORT_DI)
    assert found.input_db == pytest.approx(9.0, abs=0.05)


@pytest.mark.slow
def test_the_uncertainty_covers_what_training_gets_wrong(tmp_path: Path) -> None:
    def match(seed: int) -> LevelMatch:
        wrong = (0.01, 0.02, 0.03, 0.05)[seed % 4]
        other = shifted_model(demo_model_path(), tmp_path / "x.nam", input_db=6.0, wrong=wrong, seed=seed)
        return match_levels(player(demo_model_path()), player(other), SHORT_DI)

    matches = [match(seed) for seed in range(8)]
    in_units = np.array([abs(each.input_db - 6.0) / each.uncertainty_db for each in matches])
    assert np.mean(in_units <= 1.0) >= 0.85
    assert np.sqrt(np.mean(np.square(in_units))) > 0.2  # and it does not cover by being huge


@pytest.mark.parametrize("gain", [1.0, 0.37])
def test_linear_gear_tells_no_level(gain: float) -> None:
    with pytest.raises(AlignError, match=r"cannot be determined: 1 dB .* hardly distorts"):
        match_levels(lambda x: x, lambda x: np.float32(gain) * x, SHORT_DI)


def test_nearly_linear_models_with_errors_of_their_own_tell_no_level() -> None:
    def nearly(x: Samples) -> Samples:
        return x + np.float32(1e-3) * x**3

    def otherwise(x: Samples) -> Samples:
        return x + np.float32(1e-3) * np.abs(x) * x

    with pytest.raises(AlignError, match="hardly distorts") as caught:
        match_levels(nearly, otherwise, SHORT_DI)
    assert caught.value.rest_db < -60.0


def test_other_gear_matches_at_no_level() -> None:
    def filtered(x: Samples) -> Samples:
        return np.tanh(np.diff(x, prepend=np.float32(0)) * np.float32(30))

    with pytest.raises(AlignError, match="do not match at any level within 30 dB: at best -") as caught:
        match_levels(soft_clipped, filtered, SHORT_DI)
    assert -10.0 < caught.value.rest_db < 0.0


def test_the_guitar_is_scaled_and_cut_to_its_loudest_part() -> None:
    long = np.concatenate([np.zeros(20 * 48_000, np.float32), np.float32(0.01) * SHORT_DI.samples])
    found = match_levels(soft_clipped, lambda x: soft_clipped(np.float32(2) * x), Signal(long, 48_000))
    assert found.input_db == pytest.approx(6.02, abs=0.01)


def test_silence_tells_nothing() -> None:
    with pytest.raises(AudioError, match="the guitar is silent"):
        match_levels(soft_clipped, soft_clipped, Signal(np.zeros(48_000, np.float32), 48_000))
    with pytest.raises(AudioError, match="silent"):
        match_levels(soft_clipped, np.zeros_like, SHORT_DI)
