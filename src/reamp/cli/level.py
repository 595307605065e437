"""`reamp level`: the calibration measurements with their steps and sums, and the kept levels."""

import click
from rich.text import Text

from reamp.capture.measuring import (
    MEASURE_INPUT,
    MEASURE_RETURN,
    MEASURE_SEND,
    MeasuredLevel,
    Measurement,
    measured_input,
    measured_return,
    measured_send,
)
from reamp.cli.console import print_findings, print_json
from reamp.cli.numbers import DBFS, LEVEL, Number
from reamp.cli.params import Group, json_option
from reamp.plan.kept_levels import KeptLevel, forget_level, kept_level_of, load_kept_levels
from reamp.terminal.console import say
from reamp.terminal.table import Row, print_table
from reamp.texts import printable, wrapped

__all__ = ["level"]

_COLUMNS = 79


@click.group(cls=Group)
def level() -> None:
    """Measure levels, step by step; list the kept ones.

    A level says how many volts full scale is: the RMS level, in dBu, of the sine whose digital peak is 0
    dBFS. Without options, each measuring command prints its steps. With the numbers that you read, it prints
    the level.

    Examples:
      reamp level send
      reamp level send --volts 6.40
      reamp level return --send 18.3dBu --tone -6.5 --reading -0.5
      reamp level input --level 1Vp --reading -13
      reamp level kept
    """


@level.command()
@click.option(
    "--volts", "volts_rms", type=Number(unit="V"), metavar="V", help="AC volts RMS at the gear's input."
)
@json_option
def send(*, volts_rms: float | None, as_json: bool) -> None:
    """Show how many volts the gear gets: the --send of a capture.

    Example:
      reamp level send --volts 6.40
    """
    if volts_rms is None:
        return _explain(
            MEASURE_SEND, {"--volts": volts_rms}, "reamp level send --volts 6.40", as_json=as_json
        )
    measured = measured_send(volts_rms)
    _print("Send", "send_dbu", measured, "reamp capture new --send {}dBu ...", as_json=as_json)


_reading_option = click.option(
    "--reading", "reading_dbfs", type=DBFS, metavar="DBFS", help="The peak that your recorder shows."
)


@level.command("return")
@click.option("--send", "send_dbu", type=LEVEL, help="The send level, as measured before.")
@click.option("--tone", "tone_dbfs", type=DBFS, metavar="DBFS", help="The peak of the sine you play.")
@_reading_option
@json_option
def return_(
    *, send_dbu: float | None, tone_dbfs: float | None, reading_dbfs: float | None, as_json: bool
) -> None:
    """Show how many volts are full scale of the recording: the --return of a capture.

    Example:
      reamp level return --send 18.3dBu --tone -6.5 --reading -0.5
    """
    if send_dbu is None or tone_dbfs is None or reading_dbfs is None:
        read = {"--send": send_dbu, "--tone": tone_dbfs, "--reading": reading_dbfs}
        example = "reamp level return --send 18.3dBu --tone -6.5 --reading -0.5"
        return _explain(MEASURE_RETURN, read, example, as_json=as_json)
    measured = measured_return(send_dbu, tone_dbfs=tone_dbfs, reading_dbfs=reading_dbfs)
    _print("Return", "return_dbu", measured, "reamp capture new --return {}dBu ...", as_json=as_json)


@level.command("input")
@click.option("--level", "level_dbu", type=LEVEL, help="The level of the sine: -0.79dBu, 1Vp, 0.707V.")
@_reading_option
@json_option
def input_(*, level_dbu: float | None, reading_dbfs: float | None, as_json: bool) -> None:
    """Show the maximum input level of an interface at its lowest gain.

    Example:
      reamp level input --level -0.79dBu --reading -13
    """
    if level_dbu is None or reading_dbfs is None:
        read = {"--level": level_dbu, "--reading": reading_dbfs}
        example = "reamp level input --level 1Vp --reading -13"
        return _explain(MEASURE_INPUT, read, example, as_json=as_json)
    measured = measured_input(level_dbu, reading_dbfs=reading_dbfs)
    command = 'reamp interfaces --add "NAME" --max-input {}dBu --measured'
    _print("Max input", "max_input_dbu", measured, command, as_json=as_json)


@level.command("kept")
@json_option
def kept_(*, as_json: bool) -> None:
    """List the kept input levels of models: set by ear in reamp play, or typed there.

    A level belongs to the network. It is found again after the file was renamed, moved or tagged, and every
    command uses it. reamp tag --kept writes it into the file.

    Example:
      reamp level kept
    """
    levels = load_kept_levels()
    if as_json:
        print_json(list(levels))
    elif not levels:
        click.echo("No level is kept. The k key in reamp play keeps one.")
    else:
        rows = [Row(name=each.model or each.network, cells=_kept_cells(each)) for each in levels]
        print_table(("Model", ">Input level", "How", "Network"), rows)


def _kept_cells(kept: KeptLevel) -> tuple[Text, ...]:
    when = "" if kept.date is None else f", {kept.date}"
    return (
        Text(f"{kept.input_level_dbu:.2f} dBu"),
        Text(printable(kept.how_words) + when),
        Text(kept.network[:8]),
    )


@level.command()
@click.argument("model", metavar="MODEL")
def forget(*, model: str) -> None:
    """Forget the kept input level of a model.

    MODEL is its .nam file under any name, or the name or network from the list of reamp level kept.

    Example:
      reamp level forget amp.nam
    """
    kept = kept_level_of(model)
    forget_level(kept.network)
    label = kept.model or kept.network
    click.echo(f"{printable(label)}: the input level of {kept.input_level_dbu:g} dBu is forgotten.")


def _explain(measurement: Measurement, read: dict[str, float | None], example: str, *, as_json: bool) -> None:
    """Print the steps if no option was typed; raise a usage error if some are missing."""
    missing = [name for name, value in read.items() if value is None]
    if len(missing) < len(read) or as_json:
        raise click.UsageError(
            f"{' and '.join(missing)} missing; run the command without options to see the steps"
        )
    first = f" {measurement.comes_first}:" if measurement.comes_first else ""
    say("\n".join(wrapped(f"{measurement.about}{first}", _COLUMNS)))
    say("reamp level send\n" if first else "")
    for number, step in enumerate(measurement.steps, start=1):
        say("\n".join(wrapped(f"{number}. {step}", _COLUMNS, indent="   ")))
    say(f"{len(measurement.steps) + 1}. Type what you have read:")
    say(f"   {example}", style="bold")


def _print(title: str, name: str, measured: MeasuredLevel, command: str, *, as_json: bool) -> None:
    """Print a level with its sum, and the `command` that takes it."""
    if as_json:
        return print_json({name: measured.level_dbu, "findings": measured.findings})
    say(f"{title:14}", (f"{measured.level_dbu:7.2f} dBu", "bold"), "  at full scale")
    for term in measured.terms:
        say(f"            {term}", style="dim")
    say("\n", (command.format(f"{measured.level_dbu:.4g}"), "bold"))
    print_findings(measured.findings)
