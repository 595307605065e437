"""`reamp gain`: the gain-staging plan as a sum on paper."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click
from rich.text import Text

from reamp.audio.files import AudioReader
from reamp.cli.console import print_folded, print_json
from reamp.cli.model_args import Named, chain_option, models_argument, name_models
from reamp.cli.params import FILE, Command, GainOptions, channel_option, gain_options, is_sound, json_option
from reamp.cli.plan_text import print_plan
from reamp.cli.table import Row, print_table, problem_of
from reamp.errors import ReampError
from reamp.findings import Finding, about
from reamp.interfaces.guitar_levels import GUITAR_LEVELS, guitar_level
from reamp.plan.gain import GainPlan, GainTerm, StepStatus
from reamp.plan.inputs import RecordingLevels
from reamp.plan.words import input_words, output_words
from reamp.playing.recording import streamed
from reamp.terminal.console import console

__all__ = ["gain"]


@click.command(cls=Command)
@models_argument
@chain_option
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
    guitar_name: str | None,
    as_json: bool,
) -> None:
    """Plan every gain between the guitar and the output.

    MODEL is a .nam file. Several, or a folder, are a table with a plan for each; with --chain they play into
    each other. Every number comes with its source; unknown levels are reported and never guessed.
    The exit code is 1 where a model cannot be read.

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
    if di is not None and guitar_name is not None:
        raise click.UsageError("--di says more than --guitar: leave one out")
    named = name_models(models, is_chain=is_chain).once()
    source = gains.source()
    recording = None if di is None else _recording_levels(di, channel=channel)
    guitar = None if guitar_name is None else guitar_level(guitar_name)

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
    out = console()
    has_peak = any(plan.peak_into_model_dbfs is not None for plan in plans)
    has_between = any(plan.between_gains for plan in plans)
    drop = {2: not has_between, 4: not has_peak}
    headings = ("Model", "Input gain", ">Between", "Output gain", ">Peak")
    kept = [index for index in range(len(headings)) if not drop.get(index, False)]
    print_table(
        [headings[index] for index in kept],
        [
            replace(row, cells=tuple(row.cells[index - 1] for index in kept[1:])) if row.cells else row
            for row in rows
        ],
    )
    for line in _legend(plans, has_peak=has_peak):
        out.print(Text(line, style="dim"))
    if findings:
        out.print()
        print_folded(findings)


def _legend(plans: Sequence[GainPlan], *, has_peak: bool) -> Iterator[str]:
    """Yield what the numbers of a table are."""
    calibrated = next((plan for plan in plans if plan.calibrated), None)
    if calibrated is not None:
        level, _, *others = calibrated.input_gain.terms
        gains = "".join(f"; {term.what} {term.value:g} {term.unit}" for term in others)
        yield f"{level.what}: {level.value:.4g} dBu ({level.source}){gains}"
    if has_peak:
        yield "Peak: the loudest of the guitar that reaches the model"


def _cells(plan: GainPlan) -> tuple[Text, ...]:
    """Return the cells of a plan, the input gain as a short sum."""
    step = plan.input_gain
    value = (f"{step.value_db:+.2f} dB", "bold")
    if plan.calibrated:
        sum_ = " ".join(
            f"{'-' if (term.sign < 0) != (term.value < 0) else '+'} {_short(term)}" for term in step.terms
        )
        into = Text.assemble(f"{sum_.removeprefix('+ ')} = ", value)
    else:
        into = Text.assemble(value, ", ", (input_words(plan), "yellow"))
    between = ", ".join(
        "unknown" if each.status is StepStatus.UNKNOWN else f"{each.value_db:+.2f} dB"
        for each in plan.between_gains
    )
    peak = "" if plan.peak_into_model_dbfs is None else f"{plan.peak_into_model_dbfs:.1f} dBFS"
    output = f"{plan.output_gain.value_db:+.2f} dB, {output_words(plan)}"
    return (into, Text(between), Text(output), Text(peak))


def _short(term: GainTerm) -> str:
    return f"{round(abs(term.value), 2):g}"
