"""Meters: the level on a bar, the zone, the held peak, and plain ASCII where needed."""

import math

import pytest

from reamp.terminal.meters import ASCII_BLOCKS, db_bar, db_scale, level_style, level_words, share_bar

ZONE = (-9.0, -3.0)


@pytest.mark.parametrize(
    ("level_dbfs", "filled"), [(-60.0, 0), (-30.0, 30), (0.0, 60), (3.0, 60), (-math.inf, 0)]
)
def test_a_bar_is_as_long_as_the_level(level_dbfs: float, filled: int) -> None:
    bar = db_bar(level_dbfs, 60).plain
    assert len(bar) == 60
    assert bar.count("█") == filled


def test_a_bar_has_eighths_of_a_column() -> None:
    assert db_bar(-29.5, 60).plain[29:32] == "█▌·"


def test_the_zone_is_seen_on_an_empty_bar() -> None:
    assert db_bar(-60.0, 60, zone_dbfs=ZONE).plain == "·" * 51 + "░" * 6 + "···"


@pytest.mark.parametrize(
    ("level_dbfs", "style"), [(-12.0, "cyan"), (-8.0, "green"), (-2.0, "yellow"), (0.0, "red")]
)
def test_the_colour_of_a_bar_is_that_of_its_level(level_dbfs: float, style: str) -> None:
    bar = db_bar(level_dbfs, 60, zone_dbfs=ZONE)
    filled = round(60 + level_dbfs)
    assert bar.plain.count("█") == filled
    assert bar.spans[0].style == style
    assert bar.spans[0].end >= filled
    held = db_bar(-60.0, 60, held_dbfs=level_dbfs, zone_dbfs=ZONE)
    (line,) = [span for span in held.spans if "│" in held.plain[span.start : span.end]]
    assert line.style == style


def test_without_a_zone_only_the_end_is_a_warning() -> None:
    assert [level_style(level_dbfs) for level_dbfs in (-9.0, -3.0, -2.9, -0.1)] == ["", "", "yellow", "red"]


def test_a_held_peak_stays_where_it_was() -> None:
    assert db_bar(-40.0, 60, held_dbfs=-20.5).plain.index("│") == 39
    assert "│" not in db_bar(-40.0, 60, held_dbfs=-math.inf).plain


def test_ascii_is_enough() -> None:
    for drawn in (
        db_bar(-29.5, 60, held_dbfs=-6.0, zone_dbfs=ZONE, blocks=ASCII_BLOCKS),
        share_bar(0.33, 20, style="blue", blocks=ASCII_BLOCKS),
    ):
        assert drawn.plain.isascii()


@pytest.mark.parametrize("width", [8, 20, 43, 83])
def test_the_scale_names_the_zone_and_no_numbers_touch(width: int) -> None:
    scale = db_scale(width, zone_dbfs=ZONE).plain
    assert len(scale) == width
    marks = [float(mark) for mark in scale.split()]
    assert marks == sorted(marks)
    assert -9.0 in marks


def test_levels_are_in_columns() -> None:
    assert level_words(-652.3, "dBFS") == level_words(-math.inf, "dBFS") == "    - dBFS"
    assert level_words(4.22, "dBu", sign="+") == " +4.2 dBu"


def test_a_share_beyond_its_ends_is_at_its_end() -> None:
    assert share_bar(1.7, 10, style="red").plain == "█" * 10
    assert share_bar(0.0, 10, style="red").plain == "·" * 10
