"""The tuner's page and the key for it, and the key that records."""

from pathlib import Path

import pytest
from play_cases import still_session
from rig_files import sine

from reamp.live.meters_hold import Held, hold
from reamp.live.session import Session
from reamp.live.tuner import nearest_note
from reamp.terminal.play_desk import KeyDesk, Page
from reamp.terminal.play_screen import screen
from reamp.terminal.tuner_screen import tuner_rows


def needle_of(cents: float, width: int = 80) -> tuple[int, int, str]:
    """Return where the needle and the middle of the scale are, and the colour of the note."""
    reading = nearest_note(110.0 * 2.0 ** (cents / 1200.0))
    rows = tuner_rows(reading, reference_hz=440.0, width=width)
    note, scale, needle = rows[1], rows[3].plain, rows[4].plain
    marks = [i for i, mark in enumerate(scale) if mark == "|"]
    return needle.index("^"), marks[len(marks) // 2], str(note.spans[0].style)


@pytest.mark.parametrize("width", [30, 80, 200])
def test_the_needle_is_in_the_middle_for_a_string_in_tune(width: int) -> None:
    at, middle, style = needle_of(0.4, width)
    assert at == middle
    assert style == "bold green"


def test_flat_is_left_and_sharp_is_right() -> None:
    flat, middle, style = needle_of(-25.0)
    sharp, _, _ = needle_of(25.0)
    assert (flat, sharp) == (middle - 15, middle + 15)
    assert style == "bold red"
    assert needle_of(5.0)[2] == "bold yellow"


def test_note_cents_and_reference_are_said() -> None:
    text = "\n".join(row.plain for row in tuner_rows(nearest_note(82.5), reference_hz=440.0, width=80))
    assert " E2    +2.0 cents   82.50 Hz" in text
    assert "A4 = 440 Hz" in text
    silent = [row.plain for row in tuner_rows(None, reference_hz=432.0, width=80)]
    assert silent[1] == " -"
    assert silent[-1] == " A4 = 432 Hz"


def shown(desk: KeyDesk, session: Session) -> str:
    status = session.status()
    rows = screen(status, desk.view, hold(Held(), status, time_s=0.0), width=80, height=24)
    return "\n".join(row.plain for row in rows)


def test_the_tuner_hears_the_input_while_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    session = still_session()
    desk = KeyDesk(session)
    monkeypatch.setattr(session, "inputs", lambda: (sine(110.0, peak=0.3, seconds=0.3),) * 2)
    desk.tick()
    assert desk.view.tuned is None
    desk.press(["t", "up", "up", "down"])
    assert (desk.view.page, desk.view.reference_hz) == (Page.TUNER, 441.0)
    desk.tick()
    assert desk.view.tuned is not None
    assert (desk.view.tuned.note, desk.view.tuned.reference_hz) == ("A2", 441.0)
    text = shown(desk, session)
    assert "A4 = 441 Hz" in text
    assert "up, down: the reference pitch" in text
    desk.press(["x"])
    assert desk.view.page is Page.PLAY


def test_a_key_records_and_ends_it(tmp_path: Path) -> None:
    session = still_session()
    desk = KeyDesk(session, takes=tmp_path)
    desk.press(["w"])
    assert desk.view.message.startswith("recording 20")
    assert "REC 0:00" in shown(desk, session)
    desk.press(["w"])
    assert desk.view.message.startswith("recorded 0.0 s: ")
    assert "REC" not in shown(desk, session)
    assert len(list(tmp_path.glob("*_di.wav"))) == len(list(tmp_path.glob("*_rig.wav"))) == 1
