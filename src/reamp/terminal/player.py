"""The player in a terminal: repaints its screen many times a second and reads its keys."""

import time
from collections.abc import Sequence
from pathlib import Path

from reamp.live.hints import NO_HINTS, Hints
from reamp.live.meters_hold import Held, hold
from reamp.live.session import Session
from reamp.terminal.console import console
from reamp.terminal.full_screen import full_screen
from reamp.terminal.keyboard import keyboard, marked_pastes
from reamp.terminal.meters import ASCII_BLOCKS, BLOCKS
from reamp.terminal.play_desk import KeyDesk
from reamp.terminal.play_screen import screen

__all__ = ["SCREENS_PER_S", "play_on_screen"]

SCREENS_PER_S = 25
"""Screens a second; from 20 on, meters look continuous."""


def play_on_screen(
    session: Session, *, named: Sequence[Path] = (), hints: Hints = NO_HINTS, takes: Path = Path()
) -> None:
    """Show a session until the user quits; see `KeyDesk` for `named`, `hints` and `takes`."""
    desk, held, resets = KeyDesk(session, named=named, hints=hints, takes=takes), Held(), 0
    due_s = time.monotonic()
    with keyboard() as read, marked_pastes(), full_screen(console()) as out:
        blocks = BLOCKS if out.has_blocks else ASCII_BLOCKS
        while not desk.is_over:
            desk.tick()
            status = session.status()
            if desk.view.resets != resets:
                held, resets = Held(), desk.view.resets
            held = hold(held, status, time_s=time.monotonic())
            width, height = out.size
            words = desk.hints.finding
            out.show(screen(status, desk.view, held, width=width, height=height, blocks=blocks, words=words))
            due_s = max(due_s + 1.0 / SCREENS_PER_S, time.monotonic())
            try:
                desk.press(read(max(0.0, due_s - time.monotonic())))
            except EOFError:  # the terminal was closed
                return
