"""The zip of a study holds its models with their levels, and is the same for the same models."""

import zipfile
from pathlib import Path

from study_cases import demo_study

from reamp.study.pack import write_pack


def test_the_pack_has_the_models_and_their_gains(tmp_path: Path) -> None:
    study = demo_study()
    write_pack(study, tmp_path / "models.zip")
    with zipfile.ZipFile(tmp_path / "models.zip") as pack:
        assert pack.namelist() == ["README.txt", "overdrive.nam"]
        assert "11.76 dBu    +0.44 dB" in pack.read("README.txt").decode()
        assert pack.read("overdrive.nam") == study.models[0].path.read_bytes()


def test_the_same_models_make_the_same_file(tmp_path: Path) -> None:
    study = demo_study()
    write_pack(study, tmp_path / "a.zip")
    write_pack(study, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
