"""A capture becomes a pair: aligned, with its spans, and its levels and gear as metadata."""

from pathlib import Path

import numpy as np
from train_cases import QUICK, RATE_HZ, TINY_A1

from reamp.audio import Signal
from reamp.audio.files import write
from reamp.capture.capture import Capture, Gear, Levels
from reamp.nam import GearType, NamDocument
from reamp.train.config import TrainConfig
from reamp.train.export import write_model
from reamp.train.from_capture import pair_from_capture
from reamp.train.trainer import train

LATENCY_FRAMES = 37


def new_capture(folder: Path) -> Capture:
    random = np.random.default_rng(4)
    envelope = np.repeat(random.uniform(0.05, 1.0, 60), RATE_HZ // 5)
    signal = (0.2 * envelope * random.normal(size=len(envelope))).clip(-0.99, 0.99).astype(np.float32)
    recording = np.zeros_like(signal)
    recording[LATENCY_FRAMES:] = 0.5 * signal[:-LATENCY_FRAMES]
    write(folder / "signal.wav", Signal(signal, RATE_HZ))
    write(folder / "recording.wav", Signal(recording, RATE_HZ))
    return Capture.create(
        folder / "amp.capture",
        signal_path=folder / "signal.wav",
        recording_path=folder / "recording.wav",
        levels=Levels(input_level_dbu=11.76, output_level_dbu=12.3),
        gear=Gear(gear_make="PRS", gear_model="MT 15", gear_type="amp"),
    )


def test_the_pair_is_aligned_and_split(tmp_path: Path) -> None:
    capture = new_capture(tmp_path)
    pair = pair_from_capture(capture)
    assert capture.latency is not None
    late = LATENCY_FRAMES - capture.latency.frames
    assert late in (0, 1)  # a frame early is safe, late is not
    y = pair.y.samples[pair.training.first + late : pair.training.end]
    x = pair.x.samples[pair.training.first : pair.training.end - late]
    assert np.sum((y - 0.5 * x) ** 2) / np.sum(y**2) < 1e-6
    assert pair.training.end <= pair.validation.first


def test_a_capture_trains_to_a_file_with_its_levels_and_gear(tmp_path: Path) -> None:
    capture = new_capture(tmp_path)
    result = train(capture, TINY_A1, TrainConfig(epochs=1, recipe=QUICK))
    write_model(result, tmp_path / "amp.nam", keep_failed=True)
    metadata = NamDocument.read(tmp_path / "amp.nam").metadata
    assert (metadata.gear_make, metadata.gear_model) == ("PRS", "MT 15")
    assert metadata.gear_type is GearType.AMP
    assert (metadata.input_level_dbu, metadata.output_level_dbu) == (11.76, 12.3)
    assert capture.latency is not None
    data = metadata.training["data"]  # type: ignore[index]
    assert data["latency"] == {"manual": None, "calibration": {"recommended": capture.latency.frames}}
    assert data["test_signal"] == capture.layout.name
