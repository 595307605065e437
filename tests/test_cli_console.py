"""Findings wrap beside their severity, and JSON output is valid."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from reamp.cli.console import print_error, print_findings, print_folded, print_json, problem_of
from reamp.errors import ModelFileError, OutputExistsError
from reamp.findings import Check, Finding, Severity


def test_findings_wrap_beside_their_severity(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    advice = "lower the interface gain and record again"
    print_findings(
        [
            Finding(
                check=Check.OVERLOAD, severity=Severity.WARNING, message="the recording clips", advice=advice
            ),
            Finding(check=Check.OVERLOAD, severity=Severity.NOTE, message="short"),
        ]
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "warning: the recording clips. Lower the",
        "         interface gain and record again",
        "note: short",
    ]


def test_what_matters_most_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = (Severity.NOTE, Severity.WARNING, Severity.BLOCKER, Severity.NOTE)
    print_findings(
        [Finding(check=Check.OVERLOAD, severity=each, message=f"{i}") for i, each in enumerate(kinds)]
    )
    assert capsys.readouterr().out.splitlines() == ["blocker: 2", "warning: 1", "note: 0", "note: 3"]


def test_quiet_leaves_warnings_of_a_wrong_level(capsys: pytest.CaptureFixture[str]) -> None:
    findings = [
        Finding(
            check=Check.OVERLOAD, severity=severity, message=f"{severity} {effect_db}", effect_db=effect_db
        )
        for severity in (Severity.NOTE, Severity.WARNING)
        for effect_db in (None, 0.9, 1.1, -20.0)
    ]
    print_findings(findings, quiet=True)
    assert capsys.readouterr().out.splitlines() == ["warning: warning 1.1", "warning: warning -20.0"]


def test_what_several_models_have_in_common_is_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    same = Finding(check=Check.OVERLOAD, severity=Severity.NOTE, message="the interface gain is assumed")

    def unknown(name: str, words: str = "the level is unknown") -> Finding:
        return Finding(check=Check.MODEL_BROKEN, severity=Severity.WARNING, subject=name, message=words)

    print_folded([same, unknown("a"), same, unknown("b")])
    assert capsys.readouterr().out.splitlines() == [
        "warning: a and b: the level is unknown",
        "note: the interface gain is assumed",
    ]
    print_folded([unknown(name) for name in "abcdef"])
    assert capsys.readouterr().out == "warning: a, b, c and 3 more: the level is unknown\n"
    print_folded([unknown("a", "3 dB"), unknown("b", "3 dB"), unknown("c", "4 dB"), unknown("d", "5 dB")])
    assert capsys.readouterr().out == "warning: a and b: 3 dB; likewise c and d\n"
    print_folded([replace(same, message=words) for words in ("5 dB", "6 dB")])  # about no model: both
    assert capsys.readouterr().out.splitlines() == ["note: 5 dB", "note: 6 dB"]
    print_folded([same, unknown("a")], quiet=True)
    assert capsys.readouterr().out == ""


def test_findings_go_where_they_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    print_findings([Finding(check=Check.OVERLOAD, severity=Severity.NOTE, message="short")], stderr=True)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "note: short\n")


def test_markup_in_a_message_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_findings([Finding(check=Check.OVERLOAD, severity=Severity.NOTE, message="amp [bold].nam :guitar:")])
    assert capsys.readouterr().out == "note: amp [bold].nam :guitar:\n"


def test_json_keeps_letters(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Höfner", "level": None, "peak_dbfs": float("-inf")})
    text = capsys.readouterr().out
    assert "Höfner" in text
    assert json.loads(text) == {"name": "Höfner", "level": None, "peak_dbfs": None}


def test_an_option_is_never_broken(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    advice = "set the input gain by ear (--model-input-level or reamp tag --input-level-dbu; --input-trim)"
    for width in range(50, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        print_findings(
            [Finding(check=Check.OVERLOAD, severity=Severity.WARNING, message="m" * 20, advice=advice)]
        )
        printed = capsys.readouterr().out
        for option in ("--model-input-level", "--input-level-dbu", "--input-trim"):
            assert option in printed


def test_a_problem_does_not_repeat_the_path() -> None:
    path = Path("amps/a.nam")
    error = ModelFileError(path, "weights", "is missing")
    assert problem_of(error, [path]) == "weights: is missing"
    assert problem_of(error, [path, path]) == f"{path}: weights: is missing"


def test_an_error_that_does_not_end_the_command_has_its_option(capsys: pytest.CaptureFixture[str]) -> None:
    print_error(OutputExistsError(Path("amp.wav"), "exists already", can_overwrite=True))
    assert capsys.readouterr().err.endswith("(--overwrite)\n")
