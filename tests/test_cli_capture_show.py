"""How a capture is shown: its own lines, other lines in their place or after them, and the exit code."""

import json
from pathlib import Path

import pytest
from capture_cases import small_capture

from reamp.cli.capture_show import exit_code, show_capture
from reamp.findings import Finding, Severity


def test_rows_replace_or_follow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = small_capture(tmp_path)
    show_capture(shown, [], rows={"send": "12 V", "box": "a cube"}, as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:-1]] == [
        "gear", "signal", "recording", "latency", "send", "return", "box",
    ]  # fmt: skip
    assert lines[5:] == [
        "  send       12 V",
        "  return     unknown",
        "  box        a cube",
        "  no problems found",
    ]


def test_facts_replace_or_follow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show_capture(small_capture(tmp_path), [], facts={"picture": "a.png", "peak_in_v": 2.0}, as_json=True)
    facts = json.loads(capsys.readouterr().out)
    assert (facts["picture"], facts["peak_in_v"], facts["is_trainable"]) == ("a.png", 2.0, True)


@pytest.mark.parametrize(("severity", "code"), [("note", 0), ("warning", 0), ("blocker", 1)])
def test_only_a_blocker_is_a_failure(severity: str, code: int) -> None:
    assert exit_code([Finding(check="x", severity=Severity(severity), message="x")]) == code
