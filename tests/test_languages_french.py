"""French findings: each message and each advice of the library is in the table."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import reamp
from reamp.findings import Check, Finding, Severity
from reamp.languages.french import french, french_finding, french_table, french_template

PACKAGE = Path(reamp.__file__).parent
HELPERS = {"Finding", "_warning", "_note", "_blocker", "warning", "note", "blocker"}
NOT_SAID = {"unit", "subject", "check", "severity"}


def texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression can be, with {} for what is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def said_in_findings() -> Iterator[tuple[str, str]]:
    """Yield the messages and advices that stand where findings are made, with their module."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] in ("app", "cli", "terminal", "errors.py", "findings.py"):
            continue
        source = path.read_text(encoding="utf-8")
        if "Finding" not in source:
            continue
        for call in ast.walk(ast.parse(source)):
            if isinstance(call, ast.Assign) and ast.unparse(call.targets[0]) in ("message", "advice"):
                yield from ((path.name, " ".join(text.split())) for text in texts(call.value) if " " in text)
            if not isinstance(call, ast.Call):
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            arguments = [*call.args, *(each.value for each in call.keywords)]
            is_about = any(ast.unparse(each).startswith("Check.") for each in arguments)
            if not (is_about or name in HELPERS) or name == "RecordingError":
                continue
            given = [*call.args, *(each.value for each in call.keywords if each.arg not in NOT_SAID)]
            for text in (text for each in given for text in texts(each)):
                if " " in text and text not in FRAGMENTS:
                    yield path.name, " ".join(text.split())


FRAGMENTS = {"a send", "an instrument input at its lowest gain", "a return", "a tone comes back distorted"}
"""What stands in calls about checks without being a sentence."""


def test_the_search_finds_what_is_said() -> None:
    found = {text for _, text in said_in_findings()}
    assert len(found) > 150
    assert "the signal lasts {} s; at least {} s needed for a good model" in found


def test_every_message_and_advice_of_a_finding_is_in_french() -> None:
    missing = {f"{name}: {text}" for name, text in said_in_findings() if french_template(text) is None}
    assert missing == set()


@pytest.mark.parametrize("english", sorted(french_table()["sentences"]))
def test_a_sentence_has_places_for_all_that_is_put_in(english: str) -> None:
    template = french_table()["sentences"][english]
    count = english.count("{}")
    assert template.count("{}") in (count, 0)
    assert template.strip() != ""
    places = {int(place) for place in re.findall(r"\{(\d)\}", template)}
    assert places <= set(range(count))
    assert count == 0 or "{}" in template or places == set(range(count)) or english in DROPS


DROPS = {"if it {} higher, enter what the interface show{}"}
"""French needs no ending here."""


def test_a_finding_is_said_in_french_with_its_numbers_and_its_advice() -> None:
    finding = Finding(
        check=Check.MODEL_INPUT_HOT,
        severity=Severity.WARNING,
        subject="plexi",
        message="the guitar drives the model 3.5 dB beyond 12.2 dBu; it may sound wrong",
        advice="turn the guitar or the input trim down, or use a capture made at a higher level",
    )
    assert french_finding(finding) == (
        "plexi\u00a0: la guitare pousse le modèle 3,5 dB au-delà de 12,2 dBu\u00a0; il peut sonner faux. "
        "Baissez la guitare ou l'entrée, ou prenez une capture faite à un niveau plus haut"
    )
    assert french(finding.text) == french_finding(finding)


def test_what_the_table_does_not_have_keeps_its_meaning_and_its_english() -> None:
    finding = Finding(check=Check.MODEL_UNREADABLE, severity=Severity.WARNING, message="weights: expected 7")
    said = french_finding(finding)
    assert said == "Un fichier nommé comme un modèle n'en est pas un (weights: expected 7)"
    other = Finding(check=Check.SIGNAL_SHORT, severity=Severity.NOTE, message="something new")
    assert french_finding(other) == "Something new"


def test_a_question_and_space_around_a_text_stay() -> None:
    text = " the return became 6.0 dB softer shortly before 0:12: was a knob turned? "
    assert french(text) == (
        " le retour est devenu 6,0 dB plus faible peu avant 0:12\u00a0: un bouton a-t-il été tourné\u00a0? "
    )
