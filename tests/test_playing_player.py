"""A rig that plays: the bits of the file, changes of single parts, and errors that change nothing."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rig_files import float_wav, gain_model, sine, slimmable_model
from shared_data import SHARED_DATA

from reamp._core import Rig as CoreRig
from reamp.audio.files import SampleFormat
from reamp.demo import demo_model_path
from reamp.errors import AudioError, AudioFileError, ConfigError, ModelFileError
from reamp.interfaces.table import level_as_interface
from reamp.plan.gain import GainPlan
from reamp.plan.inputs import OutputMode
from reamp.plan.source import Source
from reamp.playing.player import Player
from reamp.playing.render import RenderConfig, render, render_file
from reamp.rig.cabinet import Cabinet
from reamp.rig.mode import RigMode
from reamp.rig.parameters import Gate, Tone
from reamp.rig.rig import Rig, RigModel

SOURCE = Source.named(level_as_interface(12.2), gain=5.0)


def played(player: Player, x: np.ndarray, block_frames: int = 64) -> np.ndarray:
    """Return both sides, shape (frames, 2)."""
    blocks = [x[start : start + block_frames] for start in range(0, len(x), block_frames)]
    return np.concatenate([np.stack(player.process([block]), axis=1) for block in blocks])


@pytest.mark.parametrize("rate_hz", [48_000, 96_000])
def test_it_is_the_file_that_render_writes(tmp_path: Path, rate_hz: int) -> None:
    room = float_wav(tmp_path / "room.wav", np.array([[1.0, 0.25], [0.5, -0.25]], np.float32))
    rig = Rig(
        models=(RigModel(path=demo_model_path()), RigModel(path=gain_model(tmp_path / "a.nam", 2.0))),
        gate=Gate(threshold_db=-50.0),
        tone=Tone(bass=7.0, treble=3.0),
        cabinets=(Cabinet(path=room),),
        input_trim_db=3.3,
        output_trim_db=-1.7,
    )
    x = sine(220.0, peak=0.4, rate_hz=rate_hz)
    out = tmp_path / "out.wav"
    result = render_file(
        rig,
        di=float_wav(tmp_path / "di.wav", x, rate_hz),
        output=out,
        source=SOURCE,
        config=RenderConfig(sample_format=SampleFormat.FLOAT),
    )
    player = Player(rig, rate_hz=rate_hz, source=SOURCE)
    late = player.latency_frames
    live = played(player, np.append(x, np.zeros(late, np.float32)))[late:]
    np.testing.assert_array_equal(live, soundfile.read(out, dtype="float32")[0])
    assert player.plan.input_gain == result.plan.input_gain
    assert (late > 0) == (rate_hz != 48_000)


def test_only_what_differs_is_changed(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "a.nam", input_level_dbu=15.0)
    rig = Rig(models=(RigModel(path=model),))
    player = Player(rig, rate_hz=48_000, source=SOURCE)
    x = sine(1_000.0, peak=0.1)
    played(player, x)
    player.change(dataclasses.replace(rig, tone=Tone(bass=9.0), output_trim_db=6.0, input_trim_db=-3.0))
    assert not player.meters().is_changing  # a knob waits for no model
    played(player, x[:64])
    assert not player.meters().is_changing
    player.change(source=Source.named(level_as_interface(12.2), gain=8.0))
    played(player, x[:64])
    assert player.meters().is_changing  # another gain before the model is another chain
    assert player.plan.input_gain.value_db == pytest.approx(12.2 - 15.0 - 8.0 - 3.0)
    played(player, x)
    assert not player.meters().is_changing


def gains_db(plan: GainPlan) -> list[float]:
    steps = (plan.input_gain, *plan.between_gains, plan.output_gain)
    return [step.applied_calibration_db for step in steps]


class CountingCore:
    """The core's rig, with the gains that it was given."""

    def __init__(self, core: CoreRig) -> None:
        self.gains_db: list[list[float]] = []
        self._core = core

    def set_models(
        self, models: Sequence[tuple[object, float]], output_gain_db: float, oversampling: int
    ) -> None:
        self.gains_db.append([*(gain_db for _, gain_db in models), output_gain_db])
        self._core.set_models(models, output_gain_db, oversampling=oversampling)

    def __getattr__(self, name: str) -> object:
        return getattr(self._core, name)


LEVELS_DBU = st.floats(-10.0, 30.0)
KNOBS = {
    "input_trim_db": st.integers(-80, 80).map(lambda steps: steps / 2),
    "output_trim_db": st.integers(-80, 80).map(lambda steps: steps / 2),
    "tone": st.builds(Tone, bass=st.floats(0.0, 10.0), treble=st.floats(0.0, 10.0)),
    "gate": st.none() | st.builds(Gate, threshold_db=st.floats(-100.0, 0.0)),
    "limiter": st.booleans(),
}
TURN = st.sampled_from(sorted(KNOBS)).flatmap(lambda name: st.tuples(st.just(name), KNOBS[name]))


@settings(deadline=None)
@given(
    levels_dbu=st.lists(st.tuples(LEVELS_DBU, LEVELS_DBU), min_size=1, max_size=2),
    interface_full_scale_dbu=LEVELS_DBU,
    output_mode=st.sampled_from(OutputMode),
    turns=st.lists(TURN, min_size=1, max_size=6),
)
@example(  # (12.2 - 11.76 + trim) - trim differs between these two trims
    levels_dbu=[(11.76, 12.3)],
    interface_full_scale_dbu=12.2,
    output_mode=OutputMode.NORMALIZED,
    turns=[("input_trim_db", -16.5), ("input_trim_db", -16.0)],
)
def test_no_knob_rebuilds_the_chain(
    tmp_path_factory: pytest.TempPathFactory,
    levels_dbu: list[tuple[float, float]],
    interface_full_scale_dbu: float,
    output_mode: OutputMode,
    turns: list[tuple[str, object]],
) -> None:
    unity = gain_model(tmp_path_factory.getbasetemp() / "unity.nam")
    models = tuple(
        RigModel(path=unity, input_level_dbu=into, output_level_dbu=out) for into, out in levels_dbu
    )
    rig = Rig(models=models, output_mode=output_mode)
    source = Source.named(level_as_interface(interface_full_scale_dbu), gain="+3")
    player = Player(rig, rate_hz=48_000, source=source)
    block = np.zeros(64, np.float32)
    player.process([block])
    core = CountingCore(player.core)
    player.core = core
    for name, value in turns:
        rig = dataclasses.replace(rig, **{name: value})
        player.change(rig)
        player.process([block])
        assert not player.meters().is_changing
    assert core.gains_db == []
    planned = rig.plan(source=source)
    player.reload()
    assert core.gains_db == [gains_db(planned)]
    trimmed_db = planned.input_gain.applied_calibration_db + rig.input_trim_db
    assert player.plan.input_gain.value_db == pytest.approx(trimmed_db, abs=1e-9)


def test_an_error_changes_nothing(tmp_path: Path) -> None:
    rig = Rig(models=(RigModel(path=gain_model(tmp_path / "a.nam")),))
    player = Player(rig, rate_hz=48_000)
    gone = RigModel(path=tmp_path / "gone.nam")
    with pytest.raises(ModelFileError, match=r"gone\.nam"):
        player.change(dataclasses.replace(rig, models=(gone,), tone=Tone(bass=0.0)))
    with pytest.raises(AudioFileError, match=r"gone\.wav: does not exist"):
        player.change(dataclasses.replace(rig, cabinets=(Cabinet(path=tmp_path / "gone.wav"),)))
    with pytest.raises(
        ConfigError, match="the mode of a playing rig cannot change from player to compatible; start another"
    ):
        player.change(dataclasses.replace(rig, mode=RigMode.COMPATIBLE))
    assert player.rig == rig
    x = sine(100.0, peak=0.5)
    expected = played(Player(rig, rate_hz=48_000), x)
    np.testing.assert_array_equal(played(player, x), expected)


BAD_IRS = {
    "is not a sound file": lambda path: path.write_text("no sound here"),
    "is empty": lambda path: path.touch(),
    "is silent": lambda path: float_wav(path, np.zeros(480, np.float32)),
    "frame 1 of channel 1 is nan": lambda path: float_wav(path, np.float32([1.0, np.nan])),
    "is 1800 s long": lambda path: float_wav(path, np.ones((8_000 * 1800, 2), np.float32), 8_000),
    "has 3 channels": lambda path: float_wav(path, np.diag(np.ones(3, np.float32))),
}


@pytest.mark.parametrize("problem", BAD_IRS)
def test_the_sound_goes_on_with_the_cabinet_it_had(tmp_path: Path, problem: str) -> None:
    rig = Rig(
        models=(RigModel(path=gain_model(tmp_path / "a.nam")),),
        cabinets=(Cabinet(path=float_wav(tmp_path / "cab.wav", np.float32([1.0, -0.5]))),),
    )
    BAD_IRS[problem](tmp_path / "bad.wav")
    bad = dataclasses.replace(rig, cabinets=(Cabinet(path=tmp_path / "bad.wav"),))
    player, untouched = Player(rig, rate_hz=48_000), Player(rig, rate_hz=48_000)
    x = sine(100.0, peak=0.5)
    np.testing.assert_array_equal(played(player, x), played(untouched, x))
    with pytest.raises(AudioFileError, match=rf"bad\.wav: {problem}"):
        player.change(bad)
    np.testing.assert_array_equal(played(player, x), played(untouched, x))
    with pytest.raises(AudioFileError, match=rf"bad\.wav: {problem}"):
        render(bad, di=float_wav(tmp_path / "di.wav", x), output=tmp_path / "out.wav")
    assert not (tmp_path / "out.wav").exists()


def test_a_file_that_is_replaced_plays_on(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "a.nam")
    rig = Rig(models=(RigModel(path=model),))
    player = Player(rig, rate_hz=48_000)
    model.write_text("no longer a model")
    x = sine(100.0, peak=0.5)
    assert np.abs(played(player, x)).max() > 0.4
    with pytest.raises(ModelFileError):
        player.change(dataclasses.replace(rig, models=(RigModel(path=model, slim=0.5),)))
    assert np.abs(played(player, x)).max() > 0.4


def test_a_knob_needs_no_file(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "a.nam", input_level_dbu=15.0)
    rig = Rig(models=(RigModel(path=model),))
    player = Player(rig, rate_hz=48_000, source=SOURCE)
    model.unlink()
    player.change(
        dataclasses.replace(rig, tone=Tone(bass=9.0)),
        source=Source.named(level_as_interface(10.0), gain="+0"),
    )
    assert player.plan.input_gain.value_db == pytest.approx(10.0 - 15.0)
    both = (RigModel(path=gain_model(tmp_path / "b.nam", 2.0)), *rig.models)
    player.change(dataclasses.replace(rig, models=both))
    assert [level.name for level in player.levels] == ["b", "a"]


def test_reloading_plays_what_the_files_hold_now(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "a.nam", input_level_dbu=15.0)
    rig = Rig(models=(RigModel(path=model),), limiter=False, output_mode=OutputMode.RAW)
    player = Player(rig, rate_hz=48_000, source=SOURCE)
    x = sine(100.0, peak=0.5)
    before = np.std(played(player, x)[12_000:36_000])
    gain_model(model, 0.5, input_level_dbu=15.0)
    player.change(rig)
    assert np.std(played(player, x)[12_000:36_000]) == pytest.approx(before, rel=0.01)
    player.reload()
    assert np.std(played(player, x)[12_000:36_000]) == pytest.approx(0.5 * before, rel=0.01)
    model.write_text("no longer a model")
    with pytest.raises(ModelFileError):
        player.reload()
    assert np.std(played(player, x)[12_000:36_000]) == pytest.approx(0.5 * before, rel=0.01)


def test_another_rate_needs_no_model_file(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "a.nam")
    room = float_wav(tmp_path / "room.wav", np.array([1.0, 0.25], np.float32))
    rig = Rig(models=(RigModel(path=model),), cabinets=(Cabinet(path=room),))
    player = Player(rig, rate_hz=48_000, source=SOURCE)
    model.unlink()
    other = Player(rig, rate_hz=96_000, source=SOURCE, before=player)
    expected = Player(dataclasses.replace(rig, models=(RigModel(path=gain_model(model)),)), rate_hz=96_000)
    x = sine(100.0, peak=0.5, rate_hz=96_000)
    np.testing.assert_array_equal(played(other, x), played(expected, x))  # the cabinet's taps are 96 kHz's
    room.unlink()
    with pytest.raises(AudioFileError):
        Player(rig, rate_hz=44_100, source=SOURCE, before=player)


def test_the_channel_counts_from_1(tmp_path: Path) -> None:
    rig = Rig(models=(RigModel(path=gain_model(tmp_path / "a.nam")),))
    x = sine(100.0, peak=0.5)
    player = Player(rig, rate_hz=48_000, source=Source.unknown(channel=2))
    assert np.abs(player.process([np.zeros_like(x), x])[0]).max() > 0.4
    with pytest.raises(ConfigError, match="channels count from 1, got 0"):
        Source.unknown(channel=0)


def test_blocks_that_cannot_be_played_are_refused(tmp_path: Path) -> None:
    player = Player(Rig(models=(RigModel(path=gain_model(tmp_path / "a.nam")),)), rate_hz=48_000)
    four, five = np.zeros(4, np.float32), np.zeros(5, np.float32)
    for channels in ([four.astype(np.float64)], [four, five], [np.zeros((4, 2), np.float32)], []):
        with pytest.raises(AudioError, match="channel"):
            player.process(channels)
    assert player.process([np.zeros(8, np.float32)[::2]])[0].shape == (4,)


def largest_step(samples: np.ndarray) -> float:
    return float(np.abs(np.diff(samples, axis=0)).max())


CAPTURES = SHARED_DATA / "captures"
PAIRS = [
    ("ceriatone_chan2_standard", "dirtytree_dt33_lite"),
    ("suhr_rl_wide_24_12", "ceriatone_kk_ch2_standard"),
]


@pytest.mark.skipif(not CAPTURES.exists(), reason="needs the captures beside the project")
@pytest.mark.parametrize("pair", PAIRS, ids=" to ".join)
@pytest.mark.parametrize("frequency_hz", [41.0, 440.0])  # whole periods in a second
def test_another_amp_comes_without_a_step(pair: tuple[str, str], frequency_hz: float) -> None:
    """The largest step is that of the two amps themselves, within 0.5 %."""
    x = (0.3 * np.sin(2.0 * np.pi * frequency_hz * np.arange(48_000) / 48_000)).astype(np.float32)
    rigs = [Rig(models=(RigModel(path=CAPTURES / f"{name}.nam"),), limiter=False) for name in pair]
    own = max(largest_step(played(Player(rig, rate_hz=48_000), x)[24_000:]) for rig in rigs)
    player = Player(rigs[0], rate_hz=48_000)
    before = played(player, x)
    player.change(rigs[1])
    after = played(player, x)
    assert not player.meters().is_changing
    changed = np.concatenate((before[-1_000:], after))
    assert largest_step(changed) < 1.005 * own
    frames_with_sound = np.abs(changed).max(axis=1) > 0.0
    assert frames_with_sound.mean() > 0.99  # no gap


def test_another_preset_and_another_cabinet_come_without_a_step(tmp_path: Path) -> None:
    """All that a preset holds at once, and each cabinet alone: not above the louder of the two rigs."""
    irs = [
        float_wav(tmp_path / f"{gain}.wav", gain * np.float32([6.0, 0.0, 1.0])) for gain in (1.0, -0.5, 0.25)
    ]
    models = [RigModel(path=gain_model(tmp_path / f"{gain}.nam", gain)) for gain in (1.0, -0.7)]
    first = Rig(models=(models[0],), cabinets=(Cabinet(path=irs[0]),), limiter=False)
    other = Rig(
        models=(models[1], models[0]),
        cabinets=(Cabinet(path=irs[1]), Cabinet(path=irs[2], pan=0.5)),
        gate=Gate(threshold_db=-60.0),
        tone=Tone(bass=7.0, treble=2.0),
        output_trim_db=-3.0,
        limiter=False,
    )
    rigs = [first, other, dataclasses.replace(first, cabinets=(Cabinet(path=irs[2]),)), first]
    x = (0.3 * np.sin(2.0 * np.pi * 440.0 * np.arange(48_000) / 48_000)).astype(np.float32)
    settled = [played(Player(rig, rate_hz=48_000), x)[24_000:] for rig in rigs]
    player = Player(first, rate_hz=48_000)
    before = played(player, x)
    for now, rig in enumerate(rigs[1:], start=1):
        player.change(rig)
        after = played(player, x)
        own = max(largest_step(settled[now - 1]), largest_step(settled[now]))
        assert largest_step(np.concatenate((before[-1_000:], after))) < 1.005 * own
        assert largest_step(after[24_000:]) == pytest.approx(largest_step(settled[now]), rel=1e-3)
        before = after


def test_another_size_comes_without_a_step(tmp_path: Path) -> None:
    path = slimmable_model(tmp_path / "slim.nam", -0.5, 1.0)
    x = (0.5 * np.sin(2.0 * np.pi * 110.0 * np.arange(48_000) / 48_000)).astype(np.float32)
    rig = Rig(models=(RigModel(path=path),), output_mode=OutputMode.RAW)
    player = Player(rig, rate_hz=48_000)
    before = played(player, x)
    player.change(dataclasses.replace(rig, models=(RigModel(path=path, slim=0.0),)))
    after = played(player, x)
    assert largest_step(np.concatenate((before[24_000:], after))) < 1.005 * largest_step(before[24_000:])
    assert np.std(after[24_000:]) / np.std(before[24_000:]) == pytest.approx(0.5, abs=0.01)


def test_a_size_that_is_set_at_once_stays(tmp_path: Path) -> None:
    rig = Rig(models=(RigModel(path=slimmable_model(tmp_path / "slim.nam", 0.5, 1.0)),), limiter=False)
    player = Player(rig, rate_hz=48_000)
    x = sine(110.0, peak=0.1)
    full = np.std(played(player, x)[12_000:36_000])
    player.set_slim(0, 0.0)
    assert not player.meters().is_changing
    assert np.std(played(player, x)[12_000:36_000]) == pytest.approx(0.5 * full, rel=0.01)
    player.change(source=SOURCE)
    louder = dataclasses.replace(
        rig, models=(*rig.models, RigModel(path=gain_model(tmp_path / "b.nam", 2.0)))
    )
    player.change(louder)
    assert np.std(played(player, x)[24_000:36_000]) == pytest.approx(full, rel=0.01)
    player.change(Rig(models=(RigModel(path=rig.models[0].path, slim=1.0),), limiter=False))
    assert np.std(played(player, x)[24_000:36_000]) == pytest.approx(full, rel=0.01)
