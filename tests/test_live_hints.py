"""Without a front end, answers do not mention keys, options or commands."""

from pathlib import Path

from reamp.errors import ConfigError
from reamp.findings import Check, Finding, Severity
from reamp.interfaces.remembered import RememberedInterface
from reamp.live.hints import NO_HINTS


def test_without_hints_errors_and_findings_are_their_own_sentences() -> None:
    finding = Finding(check=Check.OVERLOAD, severity=Severity.WARNING, message="the processor is too slow")
    assert NO_HINTS.error(ConfigError("no such knob")) == "no such knob"
    assert NO_HINTS.finding(finding) == "warning: the processor is too slow"
    assert NO_HINTS.forget_level(Path("amp.nam")) == ""
    assert NO_HINTS.remember_interface(RememberedInterface(name="SSL 2+")) == ""
