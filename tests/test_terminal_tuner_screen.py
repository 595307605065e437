"""The tuner's page: the note, how far off it is, and where the needle stands."""

import pytest

from reamp.live.tuner import nearest_note
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
