"""`reamp level`: the calibration measurements, their steps and sums, and the levels that were kept."""

from collections.abc import Sequence
from inspect import cleandoc
from pathlib import Path

import click
from rich.text import Text

from reamp.capture.calibrate import (
    calibration_findings,
    interface_max_input_dbu,
    return_findings,
    return_level_dbu,
    send_findings,
    send_level_dbu,
)
from reamp.cli.console import print_findings, print_json
from reamp.cli.numbers import DBFS, LEVEL, Number
from reamp.cli.params import Group, json_option
from reamp.cli.table import Row, print_table
from reamp.findings import Finding
from reamp.nam import NamDocument
from reamp.plan.kept_levels import HowKept, KeptLevel, find_kept_level, forget_level, load_kept_levels
from reamp.terminal.console import console
from reamp.texts import printable
from reamp.units import DBU_REFERENCE_V

__all__ = ["level"]

_SHORTEST = 4
"""Digits of a network that can be typed in its place."""

_SEND_STEPS = """
The send level: how many volts the gear gets when the file is at full scale.
You need a multimeter that reads AC volts RMS at 1 kHz, and a sine of 1 kHz
from your DAW.

1. Set the output of your interface and the re-amp box as for the capture.
   Touch no gain from here on: what you measure holds for these positions only.
2. Send as hot as the gear allows; a quiet send makes a noisy capture.
3. Play a sine of 1 kHz that peaks at 0 dBFS. An unbalanced cable on a balanced
   output loses 6 dB; that is fine, as you measure behind it.
4. Measure volts AC at the plug that goes into the gear, behind the re-amp box.
5. Say what you read:
   reamp level send --volts 6.40
"""

_RETURN_STEPS = """
The return level: how many volts out of the gear fill the recording. The send
level comes first:
reamp level send

1. Leave the input you record with as it is for the capture: gain, pad,
   everything.
2. Take the gear out: plug the cable that goes into it into the input you
   record with.
3. Play the sine of 1 kHz, and lower it from 0 dBFS until the input does not
   clip. Its peak is the tone.
4. Read the peak in your recorder: that is the reading. Both are in dBFS, at or
   below 0.
5. Say what you read:
   reamp level return --send 18.3dBu --tone -6.5 --reading -0.5
"""

_INPUT_STEPS = """
The maximum input level of an interface that is published nowhere. You need a
sine whose level is known: from a generator, or from an output with a
multimeter on it.

1. Use the input for guitars. Gain at its lowest, no pad, no Air, Vintage or 4K
   mode, faders of its mixer at 0 dB.
2. Feed it the sine, 1 kHz. A peak of 1 V is -0.79 dBu, 1 V RMS is 2.22 dBu.
3. Read its peak in your recorder, in dBFS. Below 0: nothing may clip.
4. Say what you read:
   reamp level input --level 1Vp --reading -13
"""


@click.group(cls=Group)
def level() -> None:
    """Measure levels, step by step; list those that were kept.

    A level says how many volts full scale is: in dBu RMS, of the sine whose digital peak is 0 dBFS. Each
    command that measures prints the steps without options; with what you read, the level.

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
    """Say how many volts the gear gets: the --send of a capture.

    Example:
      reamp level send --volts 6.40
    """
    if volts_rms is None:
        return _explain(_SEND_STEPS, {"--volts": volts_rms}, as_json=as_json)
    send_dbu = send_level_dbu(volts_rms)
    findings = list(send_findings(send_dbu))
    if as_json:
        _print_level("send_dbu", send_dbu, findings)
        return
    _print_sum("Send", send_dbu, [f"    20 log10({volts_rms:g} V / {DBU_REFERENCE_V:.4f} V)"])
    _print_end(f"reamp capture new --send {send_dbu:.4g}dBu ...", findings)


_reading_option = click.option(
    "--reading", "reading_dbfs", type=DBFS, metavar="DBFS", help="The peak your recorder reads."
)


@level.command("return")
@click.option("--send", "send_dbu", type=LEVEL, help="The send level, as measured before.")
@click.option("--tone", "tone_dbfs", type=DBFS, metavar="DBFS", help="The peak of the sine you play.")
@_reading_option
@json_option
def return_(
    *, send_dbu: float | None, tone_dbfs: float | None, reading_dbfs: float | None, as_json: bool
) -> None:
    """Say how many volts fill the recording: the --return of a capture.

    Example:
      reamp level return --send 18.3dBu --tone -6.5 --reading -0.5
    """
    if send_dbu is None or tone_dbfs is None or reading_dbfs is None:
        read = {"--send": send_dbu, "--tone": tone_dbfs, "--reading": reading_dbfs}
        return _explain(_RETURN_STEPS, read, as_json=as_json)
    return_dbu = return_level_dbu(send_dbu, tone_dbfs=tone_dbfs, reading_dbfs=reading_dbfs)
    findings = list(return_findings(return_dbu, reading_dbfs=reading_dbfs))
    if as_json:
        _print_level("return_dbu", return_dbu, findings)
        return
    terms = [
        f"  {send_dbu:7.2f} dBu  send",
        f"+ {tone_dbfs:7.2f} dBFS tone",
        f"- {reading_dbfs:7.2f} dBFS reading",
    ]
    _print_sum("Return", return_dbu, terms)
    _print_end(f"reamp capture new --return {return_dbu:.4g}dBu ...", findings)


@level.command("input")
@click.option("--level", "level_dbu", type=LEVEL, help="The level of the sine: -0.79dBu, 1Vp, 0.707V.")
@_reading_option
@json_option
def input_(*, level_dbu: float | None, reading_dbfs: float | None, as_json: bool) -> None:
    """Say how much the input of an interface takes, at its lowest gain.

    Example:
      reamp level input --level -0.79dBu --reading -13
    """
    if level_dbu is None or reading_dbfs is None:
        return _explain(_INPUT_STEPS, {"--level": level_dbu, "--reading": reading_dbfs}, as_json=as_json)
    max_input_dbu = interface_max_input_dbu(level_dbu, reading_dbfs=reading_dbfs)
    findings = list(calibration_findings(max_input_dbu, reading_dbfs=reading_dbfs))
    if as_json:
        _print_level("max_input_dbu", max_input_dbu, findings)
        return
    terms = [f"  {level_dbu:7.2f} dBu  sine", f"- {reading_dbfs:7.2f} dBFS reading"]
    _print_sum("Max input", max_input_dbu, terms)
    _print_end(f'reamp interfaces --add "NAME" --max-input {max_input_dbu:.4g}dBu --measured', findings)


@level.command("kept")
@json_option
def kept_(*, as_json: bool) -> None:
    """List the input levels of models that were kept: set by ear in reamp play, or typed there.

    A level belongs to the network: it is found again where the file was renamed, moved or tagged, and is
    used by every command. reamp tag --kept writes it into the file.

    Example:
      reamp level kept
    """
    levels = load_kept_levels()
    if as_json:
        print_json(list(levels))
    elif not levels:
        click.echo("No level is kept: k keeps one in reamp play.")
    else:
        rows = [Row(name=each.model or each.network, cells=_kept_cells(each)) for each in levels]
        print_table(("Model", ">Input level", "How", "Network"), rows)


def _kept_cells(kept: KeptLevel) -> tuple[Text, ...]:
    how = f"set by ear{'' if kept.interface is None else f', {kept.interface}'}"
    how = "typed" if kept.how is HowKept.TYPED else how
    when = "" if kept.date is None else f", {kept.date}"
    return (Text(f"{kept.input_level_dbu:.2f} dBu"), Text(printable(how) + when), Text(kept.network[:8]))


@level.command()
@click.argument("model", metavar="MODEL")
def forget(*, model: str) -> None:
    """Forget the input level that was kept for a model.

    MODEL is its .nam file, under any name, or the name or network that reamp level kept lists.

    Example:
      reamp level forget amp.nam
    """
    kept = _named_kept(model)
    forget_level(kept.network)
    label = kept.model or kept.network
    click.echo(f"{printable(label)}: the input level of {kept.input_level_dbu:g} dBu is forgotten.")


def _named_kept(model: str) -> KeptLevel:
    """Return the level that is kept for a file, a name that is listed, or the first digits of a network."""
    if Path(model).is_file():
        kept = find_kept_level(NamDocument.read_for_repair(model))
        if kept is None:
            raise click.UsageError(f"no level is kept for {model}; reamp level kept lists all")
        return kept
    levels = load_kept_levels()
    found = [each for each in levels if model in (each.model, Path(each.model).stem)]
    found = found or [each for each in levels if len(model) >= _SHORTEST and each.network.startswith(model)]
    if not found:
        raise click.UsageError(f"{model} is no file, and no level is kept under that name (reamp level kept)")
    if len(found) > 1:
        networks = ", ".join(each.network[:8] for each in found)
        raise click.UsageError(f"{len(found)} levels are kept under that name; type the network: {networks}")
    return found[0]


def _explain(steps: str, read: dict[str, float | None], *, as_json: bool) -> None:
    """Print the steps when no option was typed; refuse when some are missing."""
    missing = [name for name, value in read.items() if value is None]
    if len(missing) < len(read) or as_json:
        raise click.UsageError(f"{' and '.join(missing)} missing; without options come the steps to measure")
    _print_steps(steps)


def _print_steps(steps: str) -> None:
    for line in cleandoc(steps).splitlines():
        console().print(Text(line, style="bold" if line.startswith("   reamp ") else ""), soft_wrap=True)


def _print_level(name: str, level_dbu: float, findings: Sequence[Finding]) -> None:
    print_json({name: level_dbu, "findings": findings})


def _print_sum(title: str, level_dbu: float, terms: Sequence[str]) -> None:
    text = Text.assemble(f"{title:14}", (f"{level_dbu:7.2f} dBu", "bold"), "  at full scale")
    for term in terms:
        text.append(f"\n            {term}", style="dim")
    console().print(text, soft_wrap=True)


def _print_end(command: str, findings: Sequence[Finding]) -> None:
    console().print(Text.assemble("\n", (command, "bold")), soft_wrap=True)
    print_findings(findings)
