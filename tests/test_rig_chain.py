"""The chain: gains where the plan has them, resampling in time, convolution exact, any blocks and threads."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from rig_files import dc_blocked, gain_model, null_depth_db, sine, split

from reamp.audio import Signal
from reamp.demo import demo_model_path
from reamp.engine import load
from reamp.errors import AudioError, ConfigError, ModelFileError
from reamp.rig.cabinet import ImpulseResponse
from reamp.rig.chain import Chain, build_chain
from reamp.rig.gain import GainPlan, plan_gain
from reamp.rig.plan_inputs import ModelLevels, OutputMode
from reamp.units import db_to_ratio


def planned(*gains_db: float) -> GainPlan:
    """Return a plan with these gains: input, between models, output."""
    first, *between, last = gains_db
    levels = [ModelLevels(name="0", output_level_dbu=0.0)]
    levels += [ModelLevels(name="n", input_level_dbu=-gain, output_level_dbu=0.0) for gain in between]
    return plan_gain(
        levels, interface=None, output_mode=OutputMode.RAW, input_trim_db=first, output_trim_db=last
    )


def play(chain: Chain, samples: np.ndarray, lengths: Sequence[int] = (65_536,)) -> np.ndarray:
    return np.concatenate(list(chain.stream(split(samples, lengths))))


def noise(frames: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, 0.1, frames).astype(np.float32)


def test_every_gain_acts_in_its_place(tmp_path: Path) -> None:
    models = [load(gain_model(tmp_path / f"{n}.nam", gain)) for n, gain in enumerate((0.5, -3.0, 2.0))]
    chain = build_chain(models, planned(-7.8, 4.0, -2.5, 1.25), rate_hz=48_000)
    x = noise(5_000)
    expected = dc_blocked(x) * 0.5 * -3.0 * 2.0 * 10.0 ** ((-7.8 + 4.0 - 2.5 + 1.25) / 20.0)
    assert null_depth_db(expected, play(chain, x)) < -130.0


def test_each_gain_is_before_its_model() -> None:
    x = sine(220.0, peak=0.3)

    def driven(first_db: float, second_db: float) -> np.ndarray:
        once = load(demo_model_path()).process(x * np.float32(db_to_ratio(first_db)))
        return load(demo_model_path()).process(once * np.float32(db_to_ratio(second_db)))

    model = load(demo_model_path())
    y = play(build_chain([model, model], planned(6.0, 1.0, -9.0), rate_hz=48_000), x)
    assert null_depth_db(dc_blocked(driven(6.0, 1.0)) * db_to_ratio(-9.0), y) < -120.0
    assert null_depth_db(dc_blocked(driven(1.0, 6.0)) * db_to_ratio(-9.0), y) > -40.0  # no linear model


def test_blocks_and_threads_change_no_bit() -> None:
    x = noise(120_000)
    cabinet = ImpulseResponse(taps=Signal(0.1 * noise(3_000, seed=2), 48_000), findings=())
    model = load(demo_model_path())

    def output(threads: int, lengths: Sequence[int]) -> np.ndarray:
        chain = build_chain(
            [model, model], planned(3.0, -3.0, 0.0), rate_hz=48_000, cabinet=cabinet, threads=threads
        )
        return play(chain, x, lengths)

    whole = output(1, [len(x)])
    for threads, lengths in ((1, [1, 7, 64, 5_000]), (2, [len(x)]), (3, [50_001]), (4, [100_000])):
        np.testing.assert_array_equal(output(threads, lengths), whole)


@pytest.mark.parametrize("rate_hz", [44_100, 88_200, 96_000, 192_000])
@pytest.mark.parametrize("odd_frames", [0, 1, 77])
def test_another_rate_keeps_length_time_and_level(tmp_path: Path, rate_hz: int, odd_frames: int) -> None:
    x = np.append(sine(1_000.0, peak=0.5, rate_hz=rate_hz), np.zeros(odd_frames, np.float32))
    model = load(gain_model(tmp_path / "unity.nam"))
    y = play(build_chain([model], planned(0.0, 0.0), rate_hz=rate_hz), x, [10_000])
    assert len(y) == len(x)
    expected = dc_blocked(x, rate_hz)
    assert null_depth_db(expected, y) < -100.0  # half a frame off at 192 kHz would leave -36 dB
    level_db = 20.0 * np.log10(np.std(y) / np.std(expected))
    assert level_db == pytest.approx(0.0, abs=0.001)


def test_models_of_different_rates_are_in_time_with_each_other(tmp_path: Path) -> None:
    rates_hz = (48_000, 44_100, 96_000)
    models = [load(gain_model(tmp_path / f"{rate_hz}.nam", rate_hz=rate_hz)) for rate_hz in rates_hz]
    x = sine(1_000.0, peak=0.5, rate_hz=44_100, seconds=0.50001)
    y = play(build_chain(models, planned(0.0, 0.0, 0.0, 0.0), rate_hz=44_100), x, [999])
    assert len(y) == len(x)
    assert null_depth_db(dc_blocked(x, 44_100), y) < -100.0


def test_a_model_that_does_not_say_its_rate_runs_at_48_khz(tmp_path: Path) -> None:
    models = [load(gain_model(tmp_path / f"{rate}.nam", rate_hz=rate)) for rate in (None, 48_000)]
    x = noise(4_410)
    unsaid, said = (play(build_chain([model], planned(0.0, 0.0), rate_hz=44_100), x) for model in models)
    np.testing.assert_array_equal(unsaid, said)
    assert np.abs(said - dc_blocked(x, 44_100)).max() > 1e-3  # it did go through 48 kHz: noise lost its top


def test_a_recording_of_one_frame_has_an_output_of_one_frame(tmp_path: Path) -> None:
    model = load(gain_model(tmp_path / "unity.nam"))
    for rate_hz in (8_000, 44_100, 48_000, 768_000):
        y = play(build_chain([model], planned(0.0, 0.0), rate_hz=rate_hz), np.ones(1, np.float32))
        assert len(y) == 1


@pytest.mark.parametrize("taps", [1, 500, 8_193, 100_000])
def test_a_cabinet_is_the_convolution_with_all_its_taps(tmp_path: Path, taps: int) -> None:
    impulse = (noise(taps, seed=3) * np.exp(-np.arange(taps) / (0.3 * taps))).astype(np.float32)
    x = noise(30_000)
    cabinet = ImpulseResponse(taps=Signal(impulse, 48_000), findings=())
    model = load(gain_model(tmp_path / "unity.nam"))
    y = play(build_chain([model], planned(0.0, 0.0), rate_hz=48_000, cabinet=cabinet), x, [4_097])
    size = 2**18
    spectrum = np.fft.rfft(x.astype(np.float64), size) * np.fft.rfft(impulse.astype(np.float64), size)
    assert null_depth_db(dc_blocked(np.fft.irfft(spectrum, size)[: len(x)]), y) < -110.0


def test_what_a_cabinet_rings_ahead_is_taken_out_again(tmp_path: Path) -> None:
    taps = np.zeros(1_000, np.float32)
    taps[300] = 1.0
    cabinet = ImpulseResponse(taps=Signal(taps, 48_000), lead_frames=300, findings=())
    model = load(gain_model(tmp_path / "unity.nam"))
    x = noise(5_000)
    for lengths in ([5_000], [7, 250, 100]):
        y = play(build_chain([model], planned(0.0, 0.0), rate_hz=48_000, cabinet=cabinet), x, lengths)
        assert len(y) == len(x)
        assert null_depth_db(dc_blocked(x), y) < -110.0


def test_a_plan_for_another_rig_is_refused(tmp_path: Path) -> None:
    model = load(gain_model(tmp_path / "unity.nam"))
    with pytest.raises(ConfigError, match="the plan is for 2 models, but there are 3"):
        build_chain([model] * 3, planned(0.0, 0.0, 0.0), rate_hz=48_000)


def test_what_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    model = load(gain_model(tmp_path / "unity.nam"))
    with pytest.raises(ConfigError, match="a gain of 201 dB cannot be meant"):
        build_chain([model], planned(201.0, 0.0), rate_hz=48_000)
    slow = load(gain_model(tmp_path / "slow.nam", rate_hz=100))
    with pytest.raises(ModelFileError, match=r"slow\.nam: sample_rate: is 100; plausible are 8000 to"):
        build_chain([slow], planned(0.0, 0.0), rate_hz=48_000)


def test_a_model_that_answers_with_infinity_is_named(tmp_path: Path) -> None:
    loud = load(gain_model(tmp_path / "loud.nam", 1e38))
    with pytest.raises(AudioError, match=r"loud\.nam: the model answers with inf; lower the input"):
        play(build_chain([loud], planned(40.0, 0.0), rate_hz=48_000), np.ones(10, np.float32))
