"""A signal through real plug-ins: the same bits as a host of its own, and one line for what goes wrong."""

import os
import signal as signals
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from plugin_cases import (
    RATE_HZ,
    TUBE_SCREAMER,
    need_guitarix,
    need_pedalboard,
    own_plugin,
    running_hosts,
)

from reamp.audio.signal import Signal
from reamp.errors import ConfigError, PluginError
from reamp.hosting.facts import PluginFormat, PluginSetup
from reamp.hosting.play import check_plugin, play_through, plugin_facts

pytestmark = pytest.mark.slow
both = pytest.mark.parametrize("suffix", [".vst3", ".lv2"])


def noise(seconds: float = 0.5) -> Signal:
    samples = np.random.default_rng(0).normal(0.0, 0.1, round(seconds * RATE_HZ))
    return Signal(samples.clip(-1.0, 1.0).astype(np.float32), RATE_HZ)


def clipped(x: np.ndarray, *, gain_db: float, tone: float) -> np.ndarray:
    """Return what the test plug-in makes of a signal, without its latency."""
    y, low = np.empty(len(x)), 0.0
    for t, sample in enumerate(np.tanh(10.0 ** (gain_db / 20.0) * x.astype(np.float64))):
        low += (0.05 + 0.009 * tone) * (sample - low)
        y[t] = low
    return y


@both
def test_a_plugin_is_what_it_says(suffix: str) -> None:
    facts = plugin_facts(PluginSetup(plugin=own_plugin(suffix)))
    assert (facts.format, facts.name, facts.vendor) == (PluginFormat(suffix[1:]), "Reamp Test", "Reamp")
    assert (facts.inputs, facts.outputs) == (1, 1)
    gain = next(each for each in facts.parameters if each.name == "Input Gain")
    assert (gain.text, gain.unit, gain.lowest, gain.highest) == ("0", "dB", "-20", "40")
    behaviour = next(each for each in facts.parameters if each.name == "Behaviour")
    assert behaviour.choices[:3] == ("good", "crash", "hang")


@both
@pytest.mark.parametrize("block_frames", [64, 512, 4096])
def test_the_sound_is_in_time_and_as_set(suffix: str, block_frames: int) -> None:
    setup = PluginSetup(
        plugin=own_plugin(suffix),
        settings=(("gain", "6 dB"), ("Tone", "20%")),
        block_frames=block_frames,
    )
    x = noise()
    take = play_through(setup, x)
    assert take.facts.latency_frames == 32
    assert take.signal.frames == x.frames
    assert np.abs(take.signal.samples - clipped(x.samples, gain_db=6.0, tone=20.0)).max() < 1e-6


@pytest.mark.parametrize("block_frames", [64, 512])
def test_vst3_gives_the_bits_of_a_host_that_plays_the_file(block_frames: int) -> None:
    plugin, x = own_plugin(".vst3"), noise(1.0)
    script = (
        "import sys, numpy, pedalboard\n"
        f"plugin = pedalboard.VST3Plugin({plugin!r})\n"
        "plugin.parameters['input_gain_db'].raw_value = 0.5\n"
        f"silence = numpy.zeros((1, {block_frames}), numpy.float32)\n"
        f"plugin(silence, {RATE_HZ}, buffer_size={block_frames})\n"
        f"out = plugin(numpy.load(sys.argv[1])[None], {RATE_HZ}, buffer_size={block_frames})\n"
        "numpy.save(sys.argv[1], out[0])\n"
    )
    need_pedalboard()
    heard = _by_script(script, x)
    setup = PluginSetup(plugin=plugin, settings=(("gain", "10 dB"),), block_frames=block_frames)
    assert np.array_equal(play_through(setup, x).signal.samples, heard)


def _by_script(script: str, x: Signal) -> np.ndarray:
    """Return what a script makes of the samples, in a process of its own: the plug-in host is GPL-3."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.npy"
        np.save(path, x.samples)
        subprocess.run([sys.executable, "-c", script, str(path)], check=True, capture_output=True)
        return np.asarray(np.load(path))


@pytest.mark.parametrize(
    ("uri", "settings"),
    [
        (TUBE_SCREAMER, (("fslider2_", "0.7"), ("fslider0_", "-6"))),
        ("http://guitarix.sourceforge.net/plugins/gx_bossds1_#_bossds1_", ()),
        ("http://guitarix.sourceforge.net/plugins/gx_muff_#_muff_", ()),
    ],
)
def test_guitarix_gives_the_bits_of_lv2apply(
    tmp_path: Path, uri: str, settings: tuple[tuple[str, str], ...]
) -> None:
    need_guitarix()
    import shutil

    import soundfile

    if shutil.which("lv2apply") is None:
        pytest.skip("there is no lv2apply (Debian: lilv-utils)")
    x = noise()
    soundfile.write(tmp_path / "x.wav", x.samples, RATE_HZ, subtype="FLOAT")
    knobs = [part for name, value in settings for part in ("-c", name, value)]
    files = ["-i", str(tmp_path / "x.wav"), "-o", str(tmp_path / "y.wav")]
    applied = subprocess.run(["lv2apply", *files, *knobs, uri], capture_output=True, text=True, check=False)
    if applied.returncode != 0:
        pytest.skip(f"lv2apply does not play it: {applied.stderr.strip()[:100]}")
    heard, _ = soundfile.read(tmp_path / "y.wav", dtype="float32")
    take = play_through(PluginSetup(plugin=uri, settings=settings, block_frames=4096), x)
    assert np.array_equal(take.signal.samples, heard[: x.frames])
    assert np.abs(heard).max() > 1e-3


@both
def test_a_check_plays_and_knows_the_plugin(suffix: str) -> None:
    assert check_plugin(PluginSetup(plugin=own_plugin(suffix))).name == "Reamp Test"


@both
@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        ("crash", r"crashed while playing \(SIGABRT\); update it, or try it in a DAW"),
        ("quits", r"ended its process while playing \(exit code 3\)"),
        ("silent", "is silent: check its licence in a DAW"),
        ("endless", "still sounds at -6 dBFS 10 s after the input; switch off its delay"),
        ("generator", "sounds without input, at -6 dBFS: a generator cannot be captured"),
        ("not a number", r"answers with nan at frame 24\d\d\d"),
    ],
)
def test_what_plugins_do_is_one_line(suffix: str, behaviour: str, problem: str) -> None:
    setup = PluginSetup(plugin=own_plugin(suffix), settings=(("behaviour", behaviour),))
    with pytest.raises(PluginError, match=problem) as raised:
        check_plugin(setup)
    assert "\n" not in str(raised.value)


@both
def test_a_plugin_that_hangs_is_ended(suffix: str) -> None:
    setup = PluginSetup(plugin=own_plugin(suffix), settings=(("behaviour", "hang"),), time_limit_s=1.0)
    with pytest.raises(PluginError, match="gave no answer for 1 s while playing; open it in a DAW"):
        check_plugin(setup)


@both
@pytest.mark.parametrize("what", ["crash on load", "hang on load"])
def test_a_plugin_that_does_not_load(suffix: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = own_plugin(suffix)
    monkeypatch.setenv("REAMP_TEST_PLUGIN", what)
    how = "crashed while" if what.startswith("crash") else "gave no answer for 1.5 s while"
    with pytest.raises(PluginError, match=f"{how} loading"):
        plugin_facts(PluginSetup(plugin=plugin, time_limit_s=1.5))


@both
@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        (("gian", "3"), "there is no parameter 'gian'"),
        (("gain", "70 dB"), "Input Gain (goes from|is) -20 to 40( dB)?, got '70 dB'"),
        (("gain", "6 Hz"), "Input Gain is in dB, got '6 Hz'"),
        (("behaviour", "odd"), "Behaviour is one of good, crash, "),
    ],
)
def test_a_setting_that_it_does_not_have(suffix: str, setting: tuple[str, str], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        plugin_facts(PluginSetup(plugin=own_plugin(suffix), settings=(setting,)))


@both
@pytest.mark.parametrize(("text", "value"), [("6", "6"), ("6dB", "6"), ("50 %", "10"), ("-20 dB", "-20")])
def test_a_knob_is_turned_by_text(suffix: str, text: str, value: str) -> None:
    facts = plugin_facts(PluginSetup(plugin=own_plugin(suffix), settings=(("input gain", text),)))
    assert next(each for each in facts.parameters if each.name == "Input Gain").text == value


def test_an_lv2_preset_is_loaded_and_a_knob_turned_after_it() -> None:
    setup = PluginSetup(plugin=own_plugin(".lv2"), preset="Lead", settings=(("tone", "10"),))
    facts = plugin_facts(setup)
    assert facts.presets == ("Lead", "Start")
    assert [each.text for each in facts.parameters[:2]] == ["20", "10"]


def test_a_vst3_state_is_loaded(tmp_path: Path) -> None:
    plugin, state = own_plugin(".vst3"), tmp_path / "lead.state"
    script = (
        "import sys, numpy, pedalboard\n"
        f"plugin = pedalboard.VST3Plugin({plugin!r})\n"
        "plugin.parameters['input_gain_db'].raw_value = 0.5\n"
        "plugin(numpy.zeros((1, 512), numpy.float32), 48000)\n"  # a host hands knobs over with the sound
        "open(sys.argv[1], 'wb').write(plugin.raw_state)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(state)], check=True, capture_output=True)
    facts = plugin_facts(PluginSetup(plugin=plugin, state=state))
    assert next(each for each in facts.parameters if each.name == "Input Gain").text == "10"
    with pytest.raises(ConfigError, match="no-such cannot be read"):
        plugin_facts(PluginSetup(plugin=plugin, state=tmp_path / "no-such"))
    (tmp_path / "bad.vstpreset").write_bytes(b"nothing")
    with pytest.raises(ConfigError, match=r"bad\.vstpreset is no preset of Reamp Test"):
        plugin_facts(PluginSetup(plugin=plugin, preset=str(tmp_path / "bad.vstpreset")))


def test_an_interrupted_host_leaves_no_process() -> None:
    setup = PluginSetup(plugin=own_plugin(".lv2"), settings=(("behaviour", "hang"),), time_limit_s=60.0)
    threading.Timer(1.5, lambda: os.kill(os.getpid(), signals.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        check_plugin(setup)
    time.sleep(0.2)
    assert running_hosts() == []


def test_stereo_outputs_must_be_chosen() -> None:
    need_guitarix()
    setup = PluginSetup(plugin="GxAmplifier-Stereo-X")
    facts = plugin_facts(setup)
    assert (facts.inputs, facts.outputs) == (2, 2)
    one_side = PluginSetup(plugin="GxAmplifier-Stereo-X", input_channel=1)
    with pytest.raises(ConfigError, match="is stereo: its outputs 1 and 2 differ"):
        play_through(one_side, noise())
    with pytest.raises(ConfigError, match="there is no input 3"):
        plugin_facts(PluginSetup(plugin="GxAmplifier-Stereo-X", input_channel=3))
