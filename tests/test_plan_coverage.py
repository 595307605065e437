"""The range of a model's training is read from its file, and a guitar outside it is reported."""

import pytest

from reamp.findings import Severity
from reamp.plan.coverage import FULL_SCALE, TrainedRange, coverage_findings, trained_range

KNOWN = TrainedRange(peak_dbfs=-2.0, is_assumed=False)


@pytest.mark.parametrize(
    ("trained", "peak_dbfs", "check"),
    [
        (FULL_SCALE, 0.0, None),
        (FULL_SCALE, 0.5, None),
        (FULL_SCALE, 0.6, "model-input-hot"),
        (FULL_SCALE, -20.0, None),
        (FULL_SCALE, -20.1, "model-input-quiet"),
        (KNOWN, -1.4, "model-input-hot"),
        (KNOWN, -2.0, None),
        (KNOWN, -22.0, None),
        (KNOWN, -22.1, "model-input-quiet"),
    ],
)
def test_each_finding_begins_at_its_limit(trained: TrainedRange, peak_dbfs: float, check: str | None) -> None:
    checks = [finding.check for finding in coverage_findings("amp", trained, peak_dbfs=peak_dbfs)]
    assert checks == ([] if check is None else [check])


def test_an_assumed_range_is_said_to_be_full_scale() -> None:
    (assumed,) = coverage_findings("amp", FULL_SCALE, peak_dbfs=4.1)
    assert assumed.severity is Severity.WARNING
    assert assumed.text.startswith(
        "amp: the guitar drives the model 4.1 dB beyond full scale, "
        "the loudest that it can have been trained on; it may sound wrong. Turn"
    )
    (known,) = coverage_findings("amp", KNOWN, peak_dbfs=4.1)
    assert "drives the model 6.1 dB beyond the loudest that it was trained on; it may" in known.message
    (quiet,) = coverage_findings("amp", KNOWN, peak_dbfs=-30.0)
    assert quiet.severity is Severity.NOTE
    assert "is 28 dB below the loudest that it was trained on" in quiet.message


def test_a_file_that_states_no_peak_has_full_scale() -> None:
    assert trained_range(-0.5) == TrainedRange(peak_dbfs=-0.5, is_assumed=False)
    assert trained_range(None) == FULL_SCALE
