"""The stage assistant in a terminal: a screen with meters, strums and a line to type gains."""

import time
from textwrap import wrap

from rich.text import Text

from reamp.errors import ConfigError, LevelError
from reamp.live.hints import NO_HINTS, Hints
from reamp.live.listening import Listening
from reamp.stage.assistant import PEAKS_DBFS, STRUMS_NEEDED, AssistantStep
from reamp.stage.turned_gain import TurnedGain
from reamp.stage.words import task
from reamp.terminal.console import console
from reamp.terminal.full_screen import full_screen
from reamp.terminal.keyboard import keyboard
from reamp.terminal.meters import ASCII_BLOCKS, BLOCKS, db_bar, db_scale, level_words
from reamp.texts import printable

__all__ = ["SCREENS_PER_S", "Talk", "listen_on_screen", "stage_rows"]

SCREENS_PER_S = 25

_LABEL = 12
_VALUE = 12
_INPUTS_SHOWN = 4


class Talk:
    """The user's input to the assistant: the gain being typed, and whether it must still be asked for."""

    def __init__(self, listening: Listening, *, hints: Hints = NO_HINTS) -> None:
        self.hints = hints
        self.listening = listening
        self.asks_gain = listening.asks_gain
        self.typed = ""
        self.message = ""
        self.is_over = False

    def press(self, key: str) -> None:
        """Carry out a key."""
        if key in ("q", "escape"):
            self.is_over = True
        elif key == "backspace":
            self.typed = self.typed[:-1]
        elif key == "enter":
            self.say(self.typed)
            self.typed = ""
        elif len(key) == 1 and key in "0123456789.,-+?":
            self.typed += key

    def say(self, text: str) -> None:
        """Set a typed gain. An empty text means: at its lowest, or turned as advised."""
        self.message = ""
        try:
            self.listening.say(text, asks_gain=self.asks_gain)
        except (ConfigError, LevelError) as error:
            self.message = self.hints.error(error)
            return
        self.asks_gain = False


def stage_rows(talk: Talk, *, width: int, height: int, blocks: str = BLOCKS) -> list[Text]:
    """Return the rows of the screen."""
    listening, assistant = talk.listening, talk.listening.assistant
    device, interface = listening.stream.device, listening.calibration.interface
    bar = max(8, width - _LABEL - _VALUE)
    name = "interface unknown" if interface is None else interface.name
    rows = [
        Text(f"{printable(name)}   {printable(device.name)} ({device.backend})", "dim"),
        Text(),
        Text.assemble(" " * _LABEL, db_scale(bar, zone_dbfs=PEAKS_DBFS)),
    ]
    for index in _inputs_shown(listening):
        is_guitar = index == assistant.input_index
        label = f"{'>' if is_guitar else ' '}input {index + 1}"
        drawn = db_bar(
            listening.levels_dbfs[index],
            bar,
            held_dbfs=assistant.last_peak_dbfs if is_guitar else -200.0,
            zone_dbfs=PEAKS_DBFS if is_guitar else None,
            blocks=blocks,
        )
        level_dbfs = assistant.last_peak_dbfs if is_guitar else listening.levels_dbfs[index]
        rows.append(Text.assemble(f"{label:{_LABEL}}", drawn, " ", level_words(level_dbfs, "dBFS")))
    heard = min(assistant.hard_strums, STRUMS_NEEDED)
    dots = "#." if blocks == ASCII_BLOCKS else "●○"
    gain = "" if assistant.gain is None else f"  gain at {assistant.gain.words}"
    if gain and assistant.is_measuring and isinstance(assistant.turned, TurnedGain):
        gain += f", give or take {assistant.turned.give_or_take_db:.1f} dB"
    strums = Text.assemble(f"{'hard strums':{_LABEL}}", (f"{dots[0]} " * heard, "green"))
    strums.append(f"{f'{dots[1]} ' * (STRUMS_NEEDED - heard)}{gain}")
    first, second = task(assistant, asks_gain=talk.asks_gain)
    rows += [Text(), strums, Text()]
    rows += [Text(line, "bold") for line in wrap(first, width)]
    rows += [Text(line, "dim") for line in wrap(second, width)]
    for finding in assistant.findings():
        rows += [Text(), *(Text(line, "yellow") for line in wrap(talk.hints.finding(finding), width))]
    rows.append(Text())
    if talk.typed or talk.message:
        rows.append(Text.assemble(f"gain: {talk.typed}_   ", (talk.message, "yellow")))
    foot = Text("q quit", "dim")
    rows = [*rows[: height - 1], *[Text()] * (height - 1 - len(rows)), foot]
    for row in rows:
        row.truncate(width, overflow="ellipsis")
    return rows


def _inputs_shown(listening: Listening) -> list[int]:
    """Return the guitar's input and the first others."""
    count = len(listening.levels_dbfs)
    others = [index for index in range(count) if index != listening.assistant.input_index]
    return sorted([listening.assistant.input_index, *others[: _INPUTS_SHOWN - 1]])


def listen_on_screen(listening: Listening, *, hints: Hints = NO_HINTS) -> None:
    """Listen until the gain is right, or until the user quits."""
    talk = Talk(listening, hints=hints)
    due_s = time.monotonic()
    with keyboard() as read, full_screen(console()) as out:
        blocks = BLOCKS if out.has_blocks else ASCII_BLOCKS
        while not talk.is_over and (talk.asks_gain or listening.assistant.step is not AssistantStep.DONE):
            listening.hear()
            width, height = out.size
            out.show(stage_rows(talk, width=width, height=height, blocks=blocks))
            due_s = max(due_s + 1.0 / SCREENS_PER_S, time.monotonic())
            try:
                for key in read(max(0.0, due_s - time.monotonic())):
                    talk.press(key)
            except EOFError:  # the terminal was closed
                return
