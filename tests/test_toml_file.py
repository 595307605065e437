"""TOML files that people edit: what is wrong with one is one line with the file and the field."""

from pathlib import Path

import msgspec
import pytest

from reamp.errors import ConfigError, OutputError
from reamp.toml_file import as_toml, checked, read_toml, write_toml


class Knob(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    turns: list[int] = []
    name: str | None = None


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "knob.toml"
    write_toml(path, as_toml(Knob(turns=[1, 2])))
    assert checked(read_toml(path), Knob, path=path) == Knob(turns=[1, 2])


def test_no_file_is_none(tmp_path: Path) -> None:
    assert read_toml(tmp_path / "none.toml") is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"turns = [1, 'a']", r"turns\[1\]: expected int"),
        (b"x = ", "is not TOML"),
        (b"\xff", "is not TOML, because it is not text"),
        (b"wobble = 1", ": unknown field wobble; correct"),
    ],
)
def test_a_broken_file_is_one_line(tmp_path: Path, text: bytes, problem: str) -> None:
    path = tmp_path / "knob.toml"
    path.write_bytes(text)
    with pytest.raises(ConfigError, match=problem) as caught:
        checked(read_toml(path), Knob, path=path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be created"):
        write_toml(tmp_path / "file" / "knob.toml", {})
