"""The cabinet of a study: what it does to a clip, and which ones it takes."""

from pathlib import Path

import numpy as np
import pytest
from rig_files import float_wav

from reamp.errors import ConfigError
from reamp.sim.speaker import cabinet_taps
from reamp.study.speaker import StudySpeaker


def test_a_clip_is_convolved_and_keeps_its_length() -> None:
    speaker = StudySpeaker.of(Path("4x12"))
    clip = np.random.default_rng(1).normal(size=10_001).astype(np.float32)
    wanted = np.convolve(clip, cabinet_taps("4x12", rate_hz=48_000))[: len(clip)]
    np.testing.assert_allclose(speaker.played(clip), wanted, atol=1e-5)
    assert speaker.name == "4x12"


def test_a_stereo_file_is_refused(tmp_path: Path) -> None:
    path = float_wav(tmp_path / "room.wav", np.float32([[1.0, 0.5], [0.25, 1.0]]))
    with pytest.raises(ConfigError, match=r"room\.wav is stereo, and a study is mono"):
        StudySpeaker.of(path)
