import shutil
from pathlib import Path

import numpy as np
import pytest
from library_cases import clipper, lone_index
from rig_files import gain_model

from reamp.findings import Check
from reamp.nam import NamDocument


def test_what_is_wrong_is_found(tmp_path: Path) -> None:
    amps = tmp_path / "amps"
    amps.mkdir()
    fine = clipper(amps / "fine.nam", drive=4.0, input_level_dbu=12.0)
    shutil.copy(fine, amps / "fine too.nam")
    gain_model(amps / "loud.nam", loudness_db=-9.0)
    gain_model(amps / "level.nam", 0.9, input_level_dbu=60.0)
    (amps / "broken.nam").write_text("")
    late = np.zeros(64, np.float32)
    late[-1] = 0.5  # the tap of what was played 63 frames ago
    NamDocument.create(
        architecture="Linear",
        config={"receptive_field": 64, "bias": False},
        weights=late,
        sample_rate_hz=48_000,
    ).write(amps / "late.nam")
    with lone_index(tmp_path) as index:
        index.add(amps)
        index.update()
        found = {(each.subject, each.check): each for each in index.findings()}
    assert set(found) == {
        ("broken.nam", Check.MODEL_UNREADABLE),
        ("fine.nam", Check.MODEL_COPY),
        ("late.nam", Check.MODEL_LATE),
        ("level.nam", Check.MODEL_LEVEL_DOUBTFUL),
        ("loud.nam", Check.LOUDNESS_DOUBTFUL),
    }
    assert found["late.nam", Check.MODEL_LATE].measured == pytest.approx(63.0)
    assert found["fine.nam", Check.MODEL_COPY].message == "the same network as fine too.nam"
