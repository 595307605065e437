"""The stage assistant in a pipe: a line for every strum and advice, and what is remembered at the end."""

import queue
import time

import click

from reamp.cli.console import print_findings, say
from reamp.cli.hints import HINTS
from reamp.errors import DeviceError
from reamp.interfaces.remembered import remembered_path
from reamp.interfaces.table import InputKind, interfaces
from reamp.live.listening import Listening
from reamp.stage.assistant import AssistantStep
from reamp.stage.told import Told
from reamp.stage.words import turned_words
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
    lines, told, is_end = lines_of(), Told(), False
    while (assistant := listening.assistant).step is not AssistantStep.DONE:
        if strum := told.new_strum(assistant):
            click.echo(strum)
        print_findings(told.new_findings(assistant))
        for task in told.new_tasks(assistant):
            click.echo(task)
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
    gain, interface = listening.assistant.gain, listening.calibration.interface
    if measured := turned_words(listening.assistant):
        say(measured)
    if gain is None:
        return
    if listening.added_gain_db > 0.0:
        say(f"What the gain adds, {listening.added_gain_db:g} dB, is taken off the model's input.")
    kept = listening.keep_gain()
    if kept is not None:
        say(f"{kept.interface().name}, gain at {gain.words}; remembered in {remembered_path()}")
        return
    name = "NAME"
    if interface is not None and interface in interfaces() and interface.kind is InputKind.INSTRUMENT:
        name = f'"{interface.name}"'
    say(f"To remember it: reamp interface set {name} --gain {gain}", style="dim")
