"""The console prints text as it is, without markup or colours of its own."""

import pytest

from reamp.findings import Severity
from reamp.terminal.console import STYLES, console, print_details, print_fields, print_sentence, say


def test_markup_numbers_and_emojis_are_text(capsys: pytest.CaptureFixture[str]) -> None:
    console().print("amp [bold].nam :guitar: 12")
    console(stderr=True).print("note")
    assert capsys.readouterr() == ("amp [bold].nam :guitar: 12\n", "note\n")


def test_every_severity_has_a_colour() -> None:
    assert set(STYLES) == set(Severity)


def test_a_line_is_never_broken_and_a_sentence_between_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    say(("a/long/path/of/a/file/that/must/be/copied.wav", "bold"), "  0:14")
    print_sentence(Severity.NOTE, "note: a sentence that is longer than the screen is wide")
    print_details(["Source: a text that is longer than the screen is wide"])
    print_fields("amp.nam", {"level": "12 dBu"}, width=6)
    assert capsys.readouterr().out.splitlines() == [
        "a/long/path/of/a/file/that/must/be/copied.wav  0:14",
        "note: a sentence that is longer than the",
        "      screen is wide",
        "  Source: a text that is longer than the",
        "  screen is wide",
        "amp.nam",
        "  level 12 dBu",
    ]
