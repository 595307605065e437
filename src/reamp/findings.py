"""What is imperfect but usable: a finding is returned, shown and never raised."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Severity"]


class Severity(StrEnum):
    """How much a finding matters."""

    NOTE = "note"
    """Worth knowing; nothing to do."""
    WARNING = "warning"
    """The result is usable but probably not what was wanted."""
    BLOCKER = "blocker"
    """Going on makes no sense."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing a check noticed, with the number, the limit and what to do.

    `check` is a stable name for scripts (`converter-clipping`), `message` says what was seen in one
    sentence, `advice` what to do about it. `measured` and `limit` are in `unit`, None where a check
    has no number. `effect_db` is by how much it changes the level, where an assumption may be wrong or the
    sound was limited; None where that is unknown.

    >>> print(Finding(check="converter-clipping", severity=Severity.WARNING, measured=0.0, limit=-0.1,
    ...               unit="dBFS", message="the recording clips", advice="lower the interface gain"))
    warning: the recording clips (0 dBFS, limit -0.1): lower the interface gain
    """

    check: str
    severity: Severity
    message: str
    advice: str = ""
    measured: float | None = None
    limit: float | None = None
    unit: str = ""
    effect_db: float | None = None

    def __str__(self) -> str:
        number = ""
        if self.measured is not None:
            limit = "" if self.limit is None else f", limit {_limit_text(self.limit)}"
            measured = f"{self.measured:z.1f}".removesuffix(".0")
            number = f" ({measured} {self.unit}{limit})"
        advice = f": {self.advice}" if self.advice else ""
        return f"{self.severity}: {self.message}{number}{advice}"


def _limit_text(limit: float) -> str:
    return f"{round(limit, 2):.9g}" if abs(limit) >= 0.01 else f"{limit:.2g}"
