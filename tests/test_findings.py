"""A finding in one line: numbers as people write them."""

import pytest

from reamp.findings import Finding, Severity


def finding(**facts: object) -> Finding:
    return Finding(check="a-check", severity=Severity.WARNING, message="it hums", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measured", "limit", "text"),
    [
        (3.0, None, "(3 frames)"),
        (48_000.0, 0.0, "(48000 frames, limit 0)"),
        (1_234_567.0, None, "(1234567 frames)"),
        (-6.0206, -3.0, "(-6 frames, limit -3)"),
        (-17.96, -18.25, "(-18 frames, limit -18.25)"),
        (6.34, 6.0, "(6.3 frames, limit 6)"),
        (-50.1, 0.117041, "(-50.1 frames, limit 0.12)"),
        (-0.04, None, "(0 frames)"),
        (float("-inf"), None, "(-inf frames)"),
    ],
)
def test_a_number_has_a_tenth_at_most_and_none_when_it_is_whole(
    measured: float, limit: float | None, text: str
) -> None:
    assert str(finding(measured=measured, limit=limit, unit="frames")) == f"warning: it hums {text}"


def test_a_limit_without_a_measurement_is_not_shown() -> None:
    assert str(finding(limit=3.0, unit="dB")) == "warning: it hums"


def test_advice_comes_last() -> None:
    assert str(finding(measured=1.5, unit="s", advice="buy a ground lift")) == (
        "warning: it hums (1.5 s): buy a ground lift"
    )


def test_a_severity_is_its_word() -> None:
    assert [str(severity) for severity in Severity] == ["note", "warning", "blocker"]
