"""The chain for files against a NumPy model of it: gains, timing and length, at every rate and block size."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from reference_rig import ReferenceRig
from rig_files import dc_blocked, gain_model, null_depth_db, sine, split

from reamp._core import Rig as CoreRig
from reamp._core import RigMode as CoreMode
from reamp.audio.files import read
from reamp.demo import demo_di_path, demo_model_path
from reamp.engine import Model, load
from reamp.engine.reference import load_reference
from reamp.errors import AudioError, ConfigError, ModelFileError
from reamp.interfaces.table import level_as_interface
from reamp.plan.gain import GainPlan, plan_gain
from reamp.plan.inputs import ModelLevels, OutputMode
from reamp.plan.source import Source
from reamp.playing.chain import Chain, build_chain, core_settings
from reamp.playing.prepare import PreparedRig
from reamp.rig.cabinet import ImpulseResponse
from reamp.rig.mode import RigMode
from reamp.rig.parameters import Gate, Tone
from reamp.rig.rig import Rig, RigModel
from reamp.units import db_to_ratio


def planned(*gains_db: float) -> GainPlan:
    """Return a plan with these gains: input, between models, output."""
    first, *between, last = gains_db
    levels = [
        ModelLevels(name="n", input_level_dbu=-gain_db, output_level_dbu=0.0) for gain_db in (first, *between)
    ]
    levels[-1] = dataclasses.replace(levels[-1], output_level_dbu=last)
    source = Source.named(level_as_interface(0.0), gain="+0")
    return plan_gain(levels, source=source, output_mode=OutputMode.CALIBRATED)


def rig_of(models: Sequence[Model], **controls: Any) -> Rig:
    return Rig(models=tuple(RigModel(path=Path(model.path)) for model in models), **controls)


def chain_of(
    models: Sequence[Model],
    plan: GainPlan,
    *,
    controls: dict[str, Any] | None = None,
    threads: int = 1,
    **options: Any,
) -> Chain:
    """Return the chain without a limiter, which few of these tests are about."""
    rig = rig_of(models, **{"limiter": False, **(controls or {})})
    return build_chain(PreparedRig(rig=rig, models=models, plan=plan, **options), threads=threads)


def play(chain: Chain, samples: np.ndarray, lengths: Sequence[int] = (65_536,)) -> np.ndarray:
    """Return the left side."""
    return np.concatenate([sides[0] for sides in chain.stream(split(samples, lengths))])


def noise(frames: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, 0.1, frames).astype(np.float32)


def test_every_gain_acts_in_its_place(tmp_path: Path) -> None:
    models = [load(gain_model(tmp_path / f"{n}.nam", gain)) for n, gain in enumerate((0.5, -3.0, 2.0))]
    chain = chain_of(models, planned(-7.8, 4.0, -2.5, 1.25), rate_hz=48_000)
    x = noise(5_000)
    expected = dc_blocked(x) * 0.5 * -3.0 * 2.0 * 10.0 ** ((-7.8 + 4.0 - 2.5 + 1.25) / 20.0)
    assert null_depth_db(expected, play(chain, x)) < -130.0


def test_each_gain_is_before_its_model() -> None:
    x = sine(220.0, peak=0.3)

    def driven(first_db: float, second_db: float) -> np.ndarray:
        once = load(demo_model_path()).process(x * np.float32(db_to_ratio(first_db)))
        return load(demo_model_path()).process(once * np.float32(db_to_ratio(second_db)))

    model = load(demo_model_path())
    y = play(chain_of([model, model], planned(6.0, 1.0, -9.0), rate_hz=48_000), x)
    assert null_depth_db(dc_blocked(driven(6.0, 1.0)) * db_to_ratio(-9.0), y) < -120.0
    assert null_depth_db(dc_blocked(driven(1.0, 6.0)) * db_to_ratio(-9.0), y) > -40.0  # no linear model


def test_blocks_and_threads_change_no_bit() -> None:
    x = noise(120_000)
    cabinet = ImpulseResponse(left=0.1 * noise(3_000, seed=2))
    model = load(demo_model_path())

    def output(threads: int, lengths: Sequence[int]) -> np.ndarray:
        chain = chain_of(
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
    y = play(chain_of([model], planned(0.0, 0.0), rate_hz=rate_hz), x, [10_000])
    assert len(y) == len(x)
    expected = dc_blocked(x, rate_hz)
    assert null_depth_db(expected, y) < -100.0  # half a frame off at 192 kHz would leave -36 dB
    level_db = 20.0 * np.log10(np.std(y) / np.std(expected))
    assert level_db == pytest.approx(0.0, abs=0.001)


def test_models_of_different_rates_are_in_time_with_each_other(tmp_path: Path) -> None:
    rates_hz = (48_000, 44_100, 96_000)
    models = [load(gain_model(tmp_path / f"{rate_hz}.nam", rate_hz=rate_hz)) for rate_hz in rates_hz]
    x = sine(1_000.0, peak=0.5, rate_hz=44_100, seconds=0.50001)
    y = play(chain_of(models, planned(0.0, 0.0, 0.0, 0.0), rate_hz=44_100), x, [999])
    assert len(y) == len(x)
    assert null_depth_db(dc_blocked(x, 44_100), y) < -100.0


def test_a_model_that_does_not_say_its_rate_runs_at_48_khz(tmp_path: Path) -> None:
    models = [load(gain_model(tmp_path / f"{rate}.nam", rate_hz=rate)) for rate in (None, 48_000)]
    x = noise(4_410)
    unsaid, said = (play(chain_of([model], planned(0.0, 0.0), rate_hz=44_100), x) for model in models)
    np.testing.assert_array_equal(unsaid, said)
    assert np.abs(said - dc_blocked(x, 44_100)).max() > 1e-3  # it did go through 48 kHz: noise lost its top


def test_a_recording_of_one_frame_has_an_output_of_one_frame(tmp_path: Path) -> None:
    model = load(gain_model(tmp_path / "unity.nam"))
    for rate_hz in (8_000, 44_100, 48_000, 768_000):
        y = play(chain_of([model], planned(0.0, 0.0), rate_hz=rate_hz), np.ones(1, np.float32))
        assert len(y) == 1


@pytest.mark.parametrize("taps", [1, 500, 8_193, 100_000])
def test_a_cabinet_is_the_convolution_with_all_its_taps(tmp_path: Path, taps: int) -> None:
    impulse = (noise(taps, seed=3) * np.exp(-np.arange(taps) / (0.3 * taps))).astype(np.float32)
    x = noise(30_000)
    cabinet = ImpulseResponse(left=impulse)
    model = load(gain_model(tmp_path / "unity.nam"))
    y = play(chain_of([model], planned(0.0, 0.0), rate_hz=48_000, cabinet=cabinet), x, [4_097])
    size = 2**18
    spectrum = np.fft.rfft(x.astype(np.float64), size) * np.fft.rfft(impulse.astype(np.float64), size)
    assert null_depth_db(dc_blocked(np.fft.irfft(spectrum, size)[: len(x)]), y) < -110.0


def test_a_plan_for_another_rig_is_refused(tmp_path: Path) -> None:
    model = load(gain_model(tmp_path / "unity.nam"))
    with pytest.raises(ConfigError, match="the plan is for 2 models, but there are 3"):
        chain_of([model] * 3, planned(0.0, 0.0, 0.0), rate_hz=48_000)


def test_what_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    model = load(gain_model(tmp_path / "unity.nam"))
    with pytest.raises(ConfigError, match="a gain of 201 dB is implausible; at most 200 dB is possible"):
        chain_of([model], planned(201.0, 0.0), rate_hz=48_000)
    slow = load(gain_model(tmp_path / "slow.nam", rate_hz=100))
    with pytest.raises(ModelFileError, match=r"slow\.nam: sample_rate: is 100; it must be 8000 to"):
        chain_of([slow], planned(0.0, 0.0), rate_hz=48_000)
    odd = load(gain_model(tmp_path / "odd.nam", rate_hz=47_999))
    with pytest.raises(ModelFileError, match="is 47999, and 48000 Hz has no simple ratio to that"):
        chain_of([odd], planned(0.0, 0.0), rate_hz=48_000)


def test_a_model_that_answers_with_infinity_is_named(tmp_path: Path) -> None:
    loud = load(gain_model(tmp_path / "loud.nam", 1e38))
    with pytest.raises(AudioError, match=r"loud\.nam: the model answers with NaN or infinity; lower"):
        play(chain_of([loud], planned(40.0, 0.0), rate_hz=48_000), np.ones(10, np.float32))


@pytest.fixture(scope="module")
def guitar() -> np.ndarray:
    """Two seconds of the demo's guitar, with a second of near silence after one."""
    di = read(demo_di_path()).samples
    quiet = noise(48_000, seed=9) * np.float32(1e-3)
    return np.concatenate((di[:48_000], quiet, di[48_000:96_000]))


@pytest.mark.parametrize("mode", RigMode)
def test_the_chain_is_the_numpy_model_of_it(guitar: np.ndarray, mode: RigMode) -> None:
    """Two models, the gate, the tone stack, a cabinet longer than 8192 taps, the limiter; within -100 dB."""
    impulse = (noise(12_000, seed=3) * np.exp(-np.arange(12_000) / 3_000)).astype(np.float32)
    model = load(demo_model_path())
    reference = load_reference(demo_model_path()).process
    controls = {
        "gate": Gate(threshold_db=-45.0),
        "tone": Tone(bass=6.0, middle=3.0, treble=8.5),
        "mode": mode,
        "limiter": True,
    }
    chain = chain_of(
        [model, model],
        planned(3.0, -6.0, 30.0),
        rate_hz=48_000,
        controls=controls,
        cabinet=ImpulseResponse(left=impulse if mode is RigMode.PLAYER else impulse[:8192]),
    )
    expected = ReferenceRig(
        models=[reference, reference],
        gains_db=[3.0, -6.0],
        output_gain_db=30.0,
        gate_db=-45.0,
        bass=6.0,
        middle=3.0,
        treble=8.5,
        taps=impulse.astype(np.float64),
        compatible=mode is RigMode.COMPATIBLE,
        limiter=mode is RigMode.PLAYER,
    ).play(guitar.astype(np.float64), 48_000)
    played = play(chain, guitar)
    assert null_depth_db(expected, played) < -100.0
    assert (chain.meters.limited_frames > 0) == (mode is RigMode.PLAYER)  # or the limiter was not compared
    quiet = slice(72_000, 95_000)
    assert np.std(played[quiet]) < 1e-3 * np.std(played)  # nor the gate


@pytest.mark.parametrize("mode", RigMode)
def test_each_gate_is_its_formula(tmp_path: Path, guitar: np.ndarray, mode: RigMode) -> None:
    """Alone, so that nothing covers an error where the gate is nearly closed."""
    model = load(gain_model(tmp_path / "unity.nam"))
    for threshold_db in (-70.0, -50.0, -30.0):
        controls = {"gate": Gate(threshold_db=threshold_db), "mode": mode}
        played = play(chain_of([model], planned(0.0, 0.0), rate_hz=48_000, controls=controls), guitar)
        expected = ReferenceRig(
            models=[lambda x: x],
            gains_db=[0.0],
            output_gain_db=0.0,
            gate_db=threshold_db,
            compatible=mode is RigMode.COMPATIBLE,
        ).play(guitar.astype(np.float64), 48_000)
        assert null_depth_db(expected, played) < -120.0


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_played_live_it_is_the_same_to_the_bit(guitar: np.ndarray, rate_hz: int) -> None:
    model = load(demo_model_path())
    plan = planned(3.0, -6.0, 2.0)
    impulse = ImpulseResponse(left=0.05 * noise(3_000, seed=2), right=0.05 * noise(500, seed=4))
    controls = {"gate": Gate(threshold_db=-45.0), "tone": Tone(bass=6.0), "limiter": True}
    chain = chain_of([model, model], plan, rate_hz=rate_hz, controls=controls, cabinet=impulse, threads=2)
    file = [np.concatenate(side) for side in zip(*chain.stream(split(guitar, [50_000])), strict=True)]
    for block_frames in (16, 333, 1024):
        live = CoreRig(rate_hz, CoreMode.PLAYER)
        live.set(core_settings(rig_of([model, model], **controls)))
        live.set_models([(model.core, 3.0), (model.core, -6.0)], 2.0)
        live.set_cabinet(impulse.left, impulse.right)
        sides = [np.empty_like(guitar), np.empty_like(guitar)]
        for start in range(0, len(guitar), block_frames):
            block = slice(start, start + block_frames)
            live.process([guitar[block]], sides[0][block], sides[1][block])
        late = live.latency_frames
        for played, rendered in zip(sides, file, strict=True):
            np.testing.assert_array_equal(played[late:], rendered[: len(rendered) - late])


def test_a_stereo_cabinet_has_two_sides(tmp_path: Path) -> None:
    model = load(gain_model(tmp_path / "unity.nam"))
    x = noise(3_000)
    cabinet = ImpulseResponse(left=np.array([0.5], np.float32), right=np.array([0.0, 0.25], np.float32))
    chain = chain_of([model], planned(0.0, 0.0), rate_hz=48_000, cabinet=cabinet)
    left, right = (np.concatenate(side) for side in zip(*chain.stream([x]), strict=True))
    assert null_depth_db(dc_blocked(x) * 0.5, left) < -120.0
    assert null_depth_db(dc_blocked(np.append(np.float32(0.0), x[:-1])) * 0.25, right) < -120.0
