"""The console prints what it is given: no markup, no colours of its own."""

import pytest

from reamp.findings import Severity
from reamp.terminal.console import STYLES, console


def test_markup_numbers_and_emojis_are_text(capsys: pytest.CaptureFixture[str]) -> None:
    console().print("amp [bold].nam :guitar: 12")
    console(stderr=True).print("note")
    assert capsys.readouterr() == ("amp [bold].nam :guitar: 12\n", "note\n")


def test_every_severity_has_a_colour() -> None:
    assert set(STYLES) == set(Severity)
