"""What is suggested where a name does not exist."""

from pathlib import Path

from reamp.near_names import did_you_mean, no_such_file


def test_files_of_the_folder_are_suggested_by_their_kind(tmp_path: Path) -> None:
    for name in ("Overdrive.nam", "overdrive.wav", "clean.nam"):
        (tmp_path / name).touch()
    assert no_such_file(tmp_path / "overdive.nam") == "does not exist; did you mean Overdrive.nam?"
    assert no_such_file(tmp_path / "bass.nam") == "does not exist"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "amps" / "a.nam"
    assert no_such_file(missing) == f"does not exist, and there is no folder {missing.parent}"


def test_two_names_at_most_are_suggested() -> None:
    assert did_you_mean("amp", ["amps", "amp1", "amp2"]).count(" or ") == 1
    assert did_you_mean("xyz", ["render"]) == ""
