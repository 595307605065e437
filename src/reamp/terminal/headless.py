"""The player without a screen: the live protocol on standard input and output."""

import queue
import time

import click

from reamp.live.hints import NO_HINTS, Hints
from reamp.live.protocol import LineProtocol
from reamp.live.session import Session
from reamp.terminal.stdin_lines import STDIN, lines_of

__all__ = ["serve"]


def serve(session: Session, descriptor: int = STDIN, *, hints: Hints = NO_HINTS) -> None:
    """Answer the lines from a file descriptor until its end or a quit command."""
    protocol = LineProtocol(session, words=hints.error)
    lines = lines_of(descriptor)
    due_s = time.monotonic()
    while not protocol.is_over:
        try:
            wait_s = None if protocol.watch_s is None else max(0.0, due_s - time.monotonic())
            line = lines.get(timeout=wait_s)
        except queue.Empty:
            click.echo(protocol.meters(), nl=False)
            due_s = max(due_s + (protocol.watch_s or 0.0), time.monotonic())
            continue
        if line is None:
            return
        if line.strip():
            click.echo(protocol.answer(line), nl=False)
