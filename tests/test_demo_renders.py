"""The renders of the demo: one at the right level, one 10 dB below it, equally loud."""

from pathlib import Path

import pytest

from reamp.audio.files import read
from reamp.audio.loudness import integrated_lufs
from reamp.demo.renders import LOST_DB, render_as_loud_as, render_calibrated


def test_both_are_equally_loud(tmp_path: Path) -> None:
    calibrated = render_calibrated(tmp_path / "calibrated.wav")
    assert calibrated.plan.input_gain.value_db == pytest.approx(0.44)
    assert pytest.approx(-10.0) == LOST_DB
    render_as_loud_as(calibrated, tmp_path / "wrong.wav", input_trim_db=LOST_DB)
    right, wrong = (integrated_lufs(read(tmp_path / name)) for name in ("calibrated.wav", "wrong.wav"))
    assert wrong == pytest.approx(right, abs=0.01)
