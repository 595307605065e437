"""Only files in folders that were added or dropped in are played, whatever a page asks for."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rig_files import float_wav, gain_model, sine

from reamp.app import shelf as shelf_module
from reamp.app.shelf import MAX_DROPPED_BYTES, Shelf
from reamp.errors import ConfigError


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


@pytest.fixture
def amps(tmp_path: Path) -> Path:
    folder = tmp_path / "amps"
    (folder / "lead").mkdir(parents=True)
    for name in ("amp 10", "amp 2", "lead/plexi"):
        gain_model(folder / f"{name}.nam")
    float_wav(folder / "cab.wav", sine(100.0, peak=0.5))
    (folder / "notes.txt").write_text("secret")
    (folder / ".hidden.nam").write_text("{}")
    gain_model(tmp_path / "outside.nam")
    (folder / "link.nam").symlink_to(tmp_path / "outside.nam")
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    return folder


@pytest.fixture
def shelf(amps: Path) -> Iterator[Shelf]:
    shelf = Shelf([amps])
    yield shelf
    shelf.close()


def key(shelf: Shelf, inner: str) -> str:
    prefix = next(file.key for file in shelf.files() if file.name == "amp 2").partition("/")[0]
    return f"{prefix}/{inner}"


def test_it_lists_models_and_sounds_in_the_order_of_people(shelf: Shelf) -> None:
    listed = [(file.folder, file.name, file.kind) for file in shelf.files()]
    assert listed == [
        ("amps", "amp 2", "model"),
        ("amps", "amp 10", "model"),
        ("amps", "cab", "sound"),
        ("amps/lead", "plexi", "model"),
    ]


def test_a_key_leads_to_its_file(shelf: Shelf, amps: Path) -> None:
    path = shelf.path(key(shelf, "lead/plexi.nam"), "model")
    assert path == (amps / "lead" / "plexi.nam").resolve()
    assert shelf.key_of(path) == key(shelf, "lead/plexi.nam")
    assert shelf.path("computed/4x12", "sound") == Path("4x12")


@pytest.mark.parametrize(
    "inner",
    [
        "../outside.nam",
        "lead/../../outside.nam",
        "link.nam",
        "up/outside.nam",
        "/etc/passwd",
        "notes.txt",
        "lead",
        "",
        "nothing.nam",
        "amp 2.nam\0",
        "a" * 5000,
    ],
)
def test_no_key_leads_out_of_the_folders(shelf: Shelf, inner: str) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        shelf.path(key(shelf, inner), "model")


@pytest.mark.parametrize(
    "whole", ["", "/", "computed/5x12", "computed/../amp.nam", "dropped/../x.nam", "ffff/a.nam"]
)
def test_no_other_root_leads_anywhere(shelf: Shelf, whole: str) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        shelf.path(whole, "sound")


def test_a_model_is_no_sound(shelf: Shelf) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        shelf.path(key(shelf, "amp 2.nam"), "sound")


def test_a_folder_that_is_added_is_there_the_next_time(tmp_path: Path, amps: Path) -> None:
    first = Shelf()
    assert first.add(str(amps)) == amps.resolve()
    first.add(f"{amps}/")  # once is enough
    first.close()
    second = Shelf()
    assert second.folders == (amps.resolve(),)
    second.forget(str(amps.resolve()))
    assert (second.folders, Shelf().folders) == ((), ())


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("amps", "whole path"),
        ("/nowhere/at/all", "is no folder"),
        ("", "type the path"),
        ("/", "whole disk"),
        ("/a\0", "type"),
    ],
)
def test_what_is_no_folder_is_refused(typed: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        Shelf().add(typed)


def test_it_suggests_folders_and_no_files(amps: Path) -> None:
    shelf = Shelf()
    assert shelf.suggestions(f"{amps.parent}/am") == [str(amps)]
    assert shelf.suggestions(f"{amps}/le") == [str(amps / "lead")]
    assert shelf.suggestions(f"{amps}/no") == []
    assert shelf.suggestions("relative/le") == []
    assert shelf.suggestions("/a\0b") == []


def test_a_dropped_file_gets_a_plain_name_and_never_replaces_one(shelf: Shelf) -> None:
    first = shelf.drop("../../etc/<b>amp</b>\x07.nam", io.BytesIO(b"1"))
    second = shelf.drop("b>.nam", io.BytesIO(b"2"))
    third = shelf.drop("b>.nam", io.BytesIO(b"3"))
    assert [file.name for file in (first, second, third)] == ["b>", "b> 2", "b> 3"]
    assert shelf.path(third.key, "model").read_bytes() == b"3"
    with pytest.raises(ConfigError, match="neither a model"):
        shelf.drop("run.sh", io.BytesIO(b""))
    with pytest.raises(ConfigError, match="neither a model"):
        shelf.drop("", io.BytesIO(b""))


def test_half_a_dropped_file_is_not_kept(shelf: Shelf) -> None:
    class Broken(io.BytesIO):
        def read(self, *_: object) -> bytes:
            if self.tell():
                raise OSError(28, "No space left on device")
            return super().read(1)

    with pytest.raises(OSError, match="No space"):
        shelf.drop("half.nam", Broken(b"12"))
    assert "half" not in {file.name for file in shelf.files()}


def test_a_long_name_of_wide_letters_fits_a_file_system(shelf: Shelf) -> None:
    for _ in range(2):
        kept = shelf.drop(f"{'音' * 200}.nam", io.BytesIO(b"1"))
    assert kept.name == f"{'音' * 66} 2"


def test_what_is_too_large_is_refused_before_it_is_sent(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.check_room(MAX_DROPPED_BYTES)
    with pytest.raises(ConfigError, match="larger than 128 MiB"):
        shelf.check_room(MAX_DROPPED_BYTES + 1)
    monkeypatch.setattr(shelf_module, "_MAX_ALL_DROPPED_BYTES", 10)
    with pytest.raises(ConfigError, match="dropped in already"):
        shelf.check_room(11)


def test_what_was_dropped_is_gone_afterwards(amps: Path) -> None:
    shelf = Shelf()
    path = shelf.path(shelf.drop("a.nam", io.BytesIO(b"1")).key, "model")
    shelf.close()
    assert not path.exists()


def test_it_steps_through_a_folder_of_its_own_only(shelf: Shelf, amps: Path, tmp_path: Path) -> None:
    beside = [path.name for path in shelf.beside((amps / "amp 2.nam").resolve())]
    assert beside == ["amp 2.nam", "amp 10.nam"]
    assert shelf.beside(tmp_path / "outside.nam") == []
