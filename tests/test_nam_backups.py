"""A model that is edited in place: the file as it was is kept, and comes back byte for byte."""

from pathlib import Path

import pytest
from rig_files import gain_model

from reamp.errors import ConfigError, OutputError
from reamp.nam import NamDocument, backups
from reamp.nam.backups import Backups


def named(path: Path, name: str) -> NamDocument:
    return NamDocument.read(path).with_metadata(name=name)


def test_every_edit_of_this_run_is_undone_in_turn(tmp_path: Path) -> None:
    path = gain_model(tmp_path / "amp.nam", input_level_dbu=12.0)
    first = path.read_bytes()
    kept = Backups(tmp_path / "backups")
    assert kept.save(NamDocument.read(path)) is None
    assert not kept.can_undo(path)
    backup = kept.save(named(path, "one"))
    assert backup is not None
    assert backup.read_bytes() == first
    second = path.read_bytes()
    kept.save(named(path, "two"))
    assert NamDocument.read(path).metadata.name == "two"
    kept.undo(path)
    assert path.read_bytes() == second
    kept.undo(path)
    assert path.read_bytes() == first
    with pytest.raises(ConfigError, match="no change to undo"):
        kept.undo(path)


def test_a_file_that_has_changed_since_is_left_alone(tmp_path: Path) -> None:
    path = gain_model(tmp_path / "amp.nam")
    kept = Backups(tmp_path / "backups")
    kept.save(named(path, "one"))
    named(path, "by another program").save()
    with pytest.raises(ConfigError, match=r"has changed since; the file as it was is .*backups"):
        kept.undo(path)
    assert NamDocument.read(path).metadata.name == "by another program"


def test_without_a_backup_nothing_is_changed(tmp_path: Path) -> None:
    path = gain_model(tmp_path / "amp.nam")
    before = path.read_bytes()
    (tmp_path / "backups").write_text("a file where the folder should be")
    with pytest.raises(OutputError, match="cannot be created"):
        Backups(tmp_path / "backups").save(named(path, "one"))
    assert path.read_bytes() == before


def test_the_oldest_backups_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "MOST_BACKUPS", 3)
    path = gain_model(tmp_path / "amp.nam")
    kept = Backups(tmp_path / "backups")
    made = [kept.save(named(path, str(number))) for number in range(5)]
    assert sorted((tmp_path / "backups").iterdir()) == sorted(each for each in made[2:] if each is not None)
