"""Keys: the bytes of a terminal become names, and its settings are restored."""

import contextlib
import os
import pty
import sys
import termios
from unittest import mock

import pytest

from reamp.terminal import keyboard as keyboard_module
from reamp.terminal.keyboard import KeyReader, Pasted, has_terminal, keyboard, marked_pastes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a terminal of its own kind")


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        (b"q?I", ["q", "?", "I"]),
        (b"\x1b[A\x1b[B\x1bOC\x1b[D", ["up", "down", "right", "left"]),
        (b"\x1b[5~\x1b[6~", ["page up", "page down"]),
        (b"\r\n\t\x7f", ["enter", "enter", "tab", "backspace"]),
        ("é".encode(), ["é"]),
        (b"\x1b[1;5A\x1b[15~\x00\x07x", ["x"]),  # control-up, F5 and control characters mean nothing
        (b"\x1bx", ["escape", "x"]),
    ],
)
def test_what_is_sent_becomes_keys(sent: bytes, keys: list[str]) -> None:
    assert KeyReader().add(sent) == keys
    reader = KeyReader()  # a slow line delivers byte by byte
    assert [key for byte in sent for key in reader.add(bytes([byte]))] == keys


def test_escape_alone_is_a_key_once_nothing_follows() -> None:
    reader = KeyReader()
    assert reader.add(b"\x1b") == []
    assert reader.rest() == ["escape"]
    assert reader.rest() == []


def test_pasted_text_is_one_item_in_one_line_and_no_keys() -> None:
    sent = b"n\x1b[200~ 12,2\tdBu\r\nq\x1b[A\x1b[201~q"
    keys = ["n", "12,2 dBu q [A", "q"]
    for pieces in ([sent], [bytes([byte]) for byte in sent]):
        reader = KeyReader()
        read = [key for piece in pieces for key in reader.add(piece)]
        assert read == keys
        assert [isinstance(key, Pasted) for key in read] == [False, True, False]


def test_a_paste_that_never_ends_does_not_hold_the_keys_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = KeyReader()
    assert reader.add(b"\x1b[200~12.2") == []
    assert reader.rest() == []
    monkeypatch.setattr(keyboard_module, "_PASTE_WAIT_S", 0.0)
    assert reader.rest() == ["12.2"]
    assert reader.add(b"q") == ["q"]


def test_a_terminal_marks_pastes_only_meanwhile(capsys: pytest.CaptureFixture[str]) -> None:
    with contextlib.suppress(ZeroDivisionError), marked_pastes():
        raise ZeroDivisionError
    assert capsys.readouterr().out == "\x1b[?2004h\x1b[?2004l"


def test_a_dumb_terminal_shows_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    leader, follower = pty.openpty()
    with os.fdopen(follower, "rb", buffering=0) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        monkeypatch.setattr(sys, "stdout", terminal)
        monkeypatch.setenv("TERM", "xterm")
        assert has_terminal()
        monkeypatch.setenv("TERM", "dumb")
        assert not has_terminal()
    os.close(leader)


def test_the_terminal_is_as_before_after_an_error() -> None:
    leader, follower = pty.openpty()
    before = termios.tcgetattr(follower)
    with os.fdopen(follower, "rb", buffering=0) as terminal, mock.patch.object(sys, "stdin", terminal):
        with contextlib.suppress(ZeroDivisionError), keyboard() as read:
            assert not termios.tcgetattr(follower)[3] & (termios.ICANON | termios.ECHO)
            assert read(0.0) == []
            os.write(leader, b"b\x1b[A\x1a")
            assert read(1.0) == ["b", "up"]
            raise ZeroDivisionError
        assert termios.tcgetattr(follower) == before
    os.close(leader)
