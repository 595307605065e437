"""A plan of gains, printed as sums on paper."""

import itertools

from rich.console import Console
from rich.text import Text

from reamp.cli.console import print_findings
from reamp.plan.gain import GainPlan, GainStep, StepStatus
from reamp.plan.words import input_words, output_words
from reamp.terminal.console import console
from reamp.texts import wrapped

__all__ = ["print_plan"]


def print_plan(plan: GainPlan, names: list[str]) -> None:
    """Print a plan for models of these names, each gain with its terms, and what was noticed."""
    out = console()
    _print_sum(out, "Input gain", plan.input_gain, input_words(plan))
    for step, (this, following) in zip(plan.between_gains, itertools.pairwise(names), strict=True):
        unknown = ": levels unknown" if step.status is StepStatus.UNKNOWN else ""
        _print_sum(out, "Between", step, f"{this} and {following}{unknown}")
    _print_sum(out, "Output gain", plan.output_gain, output_words(plan))
    if plan.peak_into_model_dbfs is not None:
        dbu = "" if plan.peak_into_model_dbu is None else f" ({plan.peak_into_model_dbu:+.1f} dBu)"
        out.print(Text(f"Loudest peak into {names[0]}: {plan.peak_into_model_dbfs:.1f} dBFS{dbu}"))
    if plan.findings:
        out.print()
        print_findings(plan.findings)


def _print_sum(out: Console, title: str, step: GainStep, what: str) -> None:
    """Print a gain with its terms below it, as a sum on paper; what is too long goes on in its column."""
    text = Text.assemble(f"{title:14}", (f"{step.value_db:+7.2f} dB", "bold"), f"   {what}")
    for position, term in enumerate(step.terms):
        is_cut = position > 0 and term.sign > 0 and term.unit == "dB" and term.value < 0.0
        sign = "-" if term.sign < 0 or is_cut else "+" if position else " "
        value = -term.value if is_cut else term.value
        source = f" ({term.source})" if term.source else ""
        number = f"            {sign} {value:7.2f} {term.unit:4} "
        lines = wrapped(f"{number}{term.what}{source}", max(40, out.width), indent=" " * len(number))
        text.append("".join(f"\n{line}" for line in lines), style="dim")
    out.print(text, soft_wrap=True)
