"""A finding in words, and the table of checks: each is raised somewhere, and none has another name."""

import ast
import re
from pathlib import Path

import msgspec
import pytest

from reamp.findings import Check, Finding, Severity, about, merged

PACKAGE = Path(__file__).parents[1] / "src" / "reamp"
FRONT_ENDS = {"cli", "pages"}


def finding(message: str = "it hums", **facts: object) -> Finding:
    return Finding(check=Check.OVERLOAD, severity=Severity.WARNING, message=message, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, "warning: it hums"),
        ({"subject": "amp"}, "warning: amp: it hums"),
        ({"advice": "buy a ground lift"}, "warning: it hums. Buy a ground lift"),
        ({"message": "it hums?", "advice": "listen"}, "warning: it hums? Listen"),
        ({"measured": 14.0, "limit": 30.0, "unit": "s"}, "warning: it hums"),
    ],
)
def test_the_subject_comes_first_and_advice_is_a_sentence(facts: dict[str, object], text: str) -> None:
    assert str(finding(**facts)) == text  # type: ignore[arg-type]


def test_a_severity_is_its_word() -> None:
    assert [str(severity) for severity in Severity] == ["note", "warning", "blocker"]


def test_what_differs_in_its_subject_only_is_one_finding() -> None:
    found = [
        finding(subject="a"),
        finding("it clips", subject="a"),
        finding(subject="b"),
        finding(subject="a"),
    ]
    assert [each.text for each in merged(found)] == ["a and b: it hums", "a: it clips"]
    assert merged([finding(measured=1.0), finding(measured=2.0)]) == [
        finding(measured=1.0),
        finding(measured=2.0),
    ]


def test_a_model_has_the_name_under_which_it_is_compared() -> None:
    assert about(finding(subject="amp"), "mine", ["amp"]).subject == "mine"
    assert about(finding(subject="SSL 2+"), "mine", ["amp"]).subject == "SSL 2+"
    assert about(finding(), "mine", ["amp"]).subject == ""
    assert about(finding(subject="amp"), "both", ["pedal", "amp"]).subject == "both, amp"


def test_a_check_is_its_name() -> None:
    assert Check.CLOCK_DRIFT == "clock-drift"
    assert repr(Check.CLOCK_DRIFT) == "'clock-drift'"
    for check in Check:
        assert check.name == check.value.upper().replace("-", "_")
        assert re.fullmatch(r"[A-Z][^.;]+\.", check.meaning.replace("; ", ", ")), check


def test_a_check_of_another_version_can_be_read() -> None:
    stored = {"check": "flux-capacitor", "severity": "note", "message": "it hums"}
    assert msgspec.convert(stored, Finding).check is Check.OTHER


def _raised() -> tuple[set[str], list[str]]:
    """Return the checks that the library raises, and where one is written as a text instead."""
    raised: set[str] = set()
    texts: list[str] = []
    names = {str(check) for check in Check if "-" in check}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        asked = {id(each) for node in ast.walk(tree) if isinstance(node, ast.Compare | ast.Set)
                 for each in ast.walk(node)}  # fmt: skip
        for node in ast.walk(tree):
            is_check = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            if is_check and node.value.id == "Check" and id(node) not in asked:
                if path.relative_to(PACKAGE).parts[0] not in FRONT_ENDS:
                    raised.add(node.attr)
            elif isinstance(node, ast.Constant) and path.name != "findings.py" and node.value in names:
                texts.append(f"{path.name}:{node.lineno}")
    return raised, texts


def test_every_check_is_raised_somewhere_and_named_in_the_table_only() -> None:
    raised, texts = _raised()
    assert raised == {check.name for check in Check if check is not Check.OTHER}
    assert texts == []


def test_no_front_end_knows_a_finding_by_its_words() -> None:
    for path in (path for part in FRONT_ENDS for path in (PACKAGE / part).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        assert not re.search(
            r"finding\w*\.(message|text|advice)\s*(==|!=|in\b|\.(startswith|endswith|find))", source
        )
        assert not re.search(r"""["'] in (str\()?finding\b""", source), path
