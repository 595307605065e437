"""Plug-ins appear where DAWs look, whole, and go away again."""

from pathlib import Path

import pytest

from reamp.daw import FORMATS, built_plugins, install_plugins, remove_plugins, user_folder
from reamp.errors import ConfigError, OutputError


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with plug-ins as they are built, and make a home of it."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "bin"
    (folder / "Reamp.vst3" / "Contents").mkdir(parents=True)
    (folder / "Reamp.vst3" / "Contents" / "Reamp.so").write_text("new")
    (folder / "Reamp.lv2").mkdir()
    (folder / "Reamp.lv2" / "manifest.ttl").write_text("new")
    (folder / "Reamp.clap").write_text("new")
    return folder


def test_each_format_is_installed_over_an_older_one_and_removed(built: Path) -> None:
    older = user_folder(FORMATS[0]) / "Reamp.vst3"
    older.mkdir(parents=True)
    (older / "old").write_text("old")
    (older.parent / "Other.vst3").write_text("another's")
    done = install_plugins(built)
    assert [each.format.name for each in done] == ["VST3", "CLAP", "LV2"]
    assert not (older / "old").exists()
    assert (older / "Contents" / "Reamp.so").read_text() == "new"
    assert not list(older.parent.glob(".*"))
    assert [each.path for each in remove_plugins()] == [each.path for each in done]
    assert (older.parent / "Other.vst3").exists()
    assert remove_plugins() == ()


def test_where_nothing_was_built_the_error_says_how(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no plug-in in .*; build it with `make plugin`"):
        built_plugins(tmp_path)


def test_an_installed_package_without_plug_ins_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reamp.daw.__file__", str(tmp_path / "lib" / "site" / "reamp" / "daw.py"))
    with pytest.raises(ConfigError, match="there is no plug-in in this installation of Reamp; build it with"):
        built_plugins()


def test_the_plug_ins_in_an_installed_package_are_found(
    tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "reamp"
    package.mkdir(parents=True)
    built.rename(package / "plugins")
    monkeypatch.setattr("reamp.daw.__file__", str(package / "daw.py"))
    assert {path.parent for path in built_plugins().values()} == {package / "plugins"}


def test_a_folder_that_cannot_be_written_is_an_error(built: Path) -> None:
    home = Path.home()
    home.mkdir()
    (home / ".vst3").write_text("a file")
    with pytest.raises(OutputError, match=r"\.vst3/Reamp\.vst3: cannot be written"):
        install_plugins(built)
