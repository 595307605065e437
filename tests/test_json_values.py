"""One shape of JSON: what each value becomes, and null for what JSON cannot hold."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from reamp.findings import Check, Finding, Severity
from reamp.json_values import json_line, json_text, json_value


@dataclass(frozen=True)
class Reading:
    peak_dbfs: float
    path: Path
    others: tuple[float, ...] = ()


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, np.float32("nan"), np.float64("-inf")])
def test_what_is_not_finite_is_null(number: float) -> None:
    assert json_value(number) is None
    assert json_line({"a": [number, {"b": number}]}) == '{"a":[null,{"b":null}]}'


def test_a_value_is_its_fields() -> None:
    reading = Reading(peak_dbfs=-math.inf, path=Path("a/amp.nam"), others=(1.5, math.nan))
    assert json_value(reading) == {"peak_dbfs": None, "path": "a/amp.nam", "others": [1.5, None]}


def test_numbers_of_numpy_are_numbers() -> None:
    assert json_line([np.float64(0.5), np.float32(0.25), np.int64(3), True, None]) == "[0.5,0.25,3,true,null]"


def test_a_finding_is_an_object_with_its_subject() -> None:
    finding = Finding(
        check=Check.RECORDING_SILENT,
        severity=Severity.WARNING,
        subject="di.wav",
        message="the recording is silent",
        measured=-math.inf,
        unit="dBFS",
    )
    assert json_value([finding]) == [
        {
            "check": "recording-silent",
            "severity": "warning",
            "subject": "di.wav",
            "message": "the recording is silent",
            "advice": "",
            "measured": None,
            "limit": None,
            "unit": "dBFS",
            "effect_db": None,
        }
    ]


def test_letters_stay_and_names_that_are_no_text_can_be_printed() -> None:
    assert json_text({"name": "Höfner"}) == '{\n  "name": "Höfner"\n}'
    line = json_line(Path("am\udce9.nam")).encode(errors="backslashreplace")
    assert json.loads(line) == "am\udce9.nam"
