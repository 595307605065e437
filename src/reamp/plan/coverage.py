"""How loud a model's training input was, and how far a guitar is above or below that.

Above its loudest training input a network extrapolates. Mostly it sounds like a saturated amplifier there,
but no recording confirms that. Far below, it is less exact, because training weighs loud signals more.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from reamp.findings import Check, Finding, Severity

__all__ = ["FULL_SCALE", "HARMLESS_DB", "UNUSED_DB", "TrainedRange", "coverage_findings", "trained_range"]

HARMLESS_DB = 0.5
"""How far a guitar may peak above the loudest training input without a finding."""

UNUSED_DB = 20.0
"""A guitar that peaks further than this below the loudest training input is reported as quiet."""


@dataclass(frozen=True, kw_only=True)
class TrainedRange:
    """The input a model was trained on, in dBFS at the model.

    `is_assumed`: the file does not state it. Then it is full scale: the peak of the standard test signals,
    and the highest peak that a test signal of whole numbers can have.
    """

    peak_dbfs: float = 0.0
    is_assumed: bool = True

    def excess_db(self, peak_dbfs: float) -> float:
        """Return how far a peak lies above the loudest training input; negative when it is below.

        >>> TrainedRange(peak_dbfs=-1.0).excess_db(3.0)
        4.0
        """
        return peak_dbfs - self.peak_dbfs


FULL_SCALE = TrainedRange()
"""The range assumed for a file that states none."""


def trained_range(peak_dbfs: float | None) -> TrainedRange:
    """Return the range for the peak that a file states; full scale if it states none.

    >>> trained_range(-1.0)
    TrainedRange(peak_dbfs=-1.0, is_assumed=False)
    """
    return FULL_SCALE if peak_dbfs is None else TrainedRange(peak_dbfs=peak_dbfs, is_assumed=False)


def coverage_findings(model_name: str, trained: TrainedRange, *, peak_dbfs: float) -> Iterator[Finding]:
    """Yield a finding if a guitar that peaks at `peak_dbfs` in the model is too loud or too quiet for it."""
    finding = functools.partial(
        Finding, subject=model_name, measured=peak_dbfs, limit=trained.peak_dbfs, unit="dBFS"
    )
    loudest = "the loudest that it was trained on"
    if trained.is_assumed:
        loudest = "full scale, the loudest that it can have been trained on"
    excess_db = trained.excess_db(peak_dbfs)
    if excess_db > HARMLESS_DB:
        yield finding(
            check=Check.MODEL_INPUT_HOT,
            severity=Severity.WARNING,
            message=f"the guitar drives the model {excess_db:.1f} dB beyond {loudest}; it may sound wrong",
            advice="turn the guitar or the input trim down, or use a capture made at a higher level",
        )
    elif excess_db < -UNUSED_DB:
        yield finding(
            check=Check.MODEL_INPUT_QUIET,
            severity=Severity.NOTE,
            message=(
                f"the loudest note of the guitar is {-excess_db:.0f} dB below {loudest}; "
                "models are least accurate that low"
            ),
            advice="use a capture made at a lower level, if there is one",
        )
