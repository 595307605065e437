"""What the gains of a plan achieve, in words."""

from reamp.plan.gain import GainPlan, StepStatus

__all__ = ["input_words", "output_words"]


def input_words(plan: GainPlan) -> str:
    """Return what the input gain achieves."""
    return "calibrated" if plan.calibrated else "not calibrated"


def output_words(plan: GainPlan) -> str:
    """Return what the output gain achieves."""
    is_unknown = plan.output_gain.status is StepStatus.UNKNOWN
    return f"{'not ' if is_unknown else ''}{plan.output_mode}"
