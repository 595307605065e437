"""Oversampling as it is heard: fewer aliases, the same tones, in time; and one knob everywhere."""

from pathlib import Path

import numpy as np
import pytest
from alias_measures import RATE_HZ, aliases_db, raw_rig
from cli_runner import DI, MODEL, error_of, run
from shared_data import SHARED_DATA

from reamp.audio.files import read
from reamp.audio.signal import Signal
from reamp.playing.play import play
from reamp.playing.player import Player
from reamp.rig.preset import load_preset, save_preset

HIGH_GAIN = ("ceriatone_chan2_standard", "ceriatone_kk_ch2_standard", "suhr_rl_wide_24_12")


def test_aliases_are_more_than_20_db_down() -> None:
    at_1x, at_2x, at_4x = (aliases_db(Path(MODEL), factor, peak=0.1) for factor in (1, 2, 4))
    assert at_1x > -50.0  # there is something to take away
    assert at_1x - at_2x > 20.0
    assert at_1x - at_4x > 50.0


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="needs real captures: REAMP_TEST_DATA")
@pytest.mark.parametrize("name", HIGH_GAIN)
def test_aliases_of_real_amplifiers_are_20_db_down_at_4x(name: str) -> None:
    model = SHARED_DATA / "captures" / f"{name}.nam"
    at_1x, at_2x, at_4x = (aliases_db(model, factor, peak=0.5) for factor in (1, 2, 4))
    assert at_1x > -30.0
    assert at_1x - at_2x > 8.0
    assert at_1x - at_4x > 20.0


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000])
def test_a_clean_sound_stays_as_it_is_and_in_time(rate_hz: int) -> None:
    """A soft tone makes few overtones, so that nothing is taken away."""
    tone = np.float32(0.002 * np.sin(2.0 * np.pi * 1000.0 * np.arange(rate_hz // 2) / rate_hz))
    rigs = (raw_rig(Path(MODEL), factor) for factor in (1, 4))
    plain, fine = (play(rig, Signal(tone, rate_hz)).signal.samples for rig in rigs)
    settled = slice(rate_hz // 4, -100)
    error = np.sum(np.square(np.float64(fine[settled]) - plain[settled])) / np.sum(np.square(plain[settled]))
    assert 10.0 * np.log10(error) < -60.0


def test_what_plays_live_is_what_is_rendered_and_can_be_changed(tmp_path: Path) -> None:
    sound = read(Path(DI)).samples[: 3 * RATE_HZ // 2]
    rig = raw_rig(Path(MODEL), 2)
    player = Player(rig, rate_hz=RATE_HZ)
    late = player.latency_frames
    assert late == 39
    left, _ = player.process([sound])
    rendered = play(rig, Signal(sound, RATE_HZ)).signal.samples
    np.testing.assert_array_equal(left[late:], rendered[:-late])
    player.change(raw_rig(Path(MODEL), 4))
    assert player.meters().is_changing or player.latency_frames == 44
    player.process([sound])
    assert not player.meters().is_changing
    player.change(raw_rig(Path(MODEL), 1))
    assert player.latency_frames == 0


def test_a_preset_keeps_it_as_a_whole_number(tmp_path: Path) -> None:
    path = tmp_path / "fine.toml"
    save_preset(raw_rig(Path(MODEL), 4), path)
    assert "oversampling = 4\n" in path.read_text()
    assert load_preset(path).oversampling == 4
    save_preset(raw_rig(Path(MODEL), 1), path)
    assert "oversampling" not in path.read_text()


def test_the_command_takes_it_with_its_unit_or_without(tmp_path: Path) -> None:
    sounds = []
    for typed in ("1", "2", "2x"):
        path = tmp_path / f"{typed}.wav"
        result = run("render", MODEL, DI, "-o", path, "--oversampling", typed, "--interface", "none")
        assert result.exit_code == 0, result.output
        sounds.append(read(path).samples)
    assert np.array_equal(sounds[1], sounds[2])
    assert not np.array_equal(sounds[0], sounds[1])
    assert len(sounds[0]) == len(sounds[1])
    message = error_of("render", MODEL, DI, "--oversampling", "3", exit_code=2)
    assert "--oversampling is 1x, 2x or 4x; got 3" in message
