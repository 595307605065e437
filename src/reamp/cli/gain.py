"""`reamp gain`: the gain-staging plan as a sum on paper."""

import itertools
from pathlib import Path

import click
from rich.text import Text

from reamp.audio.files import AudioReader
from reamp.cli.console import console, print_findings, print_json
from reamp.cli.params import (
    FILE,
    Command,
    GainOptions,
    channel_option,
    gain_options,
    is_sound,
    json_option,
)
from reamp.gear.guitar_levels import GUITAR_LEVELS, guitar_level
from reamp.rig.gain import GainPlan, GainStep, StepStatus
from reamp.rig.plan_inputs import RecordingLevels
from reamp.rig.recording import streamed

__all__ = ["gain", "input_words", "output_words", "print_plan"]


@click.command(cls=Command)
@click.argument("models", nargs=-1, required=True, type=FILE, metavar="MODEL...")
@gain_options
@click.option("--di", type=FILE, help="Check this recording of the guitar as well.")
@channel_option
@click.option(
    "--guitar",
    "guitar_name",
    type=click.Choice([level.name for level in GUITAR_LEVELS]),
    help="Check a typical guitar of this kind, where there is no recording.",
)
@json_option
def gain(
    *,
    models: tuple[Path, ...],
    gains: GainOptions,
    di: Path | None,
    channel: int | None,
    guitar_name: str | None,
    as_json: bool,
) -> None:
    """Plan every gain between the guitar and the output.

    MODEL is a .nam file; several are a chain. Every number comes with its source; what is unknown is said
    to be unknown and never guessed.

    Example:
      reamp gain amp.nam --interface "SSL 2+" --interface-gain 5
    """
    for model in models:
        if is_sound(model):
            raise click.UsageError(f"{model} is a recording; to check it as well, write --di {model}")
    if di is None and channel is not None:
        raise click.UsageError("--channel needs --di")
    if di is not None and guitar_name is not None:
        raise click.UsageError("--di says more than --guitar: leave one out")
    plan = gains.rig(models).plan(
        source=gains.source(),
        recording=None if di is None else _recording_levels(di, channel=channel),
        guitar=None if guitar_name is None else guitar_level(guitar_name),
    )
    if as_json:
        print_json(plan.to_dict())
    else:
        print_plan(plan, [model.stem for model in models])


def _recording_levels(path: Path, *, channel: int | None) -> RecordingLevels:
    with AudioReader(path, channel=channel) as reader:
        return streamed(reader).levels


def print_plan(plan: GainPlan, names: list[str]) -> None:
    """Print a plan for models of these names, each gain with its terms, and what was noticed."""
    out = console()
    out.print(_sum("Input gain", plan.input_gain, input_words(plan)))
    for step, (this, following) in zip(plan.between_gains, itertools.pairwise(names), strict=True):
        unknown = ": levels unknown" if step.status is StepStatus.UNKNOWN else ""
        out.print(_sum("Between", step, f"{this} and {following}{unknown}"))
    out.print(_sum("Output gain", plan.output_gain, output_words(plan)))
    if plan.peak_into_model_dbfs is not None:
        dbu = "" if plan.peak_into_model_dbu is None else f" ({plan.peak_into_model_dbu:+.1f} dBu)"
        out.print(Text(f"Loudest peak into {names[0]}: {plan.peak_into_model_dbfs:.1f} dBFS{dbu}"))
    if plan.findings:
        out.print()
        print_findings(plan.findings)


def input_words(plan: GainPlan) -> str:
    """Return what the input gain achieves."""
    return "calibrated" if plan.calibrated else "not calibrated"


def output_words(plan: GainPlan) -> str:
    """Return what the output gain achieves."""
    is_unknown = plan.output_gain.status is StepStatus.UNKNOWN
    return f"{'not ' if is_unknown else ''}{plan.output_mode}"


def _sum(title: str, step: GainStep, what: str) -> Text:
    """Return a gain with its terms below it, as a sum on paper."""
    text = Text.assemble(f"{title:14}", (f"{step.value_db:+7.2f} dB", "bold"), f"   {what}")
    for position, term in enumerate(step.terms):
        is_cut = position > 0 and term.sign > 0 and term.unit == "dB" and term.value < 0.0
        sign = "-" if term.sign < 0 or is_cut else "+" if position else " "
        value = -term.value if is_cut else term.value
        source = f" ({term.source})" if term.source else ""
        text.append(f"\n            {sign} {value:7.2f} {term.unit:4} {term.what}{source}", style="dim")
    return text
