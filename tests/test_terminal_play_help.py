"""The help page: every key and every word of the screen, in 24 rows of 80 columns."""

from reamp.terminal.play_desk import KEYS
from reamp.terminal.play_help import help_rows


def test_it_fits_an_ordinary_terminal_and_has_every_key() -> None:
    rows = [row.plain for row in help_rows(80)]
    assert len(rows) <= 23  # and a row that says how to leave
    assert max(map(len, rows)) <= 80
    assert {name for name, _ in KEYS} <= {row[:14].rstrip() for row in rows}


def test_long_lines_wrap_beside_their_key() -> None:
    rows = [row.plain for row in help_rows(50)]
    assert max(map(len, rows)) <= 50
    assert any(row.startswith(" " * 14) for row in rows)
