"""Recording and model of a capture, as they are heard beside each other."""

from pathlib import Path

import numpy as np
import pytest
from capture_cases import RATE_HZ, small_capture
from rig_files import gain_model

from reamp.train.listening import listening_pair, loudness_gain


def test_recording_and_model_are_alike_and_equally_loud(tmp_path: Path) -> None:
    capture = small_capture(tmp_path)  # the device halves the signal
    model = gain_model(tmp_path / "half.nam", 0.25, rate_hz=RATE_HZ)
    recording, played = listening_pair(capture, model)
    assert recording.duration_s == played.duration_s == pytest.approx(4.0, abs=0.01)
    # The measured latency is a frame short, so that no model has to look ahead.
    assert np.abs(recording.samples[1:] - played.samples[:-1]).max() < 1e-4


def test_a_silent_model_stays_silent() -> None:
    assert loudness_gain(np.ones(4, np.float32), np.zeros(4, np.float32)) == 1.0
    assert loudness_gain(np.ones(4, np.float32), np.full(4, 0.01, np.float32)) == 4.0
