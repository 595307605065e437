"""The player without a screen: the live protocol on standard input and output."""

import queue
import time
from pathlib import Path

import click

from reamp.live.hints import NO_HINTS, Hints
from reamp.live.protocol import LineProtocol
from reamp.live.session import Session
from reamp.terminal.stdin_lines import STDIN, lines_of

__all__ = ["serve"]


def serve(
    session: Session, descriptor: int = STDIN, *, hints: Hints = NO_HINTS, takes: Path = Path()
) -> None:
    """Answer the lines from a file descriptor until its end or a quit command.

    `takes` is the folder of recordings.
    """
    protocol = LineProtocol(session, words=hints.error, takes=takes)
    lines = lines_of(descriptor)
    while not protocol.is_over:
        for due in protocol.due_lines(time.monotonic()):
            click.echo(due, nl=False)
        try:
            line = lines.get(timeout=protocol.wait_s(time.monotonic()))
        except queue.Empty:
            continue
        if line is None:
            return
        if line.strip():
            click.echo(protocol.answer(line), nl=False)
