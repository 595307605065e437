"""`reamp page` on the command line: the page, and what is refused. Its sound: test_model_page.py."""

from pathlib import Path

import pytest
from cli_runner import error_of, run
from test_model_page import needs_player

from reamp.demo import demo_model_path
from reamp.errors import ConfigError


@needs_player
def test_a_page_is_written_beside_and_never_over_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("page", demo_model_path(), "--ir", "2x12").stdout.startswith("overdrive.html  0.")
    assert '<option value="2x12" selected>' in Path("overdrive.html").read_text(encoding="utf-8")
    assert "exists; overwrite it" in error_of("page", demo_model_path())
    assert run("page", demo_model_path(), "--ir", "none", "--overwrite").exit_code == 0


def test_without_its_player_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise ConfigError("this installation of Reamp has no player for pages; build it with `make wasm`")

    monkeypatch.setattr("reamp.model_page.page.player_module_path", missing)
    assert "make wasm" in error_of("page", demo_model_path(), "-o", tmp_path / "a.html")
    assert list(tmp_path.iterdir()) == []
