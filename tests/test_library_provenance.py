from pathlib import Path

import pytest

from reamp.errors import ConfigError
from reamp.library.provenance import Provenance, provenance_path, read_provenance, write_provenance

ANN = Provenance(
    creator="Ann Größer",
    title='AC30 "top boost"',
    license="cc-by",
    url="https://www.tone3000.com/tones/7",
    source="TONE3000",
)


@pytest.mark.parametrize("provenance", [ANN, Provenance(), Provenance(license="t3k")])
def test_what_is_written_is_read(tmp_path: Path, provenance: Provenance) -> None:
    model = tmp_path / "ac30.nam"
    assert write_provenance(model, provenance) == provenance_path(model) == tmp_path / "ac30.nam.toml"
    assert read_provenance(model) == provenance


def test_a_model_without_a_file_beside_it_has_none(tmp_path: Path) -> None:
    assert read_provenance(tmp_path / "ac30.nam") is None


def test_what_a_newer_reamp_writes_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.nam.toml").write_text('creator = "Ann"\nmood = "sad"\n')
    assert read_provenance(tmp_path / "a.nam") == Provenance(creator="Ann")


def test_a_broken_file_is_named_with_its_field(tmp_path: Path) -> None:
    (tmp_path / "a.nam.toml").write_text("creator = 3\n")
    with pytest.raises(ConfigError, match=r"a\.nam\.toml: creator: expected str"):
        read_provenance(tmp_path / "a.nam")


def test_only_short_texts_are_taken() -> None:
    with pytest.raises(ConfigError, match="title must be a text of up to 2000 characters"):
        Provenance(title="x" * 2001)
