"""The plug-in plays what `reamp render` writes, bit for bit, in three formats."""

import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
from cli_runner import MODEL
from plugin_hosts import BIN, clap_state, in_clap, in_lv2, needs_lv2_host, needs_plugin, rendered
from rig_files import float_wav

from reamp.interfaces.remembered import RememberedInterface, remember
from reamp.nam import NamDocument
from reamp.plan.inputs import OutputMode
from reamp.plan.kept_levels import HowKept, keep_level, level_to_keep
from reamp.plan.source import Source
from reamp.rig.cabinet import Cabinet
from reamp.rig.parameters import Gate, Tone
from reamp.rig.preset import save_preset
from reamp.rig.rig import Rig, RigModel

pytestmark = needs_plugin

HOSTS = [pytest.param(in_clap, id="clap"), pytest.param(in_lv2, id="lv2", marks=needs_lv2_host)]


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "settings"))


def guitar(rate_hz: int, seconds: float = 0.7) -> np.ndarray:
    noise = np.random.default_rng(7).normal(0.0, 0.1, round(seconds * rate_hz))
    return (noise * np.exp(-3.0 * np.arange(len(noise)) / len(noise))).astype(np.float32)


def cabinet(path: Path, *, rate_hz: int) -> Path:
    taps = guitar(rate_hz, 0.05)
    return float_wav(path, np.stack([taps, taps[::-1]], axis=1), rate_hz)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("blocks", ["512", "1,64,4096,7", "random"])
def test_a_calibrated_model_plays_as_rendered(host, rate_hz: int, blocks: str, tmp_path: Path) -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=15.0))
    di = guitar(rate_hz)
    played = host(di, rate_hz=rate_hz, blocks=blocks, states={"model": MODEL}, folder=tmp_path)
    rig = Rig(models=(RigModel(path=Path(MODEL)),))
    expected = rendered(rig, di, rate_hz=rate_hz, source=Source.remembered())
    np.testing.assert_array_equal(played.sound, expected)
    assert np.abs(expected).max() > 0.01
    assert played.told["is_calibrated"] == 1.0
    assert (played.told["latency"] > 0) == (rate_hz != 48_000)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_a_preset_plays_as_rendered_with_all_its_knobs(host, rate_hz: int, tmp_path: Path) -> None:
    rig = Rig(
        models=(RigModel(path=Path(MODEL), input_level_dbu=12.1), RigModel(path=Path(MODEL))),
        gate=Gate(threshold_db=-61.5),
        tone=Tone(bass=6.1, treble=2.0, presence=7.5),
        cabinets=(
            Cabinet(path=cabinet(tmp_path / "cab.wav", rate_hz=rate_hz), gain_db=-1.5, pan=-0.3),
            Cabinet(path=Path("4x12")),
        ),
        output_mode=OutputMode.CALIBRATED,
        input_trim_db=-2.3,
        output_trim_db=1.1,
        oversampling=4,
    )
    remember(RememberedInterface(name="ssl 2+", gain_db="+5.5"))
    save_preset(rig, tmp_path / "twin.toml")
    di = guitar(rate_hz)
    # An LV2 host has the values of all knobs, and gives them; of a choice its index.
    switches, tone = "gate_on=1 gate=-61.5 output_mode=2", "bass=6.1 treble=2 presence=7.5"
    knobs = f"{switches} {tone} input_trim_db=-2.3 output_trim_db=1.1 oversampling=2".split()
    options = [] if host is in_clap else knobs
    states = {"model": str(tmp_path / "twin.toml")}
    played = host(di, rate_hz=rate_hz, states=states, folder=tmp_path, options=options)
    expected = rendered(rig, di, rate_hz=rate_hz, source=Source.remembered())
    np.testing.assert_array_equal(played.sound, expected)


@pytest.mark.parametrize("host", HOSTS)
def test_an_oversampled_model_plays_as_rendered(host, tmp_path: Path) -> None:
    di = guitar(48_000)
    rig = Rig(models=(RigModel(path=Path(MODEL)),), oversampling=2)
    save_preset(rig, tmp_path / "fine.toml")
    played = host(
        di,
        rate_hz=48_000,
        blocks="random",
        states={"model": str(tmp_path / "fine.toml")},
        folder=tmp_path,
        options=["oversampling=1"],  # an LV2 host gives all values with the first block
    )
    np.testing.assert_array_equal(played.sound, rendered(rig, di, rate_hz=48_000, source=Source.remembered()))
    assert played.told["latency"] == 39.0


@pytest.mark.parametrize("channel", ["left", "right", "both"])
def test_the_guitar_is_on_either_channel_or_both_have_one(channel: str, tmp_path: Path) -> None:
    speaker = cabinet(tmp_path / "cab.wav", rate_hz=48_000)
    rig = Rig(models=(RigModel(path=Path(MODEL)),), cabinets=(Cabinet(path=speaker),))
    di = guitar(48_000)
    options = ["right=0.5", f"channel={['left', 'right', 'both'].index(channel)}"]
    states = {"model": MODEL, "cabinet": str(speaker)}
    played = in_clap(di, rate_hz=48_000, states=states, folder=tmp_path, options=options)
    left, right = (rendered(rig, np.float32(ratio) * di, rate_hz=48_000) for ratio in (1.0, 0.5))
    expected = {"left": left, "right": right, "both": np.stack([left[:, 0], right[:, 1]], axis=1)}
    np.testing.assert_array_equal(played.sound, expected[channel])


@pytest.mark.parametrize("how", [HowKept.TYPED, HowKept.BY_EAR])
def test_a_level_that_was_kept_counts_as_in_a_render(how: HowKept, tmp_path: Path) -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=15.0))
    keep_level(level_to_keep(NamDocument.read(MODEL), input_level_dbu=3.5, how=how))
    di = guitar(48_000)
    played = in_clap(di, rate_hz=48_000, states={"model": MODEL}, folder=tmp_path)
    rig = Rig(models=(RigModel(path=Path(MODEL)),))
    expected = rendered(rig, di, rate_hz=48_000, source=Source.remembered())
    np.testing.assert_array_equal(played.sound, expected)


@needs_lv2_host
@pytest.mark.skipif(
    None in map(shutil.which, ("lv2_validate", "sord_validate")), reason="needs lv2_validate (lv2-dev, sordi)"
)
def test_the_lv2_bundle_is_valid() -> None:
    files = sorted((BIN / "Reamp.lv2").glob("*.ttl"))
    done = subprocess.run(["lv2_validate", *files], capture_output=True, check=False, text=True)
    assert "Found 0 errors" in done.stdout + done.stderr


def vstpreset(state: bytes, class_id: bytes) -> bytes:
    """Return a preset of VST3 with the state of a component."""
    head = 48
    chunks = b"List" + struct.pack("<i", 1) + b"Comp" + struct.pack("<qq", head, len(state))
    return b"VST3" + struct.pack("<i", 1) + class_id + struct.pack("<q", head + len(state)) + state + chunks


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("block", [1, 64, 4096])
def test_the_vst3_plays_as_rendered_in_pedalboard(rate_hz: int, block: int, tmp_path: Path) -> None:
    """A first call is thrown away, for this host asks for the latency before it says its rate."""
    pedalboard = pytest.importorskip("pedalboard", reason="needs pedalboard, a host of VST3")
    remember(RememberedInterface(name="Apollo Twin X", gain_db=15.0))
    plugin = pedalboard.load_plugin(str(BIN / "Reamp.vst3"))
    (tmp_path / "a.vstpreset").write_bytes(
        vstpreset(clap_state({"model": MODEL, "cabinet": "4x12"}), plugin.preset_data[8:40])
    )
    plugin.load_preset(str(tmp_path / "a.vstpreset"))
    plugin.output_mode, plugin.input_db, plugin.bass = "calibrated", 6.0, 6.5
    di = guitar(rate_hz, 0.3)
    plugin.process(np.stack([di, di]), rate_hz, buffer_size=block)
    played = plugin.process(np.stack([di, di]), rate_hz, buffer_size=block)
    rig = Rig(
        models=(RigModel(path=Path(MODEL)),),
        cabinets=(Cabinet(path=Path("4x12")),),
        tone=Tone(bass=6.5),
        input_trim_db=6.0,
        output_mode=OutputMode.CALIBRATED,
    )
    expected = rendered(rig, di, rate_hz=rate_hz, source=Source.remembered())
    np.testing.assert_array_equal(played.T, expected)
