"""The level of a model found by its sound, the findings about it, and the tagged copy."""

from pathlib import Path

import numpy as np
import pytest
from rig_files import gain_model
from shifted_models import shifted_model

from reamp.audio.files import read
from reamp.audio.resample import resample
from reamp.audio.signal import Signal
from reamp.demo import demo_di_path, demo_model_path
from reamp.errors import ConfigError, ModelFileError
from reamp.nam import NamDocument
from reamp.plan.find_level import Alignment, find_level
from reamp.plan.inputs import LevelOrigin
from reamp.rig.rig import RigModel

DI = Signal(read(demo_di_path()).samples[4 * 48_000 : 6 * 48_000], 48_000)
KNOWN_DBU = 11.76  # of the demo model; its output level is 12.3 dBu


def found(tmp_path: Path, *, input_db: float = -6.02, known: Path | None = None, **said: float) -> Alignment:
    unknown = shifted_model(
        demo_model_path(), tmp_path / "unknown.nam", input_db=input_db, output_db=-2.3, wrong=0.01, **said
    )
    return find_level(known or demo_model_path(), unknown, di=DI)


def test_the_levels_follow_from_the_known_ones(tmp_path: Path) -> None:
    result = found(tmp_path)
    assert result.input_level_dbu == pytest.approx(5.74, abs=0.15)
    assert result.output_level_dbu == pytest.approx(10.0, abs=0.1)
    assert result.input_level_dbu - KNOWN_DBU == pytest.approx(result.match.input_db)
    assert result.findings == ()


def test_the_copy_says_that_the_level_is_estimated(tmp_path: Path) -> None:
    result = found(tmp_path)
    copy = result.tagged().write(tmp_path / "copy.nam")
    assert copy.metadata.input_level_dbu == round(result.input_level_dbu, 2)
    assert copy.metadata.is_estimated("input_level_dbu")
    assert copy.metadata.is_estimated("output_level_dbu")
    levels = RigModel(path=tmp_path / "copy.nam").read_levels()
    assert levels.input_level_origin is levels.output_level_origin is LevelOrigin.ESTIMATE
    measured = copy.with_metadata(input_level_dbu=6.0)
    assert not measured.metadata.is_estimated("input_level_dbu")
    assert NamDocument.read(tmp_path / "unknown.nam").metadata.input_level_dbu is None


def test_an_unknown_output_level_stays_unknown(tmp_path: Path) -> None:
    known = shifted_model(demo_model_path(), tmp_path / "k.nam", input_db=0.0, input_level_dbu=KNOWN_DBU)
    result = found(tmp_path, known=known)
    assert result.output_level_dbu is None
    assert result.tagged().metadata.output_level_dbu is None
    assert not result.tagged().metadata.is_estimated("output_level_dbu")


def test_a_guitar_at_another_rate_serves_too(tmp_path: Path) -> None:
    unknown = shifted_model(demo_model_path(), tmp_path / "unknown.nam", input_db=3.0)
    result = find_level(demo_model_path(), unknown, di=resample(DI, 44_100))
    assert result.match.input_db == pytest.approx(3.0, abs=0.05)


def test_a_claim_that_the_sound_contradicts_is_a_warning(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, input_level_dbu=12.0).findings
    assert finding.check == "level-contradicted"
    assert finding.measured == 12.0
    assert found(tmp_path, input_level_dbu=5.7).findings == ()


def test_an_estimate_from_an_estimate_is_said(tmp_path: Path) -> None:
    document = NamDocument.read(demo_model_path())
    known = document.with_metadata(level_estimate={"input_level_dbu": KNOWN_DBU}).write(tmp_path / "k.nam")
    (finding,) = found(tmp_path, known=known.path).findings
    assert finding.check == "known-level-estimated"


def test_an_upside_down_capture_is_said(tmp_path: Path) -> None:
    unknown = NamDocument.read(shifted_model(demo_model_path(), tmp_path / "u.nam", input_db=0.0)).content()
    weights = np.array(unknown["weights"])
    weights[-1] *= -1.0
    NamDocument.create(
        architecture="WaveNet",
        config=unknown["config"],  # type: ignore[arg-type]
        weights=weights,
        sample_rate_hz=48_000,
    ).write(tmp_path / "upside_down.nam")
    (finding,) = find_level(demo_model_path(), tmp_path / "upside_down.nam", di=DI).findings
    assert finding.text.startswith("upside_down.nam: inverted polarity compared with overdrive.nam")


def test_the_known_one_must_know(tmp_path: Path) -> None:
    unknown = gain_model(tmp_path / "unknown.nam")
    with pytest.raises(ConfigError, match=r"unknown\.nam does not state its input level"):
        find_level(unknown, demo_model_path(), di=DI)
    with pytest.raises(ModelFileError, match=r"nothing\.nam"):
        find_level(demo_model_path(), tmp_path / "nothing.nam", di=DI)
