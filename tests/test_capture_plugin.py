"""A capture of a plug-in: its bits, its level and where that comes from, and nothing left behind."""

import json
import threading
from pathlib import Path

import numpy as np
import pytest
from plugin_cases import RATE_HZ, TUBE_SCREAMER, need_guitarix, own_plugin, running_hosts
from rig_files import float_wav

from reamp.audio.files import read
from reamp.audio.signal import Signal
from reamp.capture.capture import Capture, Gear
from reamp.capture.plugin import capture_plugin
from reamp.errors import ConfigError, OutputExistsError, PluginError
from reamp.hosting.facts import PluginSetup
from reamp.hosting.play import play_through
from reamp.interfaces.plugins import Plugin, plugins

pytestmark = pytest.mark.slow
both = pytest.mark.parametrize("suffix", [".vst3", ".lv2"])


def played(seconds: float = 3.0) -> np.ndarray:
    samples = 0.2 * np.random.default_rng(0).normal(size=round(seconds * RATE_HZ)).clip(-4.0, 4.0)
    return samples.astype(np.float32)


@pytest.fixture
def signal(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "noise.wav", played(), RATE_HZ)


@both
def test_a_capture_has_the_bits_of_the_plugin(tmp_path: Path, signal: Path, suffix: str) -> None:
    setup = PluginSetup(plugin=own_plugin(suffix), settings=(("gain", "20 dB"),))
    made = capture_plugin(tmp_path / "a.capture", setup, signal_path=signal)
    offline = play_through(setup, read(signal)).signal
    assert np.array_equal(made.recording().samples, offline.samples)
    assert np.array_equal(made.signal().samples, played())
    assert made.latency is not None
    assert made.latency.frames in (-1, 0)  # the reported 32 frames are off
    assert made.plugin is not None
    assert (made.plugin.latency_frames, made.plugin.version) == (32, "1.2.3" if suffix == ".vst3" else "4.3")
    assert "Input Gain = 20 dB" in made.plugin.values
    assert (made.gear.gear_make, made.gear.gear_model) == ("Reamp", "Reamp Test")
    assert made.levels.input_level_dbu is None
    assert Capture.open(made.path) == made


def test_a_guitarix_pedal_is_captured_bit_for_bit(tmp_path: Path, signal: Path) -> None:
    need_guitarix()
    setup = PluginSetup(plugin=TUBE_SCREAMER, settings=(("drive", "60 %"),))
    made = capture_plugin(tmp_path / "ts.capture", setup, signal_path=signal, gear=Gear(gear_model="TS"))
    assert np.array_equal(made.recording().samples, play_through(setup, read(signal)).signal.samples)
    assert (made.gear.gear_make, made.gear.gear_model) == ("Hermann Meyer", "TS")
    assert made.plugin is not None
    assert "Drive = 0.6" in made.plugin.values


def test_the_level_that_the_table_knows_is_the_send_level(
    tmp_path: Path, signal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(vendor: str, name: str) -> Plugin:
        assert (vendor, name) == ("Reamp", "Reamp Test")
        return plugins()[0]

    monkeypatch.setattr("reamp.capture.plugin.full_scale_of", found)
    setup = PluginSetup(plugin=own_plugin(".lv2"))
    made = capture_plugin(tmp_path / "a.capture", setup, signal_path=signal, return_full_scale_dbu=8.0)
    assert (made.levels.input_level_dbu, made.levels.output_level_dbu) == (12.2, 8.0)
    assert made.plugin is not None
    assert made.levels.input_source == (
        "table of plug-ins: Neural DSP, all desktop plugins (Archetype etc.) (vendor support via forum)"
    )
    typed = capture_plugin(tmp_path / "b.capture", setup, signal_path=signal, send_full_scale_dbu=10.0)
    assert typed.plugin is not None
    assert (typed.levels.input_level_dbu, typed.levels.input_source) == (10.0, "typed")


def test_a_plugin_that_does_not_play_is_refused_before_the_signal_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reamp.capture.plugin.make_test_signal", lambda _: pytest.fail("takes many seconds"))
    with pytest.raises(PluginError, match="does not exist"):
        capture_plugin(tmp_path / "a.capture", PluginSetup(plugin=str(tmp_path / "gone.vst3")))


def test_what_fails_leaves_nothing(tmp_path: Path, signal: Path) -> None:
    plugin, path = own_plugin(".lv2"), tmp_path / "a.capture"
    before = sorted(tmp_path.iterdir())
    for setting, kind in ((("behaviour", "crash"), PluginError), (("no", "1"), ConfigError)):
        with pytest.raises(kind):
            capture_plugin(path, PluginSetup(plugin=plugin, settings=(setting,)), signal_path=signal)
    with pytest.raises(ConfigError, match="the test signal exists at 44100"):
        capture_plugin(path, PluginSetup(plugin=plugin), rate_hz=22_050)
    assert sorted(tmp_path.iterdir()) == before
    path.mkdir()
    with pytest.raises(OutputExistsError):
        capture_plugin(path, PluginSetup(plugin="missing.vst3"), signal_path=signal)


@both
def test_captures_leave_nothing_open(tmp_path: Path, suffix: str) -> None:
    path = float_wav(tmp_path / "x.wav", played(1.0), RATE_HZ)
    setup = PluginSetup(plugin=own_plugin(suffix))
    capture_plugin(tmp_path / "first.capture", setup, signal_path=path)
    files = len(list(Path("/proc/self/fd").iterdir()))
    for i in range(3):
        capture_plugin(tmp_path / f"{i}.capture", setup, signal_path=path)
    assert len(list(Path("/proc/self/fd").iterdir())) == files
    assert [thread.name for thread in threading.enumerate() if thread.name == "reamp-plugin"] == []
    assert running_hosts() == []


def test_a_nano_model_of_it_is_good(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from cli_runner import run

    setup = PluginSetup(plugin=own_plugin(".lv2"), settings=(("gain", "10 dB"),))
    path = float_wav(tmp_path / "noise.wav", played(12.0), RATE_HZ)
    capture_plugin(tmp_path / "sim.capture", setup, signal_path=path, send_full_scale_dbu=12.2)
    options = ("--architecture", "a1-nano", "--epochs", "8", "--device", "cpu", "--json")
    result = run("train", tmp_path / "sim.capture", *options)
    assert result.exit_code == 0, result.output
    done = json.loads(result.stdout.splitlines()[-1])
    assert done["networks"][0]["esr"] < 0.01


def test_a_signal_of_another_rate_is_played_at_that(tmp_path: Path) -> None:
    x = Signal(played(1.0), 96_000)
    take = play_through(PluginSetup(plugin=own_plugin(".lv2")), x)
    assert (take.signal.rate_hz, take.signal.frames) == (96_000, x.frames)
