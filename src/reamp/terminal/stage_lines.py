"""The stage assistant in a pipe: prints a line for every strum and every piece of advice."""

import queue
import time

import click

from reamp.errors import DeviceError
from reamp.findings import by_severity
from reamp.live.hints import NO_HINTS, Hints
from reamp.live.listening import Listening
from reamp.stage.assistant import AssistantStep
from reamp.stage.told import Told
from reamp.terminal.console import print_sentence
from reamp.terminal.stage_screen import Talk
from reamp.terminal.stdin_lines import lines_of

__all__ = ["listen_plainly"]

ALONE_S = 20.0
"""Seconds without a strum after which an assistant without a screen ends."""

_LINES_PER_S = 25


def listen_plainly(listening: Listening, *, hints: Hints = NO_HINTS) -> None:
    """Print a line for every strum and every piece of advice, until the gain is right or an answer is needed.

    Raises `DeviceError` if standard input has ended and no strum comes.
    """
    talk = Talk(listening, hints=hints)
    talk.asks_gain = False  # --interface-gain gives it
    lines, told, is_end = lines_of(), Told(), False
    while (assistant := listening.assistant).step is not AssistantStep.DONE:
        if strum := told.new_strum(assistant):
            click.echo(strum)
        for finding in by_severity(told.new_findings(assistant)):
            print_sentence(finding.severity, hints.finding(finding))
        for task in told.new_tasks(assistant):
            click.echo(task)
        if is_end and assistant.step is AssistantStep.ADJUST:
            return
        if is_end and time.monotonic() - told.strum_s > ALONE_S:
            raise DeviceError(
                f"{listening.stream.device.name}: no strum for {ALONE_S:g} s, and standard input has ended: "
                "plug the guitar in and begin again",
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
            click.echo(talk.message or f"the gain is now {'unknown' if gain is None else gain.words}")
