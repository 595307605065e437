"""The stage assistant in a pipe: a line for every strum and advice, and what is remembered at the end."""

import queue
import time
from collections.abc import Sequence

import click
from rich.text import Text

from reamp.cli.console import print_findings
from reamp.cli.hints import HINTS
from reamp.errors import DeviceError
from reamp.interfaces.remembered import remembered_path
from reamp.interfaces.table import InputKind, interfaces
from reamp.live.listening import Listening
from reamp.stage.assistant import STRUMS_NEEDED, AssistantStep, GainAssistant
from reamp.stage.words import task, turned_words
from reamp.terminal.console import console
from reamp.terminal.stage_screen import Talk
from reamp.terminal.stdin_lines import lines_of

__all__ = ["keep_and_print", "listen_plainly"]

ALONE_S = 20.0
"""Seconds without a strum after which an assistant without a screen ends."""

_LINES_PER_S = 25


def listen_plainly(listening: Listening) -> None:
    """Print a line for every strum and every advice, until the gain is right or an answer is needed.

    Raises `DeviceError` where standard input has ended and no strum comes.
    """
    talk = Talk(listening, hints=HINTS)
    talk.asks_gain = False  # --interface-gain says it
    lines, told, is_end = lines_of(), _Told(), False
    while (assistant := listening.assistant).step is not AssistantStep.DONE:
        told.tell(listening)
        if is_end and assistant.step is AssistantStep.ADJUST:
            return
        if is_end and time.monotonic() - told.strum_s > ALONE_S:
            raise DeviceError(
                f"{listening.stream.device.name}: no strum for {ALONE_S:g} s, and standard input has ended: "
                "plug the guitar in, and begin again",
                backend=listening.stream.device.backend,
            )
        listening.hear()
        try:
            line = lines.get(timeout=1.0 / _LINES_PER_S)
        except queue.Empty:
            continue
        if line is None:
            is_end = True
        else:
            talk.say(line.decode(errors="replace"))
            gain = listening.assistant.gain
            click.echo(talk.message or f"the gain is {'not known' if gain is None else gain.words} now")


def keep_and_print(listening: Listening) -> None:
    """Remember the gain with its interface and print what is remembered, or else how to remember it."""
    out, gain, interface = console(), listening.assistant.gain, listening.calibration.interface
    if measured := turned_words(listening.assistant):
        out.print(Text(measured), soft_wrap=True)
    if gain is None:
        return
    if listening.added_gain_db > 0.0:
        text = f"What the gain adds, {listening.added_gain_db:g} dB, is taken off the model's input."
        out.print(Text(text), soft_wrap=True)
    kept = listening.keep_gain()
    if kept is not None:
        text = f"{kept.interface().name}, gain at {gain.words}; remembered in {remembered_path()}"
        out.print(Text(text), soft_wrap=True)
        return
    name = "NAME"
    if interface is not None and interface in interfaces() and interface.kind is InputKind.INSTRUMENT:
        name = f'"{interface.name}"'
    out.print(Text(f"To remember it: reamp interface set {name} --gain {gain}", style="dim"), soft_wrap=True)


class _Told:
    """What the plain lines have said; `strum_s` is when they last told of a strum, or began."""

    def __init__(self) -> None:
        self.strum_s = time.monotonic()
        self._task: Sequence[str] = ()
        self._strums = self._hard = 0
        self._checks: set[str] = set()

    def tell(self, listening: Listening) -> None:
        """Print what is new."""
        self._tell_strum(listening.assistant)
        new = [each for each in listening.assistant.findings() if each.check not in self._checks]
        print_findings(new)
        self._checks |= {finding.check for finding in new}
        now = task(listening.assistant, asks_gain=False)
        for line in now:
            if line not in self._task:
                click.echo(line)
        self._task = now

    def _tell_strum(self, assistant: GainAssistant) -> None:
        strums_dbfs, hard = assistant.strums_dbfs, assistant.hard_strums
        if len(strums_dbfs) > self._strums:
            self.strum_s = time.monotonic()
            count = f"strum {min(hard, STRUMS_NEEDED)} of {STRUMS_NEEDED}, peak {strums_dbfs[-1]:.1f} dBFS"
            if hard > self._hard:
                click.echo(count)
            elif strums_dbfs[-1] == max(strums_dbfs):
                click.echo(f"{count}; earlier, softer strums no longer count")
            else:
                click.echo(f"{count}; softer than those that count")
        self._strums, self._hard = len(strums_dbfs), hard
