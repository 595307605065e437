"""What the gains of a plan achieve, in words and as sums."""

from collections.abc import Iterator, Sequence

from reamp.plan.gain import GainPlan, GainStep, GainTerm, StepStatus

__all__ = [
    "between_words",
    "input_words",
    "legend_lines",
    "output_words",
    "short_sum",
    "sum_lines",
    "term_lines",
]


def input_words(plan: GainPlan) -> str:
    """Return what the input gain achieves."""
    return "calibrated" if plan.calibrated else "not calibrated"


def output_words(plan: GainPlan) -> str:
    """Return what the output gain achieves."""
    is_unknown = plan.output_gain.status is StepStatus.UNKNOWN
    return f"{'not ' if is_unknown else ''}{plan.output_mode}"


def between_words(plan: GainPlan) -> str:
    """Return the gains between the models of a chain."""
    return ", ".join(
        "unknown" if step.status is StepStatus.UNKNOWN else f"{step.value_db:+.2f} dB"
        for step in plan.between_gains
    )


def short_sum(step: GainStep) -> str:
    """Return the numbers of a gain as a sum without units: `12.2 - 11.76`."""
    terms = (f"{'-' if _is_taken(term) else '+'} {round(abs(term.value), 2):g}" for term in step.terms)
    return " ".join(terms).removeprefix("+ ")


def legend_lines(plans: Sequence[GainPlan]) -> Iterator[str]:
    """Yield lines that explain the numbers in a table of plans from one source."""
    calibrated = next((plan for plan in plans if plan.calibrated), None)
    if calibrated is not None:
        level, _, *others = calibrated.input_gain.terms
        gains = "".join(f"; {term.what} {term.value:g} {term.unit}" for term in others)
        yield f"{level.what}: {level.value:.4g} dBu ({level.source}){gains}"
    if any(plan.peak_into_model_dbfs is not None for plan in plans):
        yield "Peak: the guitar's highest peak at the model's input"


def term_lines(step: GainStep) -> list[tuple[str, str]]:
    """Return the terms of a gain like a sum on paper: for each, its number in a column and its words."""
    lines = []
    for position, term in enumerate(step.terms):
        is_cut = position > 0 and term.sign > 0 and term.unit == "dB" and term.value < 0.0
        sign = "-" if term.sign < 0 or is_cut else "+" if position else " "
        value = -term.value if is_cut else term.value
        source = f" ({term.source})" if term.source else ""
        lines.append((f"{sign} {value:7.2f} {term.unit:4} ", f"{term.what}{source}"))
    return lines


def sum_lines(plan: GainPlan) -> list[str]:
    """Return every gain of a plan with its formula, in the order of the signal."""
    between = (("between", step) for step in plan.between_gains)
    steps = (("input", plan.input_gain), *between, ("output", plan.output_gain))
    return [f"{name} {step.value_db:+.2f} dB = {step.formula}" for name, step in steps]


def _is_taken(term: GainTerm) -> bool:
    return (term.sign < 0) != (term.value < 0)
