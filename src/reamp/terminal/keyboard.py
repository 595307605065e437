"""Reads keys as they are pressed, and restores the settings of the terminal at the end."""

import codecs
import contextlib
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeAlias

__all__ = ["KeyReader", "Pasted", "ReadKeys", "has_terminal", "keyboard", "marked_pastes"]

ReadKeys: TypeAlias = Callable[[float], list[str]]
"""Waits for keys, at most the given seconds, and returns their names.

Raises `EOFError` if the terminal was closed.
"""

_SEQUENCE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O[@-~])")
_BEGINNING = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*|O)?\Z")  # a sequence whose rest has not arrived
_NAMES = {
    **{"\x1b[A": "up", "\x1b[B": "down", "\x1b[C": "right", "\x1b[D": "left"},
    **{"\x1bOA": "up", "\x1bOB": "down", "\x1bOC": "right", "\x1bOD": "left"},
    **{"\x1b[5~": "page up", "\x1b[6~": "page down", "\x1b[3~": "delete"},
    **{"\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace", "\b": "backspace"},
}


_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
_PASTE_WAIT_S = 1.0  # for the end of a paste; if it never came, no key would work


class Pasted(str):
    """Pasted text in one line, which must not act as keys. Only some terminals mark it."""

    __slots__ = ()


class KeyReader:
    """Turns the bytes of a terminal into names of keys: a character, or words such as "page up".

    Pasted text is one item, a `Pasted`, if `marked_pastes` has asked the terminal to mark it.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._waiting = ""
        self._pasted: str | None = None
        self._heard_s = 0.0

    def add(self, data: bytes) -> list[str]:
        """Return the complete keys; a sequence may arrive in pieces.

        >>> KeyReader().add(b"q" + bytes([27]) + b"[A")
        ['q', 'up']
        """
        text = self._waiting + self._decoder.decode(data)
        self._heard_s = time.monotonic()
        keys: list[str] = []
        while text:
            if self._pasted is not None:
                pasted, end, text = (self._pasted + text).partition(_PASTE_ENDS)
                self._pasted = None if end else pasted
                if end:
                    keys.append(_in_one_line(pasted))
                continue
            if text.startswith(_PASTE_BEGINS):
                text = text.removeprefix(_PASTE_BEGINS)
                self._pasted = ""
                continue
            if _BEGINNING.match(text):
                break
            found = _SEQUENCE.match(text)
            sent = found[0] if found else text[0]
            text = text[len(sent) :]
            keys.append("escape" if sent == "\x1b" else _NAMES.get(sent, sent if sent.isprintable() else ""))
        self._waiting = text
        return [key for key in keys if key]

    def rest(self) -> list[str]:
        """Return the keys of an incomplete sequence when no more came: a single escape is the escape key."""
        if self._pasted is not None:
            if time.monotonic() - self._heard_s < _PASTE_WAIT_S:
                return []
            pasted, self._pasted = self._pasted, None
            return [_in_one_line(pasted)]
        begun, self._waiting = self._waiting, ""
        return ["escape"] if begun == "\x1b" else []


def _in_one_line(text: str) -> Pasted:
    spaced = (each if each.isprintable() else " " for each in text)
    return Pasted(" ".join("".join(spaced).split()))


def has_terminal() -> bool:
    """Return whether the terminal has keys and a screen; a dumb terminal has neither."""
    if os.environ.get("TERM") in ("dumb", "unknown"):
        return False
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


if sys.platform == "win32":
    import msvcrt

    _POLL_S = 0.01
    _SCAN_CODES = {
        **{"H": "up", "P": "down", "M": "right", "K": "left"},
        **{"I": "page up", "Q": "page down", "S": "delete"},
    }

    @contextlib.contextmanager
    def marked_pastes() -> Iterator[None]:
        """Do nothing: this terminal sends pasted text as single keys."""
        yield

    @contextlib.contextmanager
    def keyboard() -> Iterator[ReadKeys]:
        """Yield a function that reads keys."""
        reader = KeyReader()

        def read(timeout_s: float) -> list[str]:
            end_s = time.monotonic() + timeout_s
            while not msvcrt.kbhit():
                if time.monotonic() >= end_s:
                    return []
                time.sleep(_POLL_S)
            key = msvcrt.getwch()
            if key == "\x03":
                raise KeyboardInterrupt
            # 0xe0 is also the letter a with a grave accent, behind which nothing follows.
            if key == "\x00" or (key == "\xe0" and msvcrt.kbhit()):
                name = _SCAN_CODES.get(msvcrt.getwch())
                return [name] if name else []
            if "\ud800" <= key <= "\udbff":  # half of a character beyond 16 bits
                key = (key + msvcrt.getwch()).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            return ["escape"] if key == "\x1b" else reader.add(key.encode(errors="replace"))

        yield read

else:
    import select
    import termios
    import tty

    @contextlib.contextmanager
    def marked_pastes() -> Iterator[None]:
        """Ask the terminal to mark pasted text. A terminal without this feature ignores it."""
        sys.stdout.write("\x1b[?2004h")
        sys.stdout.flush()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # the terminal may be gone
                sys.stdout.write("\x1b[?2004l")
                sys.stdout.flush()

    @contextlib.contextmanager
    def keyboard() -> Iterator[ReadKeys]:
        """Yield a function that reads keys without echo. Ctrl-Z, which would stop the sound, is ignored."""
        descriptor = sys.stdin.fileno()
        reader = KeyReader()

        def read(timeout_s: float) -> list[str]:
            if not select.select([descriptor], [], [], timeout_s)[0]:
                return reader.rest()
            data = os.read(descriptor, 1024)
            if not data:
                raise EOFError("the terminal was closed")
            return reader.add(data)

        before = termios.tcgetattr(descriptor)
        try:
            tty.setcbreak(descriptor)
            now = termios.tcgetattr(descriptor)
            now[6][termios.VSUSP] = b"\x00"
            termios.tcsetattr(descriptor, termios.TCSANOW, now)
            yield read
        finally:
            # Drop unread keys, so that the shell does not get them.
            termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
