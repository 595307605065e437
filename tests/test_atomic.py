"""Outputs are whole or absent, and never replace what they were made from."""

import errno
import os
from pathlib import Path

import pytest

from reamp.atomic import atomic_folder, atomic_write, check_output, private_write
from reamp.errors import OutputError, OutputExistsError


def folder_names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_writes_a_new_file_with_the_usual_permissions(tmp_path: Path) -> None:
    with atomic_write(tmp_path / "a.nam") as file:
        file.write(b"whole")
        assert not (tmp_path / "a.nam").exists()
    (tmp_path / "plain").touch()
    assert (tmp_path / "a.nam").read_bytes() == b"whole"
    assert (tmp_path / "a.nam").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert folder_names(tmp_path) == ["a.nam", "plain"]


@pytest.mark.parametrize("crash", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_crash_keeps_the_old_file_and_leaves_no_other(tmp_path: Path, crash: type[BaseException]) -> None:
    path = tmp_path / "a.nam"
    path.write_bytes(b"old")

    def write_half() -> None:
        with atomic_write(path) as file:
            file.write(b"half of the n")
            raise crash

    with pytest.raises(crash):
        write_half()
    assert path.read_bytes() == b"old"
    assert folder_names(tmp_path) == ["a.nam"]


def test_a_full_disk_is_an_output_error(tmp_path: Path) -> None:
    full = pytest.raises(OutputError, match=r"a\.nam: cannot be written: No space left")
    with full, atomic_write(tmp_path / "a.nam"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert folder_names(tmp_path) == []


def test_a_missing_folder_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "no" / "a.nam", tmp_path / "file" / "a.nam"):
        with pytest.raises(OutputError, match="cannot be written"), atomic_write(path):
            pass


def test_links_stay_links_and_permissions_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.nam", tmp_path / "link.nam"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    with atomic_write(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_read_only_file_stays_as_it_is(tmp_path: Path) -> None:
    """Root may write to it, and a rename needs no leave of the file: both would replace it without a word."""
    path, link = tmp_path / "mine.nam", tmp_path / "link.nam"
    path.write_bytes(b"mine")
    path.chmod(0o444)
    link.symlink_to(path)
    for name in (path, link):
        problem = f"{name.name}: is read-only; make it writable or choose another name"
        with pytest.raises(OutputError, match=problem):
            check_output(name, overwrite=True)
        with pytest.raises(OutputError, match=problem), atomic_write(name):
            pass
    assert path.read_bytes() == b"mine"
    assert folder_names(tmp_path) == ["link.nam", "mine.nam"]


def test_check_output_accepts_a_new_name_and_an_allowed_overwrite(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    check_output(path, inputs=[tmp_path / "in.wav"])
    path.touch()
    check_output(path, overwrite=True)
    with pytest.raises(OutputExistsError, match="exists; overwrite it or choose another name"):
        check_output(path)


def test_check_output_never_accepts_an_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, symlink, hardlink = (tmp_path / name for name in ("in.wav", "sym.wav", "hard.wav"))
    source.touch()
    symlink.symlink_to(source)
    hardlink.hardlink_to(source)
    monkeypatch.chdir(tmp_path)
    for output in (source, symlink, hardlink, Path("in.wav"), "../" + tmp_path.name + "/in.wav"):
        with pytest.raises(OutputExistsError, match="is also an input"):
            check_output(output, inputs=["other.wav", source], overwrite=True)


def test_check_output_explains_what_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is not a file name: it contains a NUL"):
        check_output(tmp_path / "a\0b.wav")
    with pytest.raises(OutputError, match="is a folder"):
        check_output(tmp_path, overwrite=True)
    with pytest.raises(OutputError, match="does not exist; create it"):
        check_output(tmp_path / "no" / "out.wav")
    with pytest.raises(OutputError, match="not a regular file"):
        check_output(os.devnull, overwrite=True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_check_output_refuses_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(OutputError, match="read-only"):
            check_output(tmp_path / "out.wav")
    finally:
        tmp_path.chmod(0o755)


def test_a_new_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="File exists"), atomic_folder(tmp_path / "report") as part:
        part.mkdir()
    assert list(tmp_path.iterdir()) == []
    with atomic_folder(tmp_path / "report") as part:
        (part / "a").touch()
        assert not (tmp_path / "report").exists()
    assert [path.name for path in (tmp_path / "report").iterdir()] == ["a"]
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_folder_that_exists_keeps_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with atomic_folder(tmp_path) as part:
        assert part == tmp_path
        (part / "a").touch()
    assert {path.name for path in tmp_path.iterdir()} == {"mine", "a"}


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    folder = atomic_folder(tmp_path / "no" / "report")
    with pytest.raises(OutputError, match="cannot be written: No such file"):
        folder.__enter__()


def test_a_secret_is_readable_for_its_owner_alone_from_the_start(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    path.write_bytes(b"old")
    path.chmod(0o644)
    modes: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda number: modes.append(os.fstat(number).st_mode & 0o777))
        private_write(path, b"secret")
    assert modes == [0o600]
    assert path.read_bytes() == b"secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder_names(tmp_path) == ["tokens.json"]


def test_a_secret_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "public").write_bytes(b"public")
    (tmp_path / "link").symlink_to("public")
    private_write(tmp_path / "link", b"secret")
    assert (tmp_path / "public").read_bytes() == b"public"
    assert not (tmp_path / "link").is_symlink()


def test_a_secret_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        private_write(tmp_path / "no" / "tokens.json", b"secret")
