"""The progress of a command: a bar on a terminal, nothing elsewhere."""

import io

import pytest
from rich.console import Console

from reamp.terminal import progress
from reamp.terminal.progress import counted, progress_bar, step_line


def test_nothing_is_shown_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("amp.nam") as on_progress:
        assert on_progress is None
    assert list(counted("abc", total=3, what="models")) == ["a", "b", "c"]
    with step_line() as on_step:
        on_step("drawing")
    assert capsys.readouterr() == ("", "")


def test_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(progress, "console", lambda **_: Console(file=screen, force_terminal=True, width=80))
    assert list(counted("abc", total=3, what="models")) == ["a", "b", "c"]
    assert "3 models" in screen.getvalue()
    with step_line() as on_step:
        on_step("drawing")
    assert "drawing ..." in screen.getvalue()
    with progress_bar("amp.nam", quiet=True) as on_progress:
        assert on_progress is None
