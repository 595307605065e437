"""`reamp info`: what a model is, what it costs here, and what it knows of levels."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from reamp.cli.console import print_findings, print_json
from reamp.cli.model_args import models_argument, name_models, single_models
from reamp.cli.params import Command, json_option
from reamp.cli.table import Row, print_table, problem_of
from reamp.errors import ReampError
from reamp.nam import Metadata
from reamp.playing.model_facts import ModelFacts, model_facts
from reamp.playing.model_words import model_words, network_words
from reamp.terminal.console import console
from reamp.terminal.progress import counted
from reamp.texts import printable

__all__ = ["info"]

_MEASURE_EACH_S = 0.02
"""Of many models: the fastest of ten parts is right to a few percent."""


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
    """Say what a model is, what it costs, and what it knows of levels.

    MODEL is a .nam file; several, or a folder, are a table (a list with --json). The speed is measured here:
    one core, blocks of 64 frames. What a file does not say is shown as unknown. The exit code is 1 where a
    file cannot be played.

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
        print_findings(facts.findings)


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
            console().print()
        _print_summary(len(paths), calibrated, broken)
    return int(broken > 0)


def _cells(facts: ModelFacts) -> tuple[Text, ...]:
    said = facts.document.metadata
    levels = (_input_cell(facts), _cell(said, "output_level_dbu"))
    loudness_db = facts.levels.computed_loudness_db if said.loudness_db is None else said.loudness_db
    loudness = Text("unknown" if loudness_db is None else f"{loudness_db:.1f} dB")
    speed = Text(f"{facts.sizes[-1].times_real_time:.0f}x")
    return (Text(printable(network_words(facts))), *levels, loudness, speed)


def _input_cell(facts: ModelFacts) -> Text:
    if facts.is_level_kept:
        return Text(f"kept {facts.levels.input_level_dbu:g}")
    return _cell(facts.document.metadata, "input_level_dbu")


def _cell(said: Metadata, level: str) -> Text:
    value = getattr(said, level)
    if value is None:
        return Text("unknown", style="yellow" if level == "input_level_dbu" else "")
    return Text(f"{'about ' if said.is_estimated(level) else ''}{round(value, 2):g}")


def _print_summary(total: int, calibrated: int, broken: int) -> None:
    out = console()
    verb = "has an input level" if calibrated == 1 else "have an input level"
    out.print(Text(f"{calibrated} of {total} models {verb} and can be calibrated.", style="bold"))
    if broken:
        out.print(Text(f"{broken} cannot be played.", style="red"))
    out.print(Text("Loudness: computed where the file has none. Speed: times real time here.", style="dim"))


def _print_facts(facts: ModelFacts) -> None:
    out = console()
    out.print(Text(str(facts.document.path), style="bold"), soft_wrap=True)
    for name, value in model_words(facts).items():
        line = Text.assemble((f"  {name:17}", "dim"), printable(value))
        out.print(line, soft_wrap=True)
