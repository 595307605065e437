"""`reamp info`: describes a model, its cost on this machine, and its levels."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from reamp.cli.console import print_findings, print_json, problem_of
from reamp.cli.model_args import models_argument, name_models, single_models
from reamp.cli.params import Command, json_option
from reamp.errors import ReampError
from reamp.playing.model_facts import ModelFacts, model_facts
from reamp.playing.model_words import model_cells, model_words
from reamp.terminal.console import print_fields, say
from reamp.terminal.progress import counted
from reamp.terminal.table import Row, print_table
from reamp.texts import printable
from reamp.tone3000.words import origin_words

__all__ = ["info"]

_MEASURE_EACH_S = 0.02
"""Time for each of many models: the fastest of ten parts is accurate to a few percent."""


@click.command(cls=Command)
@models_argument
@click.option(
    "--calibrated/--not-calibrated",
    "wanted",
    default=None,
    help="Only models that have an input level, or only those that do not.",
)
@json_option
@click.pass_context
def info(ctx: click.Context, /, *, models: tuple[Path, ...], wanted: bool | None, as_json: bool) -> None:
    """Show what a model is, what it costs, and its levels.

    MODEL is a .nam file. Several, or a folder, make a table (a list with --json). The speed is measured on
    this machine, with one core and blocks of 64 frames. Facts that a file does not state are shown as
    unknown. The exit code is 1 if a file cannot be played.

    Examples:
      reamp info amp.nam
      reamp info amps/ --calibrated
    """
    named = name_models(models, is_chain=False).once()
    paths = single_models(named)
    if named.is_collection or wanted is not None:
        ctx.exit(_show_all(paths, named.names, wanted=wanted, as_json=as_json))
    facts = model_facts(paths[0])
    if as_json:
        print_json(facts.fields())
    else:
        _print_facts(facts)


def _show_all(paths: Sequence[Path], names: Sequence[str], *, wanted: bool | None, as_json: bool) -> int:
    """Print a row for each model that is wanted, and return the exit code."""
    rows: list[Row] = []
    as_fields: list[dict[str, object]] = []
    calibrated = broken = 0
    for name, path in counted(zip(names, paths, strict=True), total=len(paths), what="models"):
        try:
            facts = model_facts(path, measure_s=_MEASURE_EACH_S)
        except ReampError as error:
            broken += 1
            rows.append(Row(name=name, problem=problem_of(error, [path])))
            as_fields.append({"path": str(path), "error": str(error)})
            continue
        calibrated += facts.is_calibrated
        if wanted in (None, facts.is_calibrated):
            rows.append(Row(name=name, cells=_cells(facts)))
            as_fields.append(facts.fields())
    if as_json:
        print_json(as_fields)
    else:
        if rows:
            print_table(("Model", "Network", ">In dBu", ">Out dBu", ">Loudness", ">Speed"), rows)
            say()
        _print_summary(len(paths), calibrated, broken)
    return int(broken > 0)


def _cells(facts: ModelFacts) -> tuple[str | Text, ...]:
    network, level, *others = model_cells(facts)
    return (printable(network), Text(level, style="" if facts.is_calibrated else "yellow"), *others)


def _print_summary(total: int, calibrated: int, broken: int) -> None:
    verb = "has an input level" if calibrated == 1 else "have an input level"
    say(f"{calibrated} of {total} models {verb} and can be calibrated.", style="bold")
    if broken:
        say(f"{broken} cannot be played.", style="red")
    say("Loudness: computed if the file states none. Speed: times real time here.", style="dim")


def _print_facts(facts: ModelFacts) -> None:
    origin = origin_words(facts.document.path)
    words = {name: printable(value) for name, value in (model_words(facts) | origin).items()}
    print_fields(str(facts.document.path), words, width=17)
    print_findings(facts.findings)
