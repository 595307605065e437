"""`reamp capture plugin`: what it lists, what it makes, and one line for what goes wrong."""

import json
from pathlib import Path

import pytest
from capture_cases import RATE_HZ, played
from cli_runner import error_of, run
from plugin_cases import own_plugin
from rig_files import float_wav

from reamp.capture.capture import Capture

pytestmark = pytest.mark.slow


@pytest.fixture
def signal(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "noise.wav", played(), RATE_HZ)


def test_knobs_and_presets_are_listed() -> None:
    plugin = own_plugin(".lv2")
    assert run("capture", "plugin", plugin, "--list").stdout.splitlines() == [
        "Reamp Reamp Test 4.3",
        "  Input Gain = 0 dB  -20 to 40",
        "  Tone = 50 %  0 to 100",
        "  Behaviour = good  good, crash, hang, silent, endless, generator, not a number, quits",
        "  preset Lead",
        "  preset Start",
    ]
    listed = json.loads(run("capture", "plugin", plugin, "--list", "--json").stdout)
    assert (listed["format"], listed["parameters"][0]["unit"]) == ("lv2", "dB")


def test_a_capture_says_which_plugin_it_is_of(tmp_path: Path, signal: Path) -> None:
    path = tmp_path / "sim.capture"
    options = ["--set", "gain=60 %", "--preset", "Lead", "--send", "12.2dBu", "--signal", str(signal)]
    result = run("capture", "plugin", own_plugin(".lv2"), "-o", path, *options)
    assert result.exit_code == 0
    text = result.stdout
    assert "  gear       Reamp Reamp Test" in text
    assert "  send       12.2 dBu at full scale (typed)" in text
    assert "  plug-in    LV2, version 4.3, preset Lead, gain = 60 %" in text
    made = Capture.open(path)
    assert made.plugin is not None
    assert made.plugin.values[:2] == ("Input Gain = 16 dB", "Tone = 80 %")


def test_what_goes_wrong_is_one_line(tmp_path: Path, signal: Path) -> None:
    plugin = own_plugin(".lv2")
    out = ["-o", tmp_path / "a.capture", "--signal", signal]
    assert "-o NAME.capture is missing" in error_of("capture", "plugin", plugin, exit_code=2)
    assert "a setting is NAME=VALUE" in error_of("capture", "plugin", plugin, "--set", "gain", *out)
    assert "missing.vst3: does not exist" in error_of("capture", "plugin", "missing.vst3", *out)
    crash = error_of("capture", "plugin", plugin, "--set", "behaviour=crash", *out)
    assert "crashed while playing (SIGABRT)" in crash
    hang = error_of("capture", "plugin", plugin, "--set", "behaviour=hang", "--time-limit", "1 s", *out)
    assert "gave no answer for 1 s while playing" in hang
    assert not (tmp_path / "a.capture").exists()
