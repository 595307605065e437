"""What an ESR means for a player."""

from enum import StrEnum

__all__ = ["Grade", "grade_of"]

_GOOD, _FAIR, _POOR = 0.01, 0.035, 0.1


class Grade(StrEnum):
    """The meaning of an ESR for a player."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    FAILED = "failed"

    @property
    def words(self) -> str:
        """One sentence that promises no more than the number shows."""
        return _WORDS[self]


_WORDS = {
    Grade.GOOD: "hard to tell from the gear, even side by side",
    Grade.FAIR: "sounds like the gear; side by side a difference can be heard",
    Grade.POOR: "the gear can be recognised, but neither its detail nor its feel",
    Grade.FAILED: "this is not the gear",
}


def grade_of(esr: float) -> Grade:
    """Return the grade of an ESR, by the limits that the official trainer introduced.

    >>> [str(grade_of(esr)) for esr in (0.004, 0.02, 0.05, 0.3, float("nan"))]
    ['good', 'fair', 'poor', 'failed', 'failed']
    """
    limits = ((_GOOD, Grade.GOOD), (_FAIR, Grade.FAIR), (_POOR, Grade.POOR))
    return next((grade for limit, grade in limits if esr < limit), Grade.FAILED)
