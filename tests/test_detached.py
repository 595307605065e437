from pathlib import Path

import pytest

from reamp.detached import start_detached


def test_a_file_in_the_current_folder_is_not_taken_for_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`python -m` alone would import it: an application started among downloads would run them."""
    (tmp_path / "calendar.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(tmp_path)
    log = tmp_path / "log"
    assert start_detached("calendar", Path("2026"), log=log).wait(60) == 0
    assert "December" in log.read_text()
