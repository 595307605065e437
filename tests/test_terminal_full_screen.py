"""The full screen: its rows, how little is sent, and the restored terminal afterwards."""

import io

import pytest
from rich.console import Console
from rich.text import Text

from reamp.terminal.full_screen import FullScreen, full_screen

pyte = pytest.importorskip("pyte")


def console(encoding: str = "utf-8") -> tuple[Console, io.BytesIO]:
    sent = io.BytesIO()
    file = io.TextIOWrapper(sent, encoding=encoding, write_through=True, newline="")
    return Console(file=file, force_terminal=True, width=20, height=4, legacy_windows=False), sent


def painted(sent: io.BytesIO) -> list[str]:
    screen = pyte.Screen(20, 4)
    pyte.ByteStream(screen).feed(sent.getvalue())
    return [line.rstrip() for line in screen.display]


def test_rows_are_painted_cropped_and_cleared() -> None:
    out, sent = console()
    screen = FullScreen(out)
    screen.show([Text("one"), Text("x" * 50), Text("日本" * 10), Text("last"), Text("below")])
    assert painted(sent) == ["one", "x" * 20, *painted(sent)[2:3], "last"]
    screen.show([Text("one"), Text("short")])
    assert painted(sent) == ["one", "short", "", ""]


def test_only_what_differs_is_sent() -> None:
    out, sent = console()
    screen = FullScreen(out)
    screen.show([Text("one"), Text("two"), Text("three", "red")])
    before = len(sent.getvalue())
    screen.show([Text("one"), Text("two"), Text("three", "red")])
    assert len(sent.getvalue()) == before
    screen.show([Text("one"), Text("2"), Text("three", "red")])
    assert b"one" not in sent.getvalue()[before:]
    assert len(sent.getvalue()) - before < 40
    screen.show([Text("one"), Text("2"), Text("three", "green")])  # another colour differs too
    assert b"three" in sent.getvalue()[before:]


def test_another_size_is_painted_anew() -> None:
    out, sent = console()
    screen = FullScreen(out)
    screen.show([Text("one")])
    out.size = (10, 3)  # type: ignore[assignment]
    before = len(sent.getvalue())
    screen.show([Text("one")])
    assert b"one" in sent.getvalue()[before:]


def test_a_terminal_without_more_than_ascii_gets_no_more() -> None:
    out, sent = console("ascii")
    screen = FullScreen(out)
    screen.show([Text("Höfner ·")])
    assert not screen.has_blocks
    assert painted(sent)[0] == "H?fner ?"


def test_the_terminal_has_its_old_screen_and_cursor_back_after_an_error() -> None:
    out, sent = console()

    def fail() -> None:
        with full_screen(out) as screen:
            screen.show([Text("one")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert sent.getvalue().startswith(b"\x1b[?1049h")
    assert b"\x1b[?1049l" in sent.getvalue()
    assert sent.getvalue().rindex(b"\x1b[?25h") > sent.getvalue().rindex(b"\x1b[?25l")
