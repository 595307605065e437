"""`reamp gain`: prints the gain plan like a sum on paper."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.text import Text

from reamp.cli.console import print_folded, print_json, problem_of
from reamp.cli.model_args import chain_option, models_argument, name_models
from reamp.cli.params import (
    FILE,
    Command,
    GainOptions,
    OneOf,
    channel_option,
    gain_options,
    is_sound,
    json_option,
)
from reamp.cli.plan_text import print_plan
from reamp.errors import ReampError
from reamp.findings import Finding, about
from reamp.interfaces.guitar_levels import GUITAR_LEVELS, GuitarLevel
from reamp.nam.collection import Named
from reamp.plan.gain import GainPlan
from reamp.plan.inputs import RecordingLevels
from reamp.plan.words import between_words, input_words, legend_lines, output_words, short_sum
from reamp.terminal.console import line_width, say
from reamp.terminal.table import Row, print_table
from reamp.texts import wrapped

__all__ = ["gain"]


@click.command(cls=Command)
@models_argument
@chain_option
@gain_options
@click.option("--di", type=FILE, help="Check this recording of the guitar as well.")
@channel_option
@click.option(
    "--guitar",
    type=OneOf({level.name: level for level in GUITAR_LEVELS}),
    help="Check a typical guitar of this kind, if you have no recording.",
)
@json_option
@click.pass_context
def gain(
    ctx: click.Context,
    /,
    *,
    models: tuple[Path, ...],
    is_chain: bool,
    gains: GainOptions,
    di: Path | None,
    channel: int | None,
    guitar: GuitarLevel | None,
    as_json: bool,
) -> None:
    """Plan every gain between the guitar and the output.

    MODEL is a .nam file. For several, or a folder, the command prints a table with a plan for each; with
    --chain they play into each other. Every number has its source; unknown levels are reported and never
    guessed. The exit code is 1 if a model cannot be read.

    Examples:
      reamp gain amp.nam --interface "SSL 2+" --interface-gain 5
      reamp gain pedal.nam amp.nam --chain --interface "SSL 2+"
      reamp gain amps/ --max-input 12.2dBu
    """
    for model in models:
        if is_sound(model):
            raise click.UsageError(f"{model} is a recording; to check it as well, write --di {model}")
    if di is None and channel is not None:
        raise click.UsageError("--channel needs --di")
    if di is not None and guitar is not None:
        raise click.UsageError("use --di or --guitar, not both")
    named = name_models(models, is_chain=is_chain).once()
    source = gains.source()
    recording = None if di is None else _recording_levels(di, channel=channel)

    def plan(chain: Sequence[Path]) -> GainPlan:
        return gains.rig(chain).plan(source=source, recording=recording, guitar=guitar)

    if named.is_collection:
        ctx.exit(_show_all(named, plan, as_json=as_json))
    (chain,) = named.chains
    if as_json:
        print_json(plan(chain).to_dict())
    else:
        print_plan(plan(chain), [model.stem for model in chain])


def _recording_levels(path: Path, *, channel: int | None) -> RecordingLevels:
    from reamp.audio.files import AudioReader  # without a recording it is not needed, and it takes a while
    from reamp.playing.recording import streamed

    with AudioReader(path, channel=channel) as reader:
        return streamed(reader).levels


def _show_all(named: Named, plan: Callable[[Sequence[Path]], GainPlan], *, as_json: bool) -> int:
    """Print a row for each model or chain, and return the exit code."""
    rows: list[Row] = []
    plans: list[GainPlan] = []
    findings: list[Finding] = []
    as_dicts: list[dict[str, object]] = []
    for name, chain in zip(named.names, named.chains, strict=True):
        models = [str(path) for path in chain]
        try:
            planned = plan(chain)
        except ReampError as error:
            rows.append(Row(name=name, problem=problem_of(error, chain)))
            as_dicts.append({"models": models, "error": str(error)})
            continue
        plans.append(planned)
        findings += [about(each, name, [path.stem for path in chain]) for each in planned.findings]
        rows.append(Row(name=name, cells=_cells(planned)))
        as_dicts.append({"models": models, "plan": planned.to_dict()})
    if as_json:
        print_json(as_dicts)
    else:
        _print_plans(rows, plans, findings)
    return int(len(plans) < len(rows))


def _print_plans(rows: Sequence[Row], plans: Sequence[GainPlan], findings: Sequence[Finding]) -> None:
    has_between = any(plan.between_gains for plan in plans)
    has_peak = any(plan.peak_into_model_dbfs is not None for plan in plans)
    headings = ("Model", "Input gain", ">Between", "Output gain", ">Peak")
    dropped = {name for name, has in ((">Between", has_between), (">Peak", has_peak)) if not has}
    print_table(headings, rows, without=dropped)
    for line in legend_lines(plans):
        say("\n".join(wrapped(line, line_width())), style="dim")
    if findings:
        say()
        print_folded(findings)


def _cells(plan: GainPlan) -> tuple[str | Text, ...]:
    """Return the cells of a plan, the input gain as a short sum."""
    value = (f"{plan.input_gain.value_db:+.2f} dB", "bold")
    if plan.calibrated:
        into = Text.assemble(f"{short_sum(plan.input_gain)} = ", value)
    else:
        into = Text.assemble(value, ", ", (input_words(plan), "yellow"))
    peak = "" if plan.peak_into_model_dbfs is None else f"{plan.peak_into_model_dbfs:.1f} dBFS"
    output = f"{plan.output_gain.value_db:+.2f} dB, {output_words(plan)}"
    return (into, between_words(plan), output, peak)
