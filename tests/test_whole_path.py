"""Without hardware, by three commands: capture simulated gear, train, play a guitar through the model."""

from pathlib import Path

import numpy as np
import pytest
from cli_runner import DI, run
from rig_files import dc_blocked, float_wav
from train_cases import RATE_HZ, one, small_wavenet

from reamp import units
from reamp.audio.files import read
from reamp.cli import train as module
from reamp.demo import DEMO_DI_FULL_SCALE_DBU
from reamp.engine import load
from reamp.nam import NamDocument
from reamp.sim.device import device_by_name
from reamp.train.architectures import ARCHITECTURES, Activation


def level_db(samples: np.ndarray, reference: np.ndarray) -> float:
    return units.ratio_to_db(float(np.sqrt(np.mean(samples**2) / np.mean(reference**2))))


@pytest.mark.slow
def test_the_guitar_comes_out_as_loud_as_out_of_the_gear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = one("tiny", small_wavenet(Activation.LEAKY_RELU))
    monkeypatch.setattr(module, "ARCHITECTURES", {**ARCHITECTURES, "a1-nano": tiny})
    noise = np.random.default_rng(0).normal(0.0, 0.15, 14 * RATE_HZ).clip(-0.7, 0.7)
    signal = float_wav(tmp_path / "signal.wav", noise, RATE_HZ)
    capture, model, output = (tmp_path / name for name in ("pad.capture", "pad.nam", "out.wav"))
    assert run("capture", "sim", "pad", "--send", "9dBu", "--signal", signal, "-o", capture).exit_code == 0
    quick = ("--architecture", "a1-nano", "--epochs", "8", "--device", "cpu", "--no-report")
    assert run("train", capture, *quick).exit_code == 0
    metadata = NamDocument.read(model).metadata
    assert metadata.input_level_dbu == 9.0
    assert metadata.gear_model == "simulated pad"

    interface = ("--max-input", f"{DEMO_DI_FULL_SCALE_DBU}dBu", "--output", "calibrated")
    result = run("render", model, DI, "-o", output, *interface, "--format", "float")
    assert "input +3.2 dB, calibrated" in result.stdout
    guitar_v = read(DI).samples * units.dbu_to_v_peak(DEMO_DI_FULL_SCALE_DBU)
    heard_v = read(output).samples * units.dbu_to_v_peak(DEMO_DI_FULL_SCALE_DBU)
    of_gear_v = dc_blocked(device_by_name("pad").process(guitar_v, rate_hz=RATE_HZ))
    assert level_db(heard_v, of_gear_v) == pytest.approx(0.0, abs=1.0)  # as so small a network learns it
    into_model = (guitar_v / units.dbu_to_v_peak(9.0)).astype(np.float32)
    of_model_v = dc_blocked(load(model).process(into_model)) * units.dbu_to_v_peak(metadata.output_level_dbu)
    assert level_db(heard_v, of_model_v) == pytest.approx(0.0, abs=1e-4)
