"""Prints a gain plan like sums on paper."""

import itertools

from rich.text import Text

from reamp.cli.console import print_findings
from reamp.plan.gain import GainPlan, GainStep, StepStatus
from reamp.plan.words import input_words, output_words, term_lines
from reamp.terminal.console import line_width, say
from reamp.texts import wrapped

__all__ = ["print_plan"]


def print_plan(plan: GainPlan, names: list[str]) -> None:
    """Print a plan for models of these names: each gain with its terms, and the findings."""
    _print_sum("Input gain", plan.input_gain, input_words(plan))
    for step, (this, following) in zip(plan.between_gains, itertools.pairwise(names), strict=True):
        unknown = ": levels unknown" if step.status is StepStatus.UNKNOWN else ""
        _print_sum("Between", step, f"{this} and {following}{unknown}")
    _print_sum("Output gain", plan.output_gain, output_words(plan))
    if plan.peak_into_model_dbfs is not None:
        dbu = "" if plan.peak_into_model_dbu is None else f" ({plan.peak_into_model_dbu:+.1f} dBu)"
        say(f"Loudest peak into {names[0]}: {plan.peak_into_model_dbfs:.1f} dBFS{dbu}")
    if plan.findings:
        say()
        print_findings(plan.findings)


def _print_sum(title: str, step: GainStep, what: str) -> None:
    """Print a gain with its terms below it, like a sum on paper; long terms are wrapped in their column."""
    text = Text.assemble(f"{title:14}", (f"{step.value_db:+7.2f} dB", "bold"), f"   {what}")
    for number, words in term_lines(step):
        indented = f"            {number}"
        lines = wrapped(f"{indented}{words}", line_width(), indent=" " * len(indented))
        text.append("".join(f"\n{line}" for line in lines), style="dim")
    say(text)
