"""The plug-in for Windows plays, under Wine, what `reamp render` writes here."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from cli_runner import MODEL
from plugin_hosts import Hosted, clap_state, hosted, rendered
from rig_files import float_wav

from reamp.interfaces.remembered import RememberedInterface, remember
from reamp.plan.inputs import OutputMode
from reamp.plan.source import Source
from reamp.rig.cabinet import Cabinet
from reamp.rig.parameters import Gate, Tone
from reamp.rig.preset import save_preset
from reamp.rig.rig import Rig, RigModel

BUILD = Path(__file__).parents[1] / "build"
BIN, HOSTS = BUILD / "windows" / "plugin" / "bin", BUILD / "windows" / "plugin" / "hosts"
CLAP, VST3 = BIN / "Reamp.clap", BIN / "Reamp.vst3" / "Contents" / "x86_64-win" / "Reamp.vst3"
WINE = BUILD / "wine"  # a Windows of its own, made by `make windows-tests`
pytestmark = pytest.mark.skipif(
    shutil.which("wine") is None or not WINE.exists() or not CLAP.exists() or not VST3.exists(),
    reason="needs the plug-in for Windows, and Wine: make windows windows-tests",
)


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "settings é"))


def on_windows(path: str | Path) -> str:
    return "Z:" + str(path).replace("/", "\\")


def under_wine(host: str, library: Path, di: np.ndarray, *options: str, model: Path, folder: Path) -> Hosted:
    """Return what the plug-in plays with a model or a preset in a host."""
    (folder / "state").write_bytes(clap_state({"model": on_windows(model)}))
    command = ["wine", HOSTS / host, on_windows(library), f"state={on_windows(folder / 'state')}", *options]
    env = {
        **os.environ,
        "WINEPREFIX": str(WINE),
        "WINEDEBUG": "-all",
        "REAMP_CONFIG_DIR": on_windows(os.environ["REAMP_CONFIG_DIR"]),
    }
    return hosted(command, di, env=env)


def guitar(rate_hz: int, seconds: float = 0.7) -> np.ndarray:
    noise = np.random.default_rng(7).normal(0.0, 0.1, round(seconds * rate_hz))
    return (noise * np.exp(-3.0 * np.arange(len(noise)) / len(noise))).astype(np.float32)


@pytest.mark.parametrize(("rate_hz", "blocks"), [(48_000, "random"), (44_100, "1,64,4096,7")])
def test_a_calibrated_model_plays_as_rendered(rate_hz: int, blocks: str, tmp_path: Path) -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=15.0))
    model = tmp_path / "Höfner é.nam"
    model.write_bytes(Path(MODEL).read_bytes())
    di = guitar(rate_hz)
    options = (f"rate={rate_hz}", f"blocks={blocks}")
    played = under_wine("clap_host.exe", CLAP, di, *options, model=model, folder=tmp_path)
    expected = rendered(Rig(models=(RigModel(path=model),)), di, rate_hz=rate_hz, source=Source.remembered())
    np.testing.assert_array_equal(played.sound, expected)
    assert np.abs(expected).max() > 0.01
    assert played.told["is_calibrated"] == 1.0


@pytest.mark.parametrize(("host", "library"), [("clap_host.exe", CLAP), ("vst3_host.exe", VST3)])
def test_a_preset_plays_as_rendered_with_all_its_knobs(host: str, library: Path, tmp_path: Path) -> None:
    taps = guitar(48_000, 0.05)
    speaker = float_wav(tmp_path / "cab.wav", np.stack([taps, taps[::-1]], axis=1), 48_000)
    rig = Rig(
        models=(RigModel(path=Path(MODEL), input_level_dbu=12.1), RigModel(path=Path(MODEL))),
        gate=Gate(threshold_db=-61.5),
        tone=Tone(bass=6.1, treble=2.0, presence=7.5),
        cabinets=(Cabinet(path=speaker, gain_db=-1.5, pan=-0.3), Cabinet(path=Path("4x12"))),
        output_mode=OutputMode.CALIBRATED,
        input_trim_db=-2.3,
        output_trim_db=1.1,
        oversampling=2,
    )
    remember(RememberedInterface(name="ssl 2+", gain_db="+5.5"))
    save_preset(rig, tmp_path / "twin.toml")
    di = guitar(48_000)
    played = under_wine(host, library, di, model=tmp_path / "twin.toml", folder=tmp_path)
    expected = rendered(rig, di, rate_hz=48_000, source=Source.remembered())
    np.testing.assert_array_equal(played.sound, expected)
