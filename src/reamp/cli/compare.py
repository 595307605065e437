"""`reamp compare`: compares models with each other, or with the real gear, on a page to listen to."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from rich.text import Text

from reamp.cli.console import print_findings, print_json
from reamp.cli.hints import about_this_run
from reamp.cli.model_args import chain_option, models_argument, name_models
from reamp.cli.numbers import LEVEL, SECONDS, Whole
from reamp.cli.params import (
    FILE,
    Command,
    GainOptions,
    OneOf,
    channel_option,
    collected,
    is_sound,
    json_option,
    overwrite_option,
    quiet_option,
    shared_gain_options,
    slim_option,
    threads_option,
)
from reamp.cli.rig_params import IR, IR_HELP, ir_file
from reamp.compare.clips import MatchBy
from reamp.compare.comparison import CompareConfig, Comparison, Contender
from reamp.compare.comparison import compare as compare_models
from reamp.compare.contenders import contenders_of
from reamp.compare.recordings import DEFAULT_SECONDS
from reamp.compare.report import WrittenReport, check_report, report_fields, write_report
from reamp.compare.words import about_words, match_words, table_headings, table_rows
from reamp.nam.collection import Named
from reamp.rig.cabinet import Cabinet
from reamp.terminal.console import line_width, say
from reamp.terminal.number_table import print_numbers
from reamp.terminal.progress import step_line
from reamp.texts import broken_name, minutes, printable

__all__ = ["compare"]

_LEAST_NAME = 16
_NUMBERS = 62
"""The width of the columns after the names, with all metrics."""


@click.command(cls=Command)
@models_argument
@chain_option
@click.option("--di", type=FILE, required=True, help="The recording of the guitar.")
@click.option("--target", type=FILE, help="The recording of the real gear, playing this guitar.")
@click.option("-o", "folder", type=FILE, required=True, help="The folder to write the report into.")
@click.option("--name", "names", multiple=True, help="The name of a model; repeat it, in their order.")
@click.option("--target-name", default="target", show_default=True, help="The name of the target.")
@click.option(
    "--match",
    type=OneOf(MatchBy),
    default=str(MatchBy.LUFS),
    show_default=True,
    help="lufs: equally loud; peak: each peaks at -10 dBFS; none: as they are.",
)
@click.option(
    "--start", "start_s", type=SECONDS, default=0.0, metavar="S", help="Where in the recording to begin."
)
@click.option(
    "--seconds",
    type=SECONDS,
    metavar="S",
    help=f"How much to compare.  [default: at most {DEFAULT_SECONDS:g}]",
)
@shared_gain_options
@click.option(
    "--model-input-level",
    "levels",
    multiple=True,
    metavar="NAME=LEVEL",
    help="The input level of a model, instead of the level in its file; repeat it.",
)
@channel_option
@click.option(
    "--target-channel", type=Whole(1), metavar="N", help="The channel of the target, if it has several."
)
@click.option("--ir", type=IR, metavar="CABINET", help=f"{IR_HELP}; after every model.")
@click.option("--ir-channel", type=Whole(1), metavar="N", help="Its channel, if it has several.")
@slim_option
@threads_option
@overwrite_option("an existing report")
@quiet_option
@json_option
@collected("config", CompareConfig)
def compare(
    *,
    models: tuple[Path, ...],
    is_chain: bool,
    di: Path,
    target: Path | None,
    config: CompareConfig,
    folder: Path,
    names: tuple[str, ...],
    gains: GainOptions,
    levels: tuple[str, ...],
    ir: Path | None,
    ir_channel: int | None,
    slim: float | None,
    overwrite: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Compare models with each other, or with the real gear.

    Every model plays the same guitar at the level that the real gear would get, and all are made equally
    loud. On the page you can switch between them while they play, do a blind test, and see the differences.
    Without a target, all others are compared with the first model. MODEL is a .nam file or a folder of them.
    A chain, written as pedal.nam '>' amp.nam, is compared like a model.

    Example:
      reamp compare a.nam b.nam --di di.wav --target amp.wav -o report --max-input 12.2dBu
    """
    _check_usage(models, target=target, target_channel=config.target_channel, ir=ir, ir_channel=ir_channel)
    cabinets = () if ir is None else (Cabinet(path=ir_file(ir), channel=ir_channel),)
    named = name_models(models, is_chain=is_chain)
    contenders = _contenders(named, names, levels, gains, slim=slim, cabinets=cabinets)
    clip_names = [contender.name for contender in contenders]
    if target is not None:
        clip_names.insert(0, config.target_name)
    files = (*itertools.chain(*named.chains), di, target, *(cabinet.file for cabinet in cabinets))
    inputs = [path for path in files if path is not None]
    check_report(folder, names=clip_names, inputs=inputs, overwrite=overwrite)
    with step_line(quiet=quiet or as_json) as on_step:
        comparison = compare_models(contenders, di=di, target=target, config=config, on_step=on_step)
        on_step("drawing")
        report = write_report(
            comparison, folder, about=about_words(comparison, di=di, target=target, cabinet=ir)
        )
    comparison = replace(comparison, findings=(*comparison.findings, *report.findings))
    if as_json:
        print_json(report_fields(comparison, report))
        return
    if not quiet:
        _print_comparison(comparison, report)
    print_findings(about_this_run(comparison.findings), stderr=True, quiet=quiet)


def _check_usage(
    models: Sequence[Path],
    *,
    target: Path | None,
    target_channel: int | None,
    ir: Path | None,
    ir_channel: int | None,
) -> None:
    for model in models:
        if is_sound(model):
            raise click.UsageError(f"{model} is a recording; the guitar is --di, the real gear --target")
    if target is None and target_channel is not None:
        raise click.UsageError("--target-channel needs --target")
    if ir is None and ir_channel is not None:
        raise click.UsageError("--ir-channel needs --ir")


def _contenders(
    named: Named,
    names: Sequence[str],
    levels: Sequence[str],
    gains: GainOptions,
    *,
    slim: float | None,
    cabinets: tuple[Cabinet, ...],
) -> list[Contender]:
    if names and len(names) != len(named.chains):
        raise click.UsageError(
            f"give every model its --name: {len(names)} names for {len(named.chains)} models"
        )
    names = [printable(name).strip() for name in names or named.names]
    rigs = [replace(gains.rig(chain, slim=slim), cabinets=cabinets) for chain in named.chains]
    levels_dbu = _typed_levels(levels, names)
    return contenders_of(rigs, names=names, input_levels_dbu=levels_dbu, source=gains.source())


def _typed_levels(levels: Sequence[str], names: Sequence[str]) -> dict[str, float]:
    known_dbu = {}
    for typed in levels:
        name, equals, level = typed.rpartition("=")
        if not equals or name not in names:
            raise click.UsageError(
                f"--model-input-level is NAME=LEVEL, and {typed!r} names none of {', '.join(names)}"
            )
        known_dbu[name] = float(LEVEL.convert(level, None, None))
    return known_dbu


def _print_comparison(comparison: Comparison, report: WrittenReport) -> None:
    """Print a row for every clip, and the path of the page."""
    titles = (" ".join([title, unit]) for title, unit in table_headings(comparison))
    width = max(_LEAST_NAME, line_width() - _NUMBERS)
    print_numbers(
        ["", *("\n".join(title.split()) for title in titles)],
        (
            [broken_name(name, width), *(Text(words, "bold" if is_best else "") for words, is_best in cells)]
            for name, cells in table_rows(comparison)
        ),
    )
    how = f"  {minutes(comparison.duration_s)}, {match_words(comparison.match)}"
    say("\n", (str(report.page), "bold"), how)
