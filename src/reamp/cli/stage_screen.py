"""The stage assistant in a terminal: a screen with meters and strums, or plain lines in a pipe."""

import queue
import time
from collections.abc import Sequence
from textwrap import wrap

import click
from rich.text import Text

from reamp.cli.console import console, print_findings, printable
from reamp.cli.full_screen import full_screen
from reamp.cli.hints import error_text, finding_text
from reamp.cli.keyboard import keyboard
from reamp.cli.meters import ASCII_BLOCKS, BLOCKS, db_bar, db_scale, level_words
from reamp.cli.stdin_lines import lines_of
from reamp.errors import ConfigError, DeviceError, LevelError
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import remembered_path
from reamp.interfaces.table import InputKind, interfaces
from reamp.live.listening import Listening
from reamp.stage.assistant import PEAKS_DBFS, STRUMS_NEEDED, AssistantStep, GainAssistant
from reamp.stage.turned_gain import TurnedGain
from reamp.stage.words import task, turned_words

__all__ = ["Talk", "keep_and_print", "listen_on_screen", "listen_plainly", "stage_rows"]

SCREENS_PER_S = 25

ALONE_S = 20.0
"""Seconds without a strum after which an assistant without a screen ends."""

_LABEL = 12
_VALUE = 12
_INPUTS_SHOWN = 4


class Talk:
    """What was said to the assistant: a gain being typed, and whether it still has to be asked for."""

    def __init__(self, listening: Listening) -> None:
        self.listening = listening
        self.asks_gain = listening.asks_gain
        self.typed = ""
        self.message = ""
        self.is_over = False

    def press(self, key: str) -> None:
        """Do what a key says."""
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
        """Take over a gain that was typed; nothing typed: at its lowest, or turned as advised."""
        self.message = ""
        try:
            if text.strip() == "?":
                self.listening.begin_anywhere()
            elif text.strip():
                self.listening.set_gain(InterfaceGain.parse(text))
            elif self.asks_gain:
                self.listening.begin_at_lowest()
            else:
                self.listening.confirm()
        except (ConfigError, LevelError) as error:
            self.message = error_text(error)
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
        rows += [Text(), *(Text(line, "yellow") for line in wrap(finding_text(finding), width))]
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


def listen_on_screen(listening: Listening) -> None:
    """Listen until the gain is right, or until the user quits."""
    talk = Talk(listening)
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


def listen_plainly(listening: Listening) -> None:
    """Print a line for every strum and every advice, until the gain is right or an answer is needed.

    Raises `DeviceError` where standard input has ended and no strum comes.
    """
    talk = Talk(listening)
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
            line = lines.get(timeout=1.0 / SCREENS_PER_S)
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
