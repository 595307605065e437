"""An interface's gain: as its display shows it, or above its lowest; what cannot be shown is refused."""

import dataclasses
import math

import pytest

from reamp.errors import ConfigError, LevelError
from reamp.interfaces.gain import LOWEST_GAIN, InterfaceGain
from reamp.interfaces.search import find_interface
from reamp.interfaces.table import Interface, level_as_interface

UNKNOWN_LOWEST = level_as_interface(12.2)


def showing(lowest_db: float | None, highest_db: float | None = None) -> Interface:
    row = dataclasses.replace(UNKNOWN_LOWEST, model="Two")
    return dataclasses.replace(row, min_gain_shown_db=lowest_db, max_gain_shown_db=highest_db)


@pytest.mark.parametrize(
    ("typed", "lowest_db", "raised_db", "display_db", "words"),
    [
        ("15", 10.0, 5.0, 15.0, "15 dB"),
        ("+5", 10.0, 5.0, 15.0, "5 dB above its lowest"),
        (" +5,5 dB", 8.0, 5.5, 13.5, "5.5 dB above its lowest"),
        ("5 dB", None, 5.0, 5.0, "5 dB"),
        ("+5", None, 5.0, 5.0, "5 dB above its lowest"),
        ("-8", -12.0, 4.0, -8.0, "-8 dB"),
        ("+0", 10.0, 0.0, 10.0, "its lowest"),
    ],
)
def test_a_plus_counts_from_the_lowest(
    typed: str, lowest_db: float | None, raised_db: float, display_db: float, words: str
) -> None:
    gain, interface = InterfaceGain.parse(typed), showing(lowest_db)
    assert gain.above_lowest_db(interface) == raised_db
    assert gain.on_display_db(interface) == display_db
    assert gain.words == words
    assert InterfaceGain.of(gain.value) == gain


def test_the_lowest_is_the_lowest_of_any_interface() -> None:
    assert InterfaceGain.of("+0") == LOWEST_GAIN
    assert [
        LOWEST_GAIN.above_lowest_db(row)
        for row in (find_interface("Apollo Twin X"), find_interface("SSL 2+"))
    ] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("gain", "interface", "message"),
    [
        (
            "5",
            find_interface("Apollo Twin X"),
            "interface gain 5 dB is below the 10 dB that Universal Audio Apollo Twin X shows at its lowest; "
            "5 dB above the lowest is 15, or type +5",
        ),
        (
            "-5",
            find_interface("Apollo Twin X"),
            "interface gain -5 dB is below the 10 dB that Universal Audio Apollo Twin X shows at its lowest; "
            "type what it shows, 10 or more",
        ),
        (
            "-5",
            find_interface("SSL 2+"),
            "interface gain -5 dB is negative, and Solid State Logic SSL 2+ is not known to show negative "
            "numbers; type how far the gain is above its lowest, as in +5",
        ),
        (
            "80",
            find_interface("Apollo Twin X"),
            "interface gain 80 dB is above the 65 dB that Universal Audio Apollo Twin X shows at its "
            "highest; type what it shows",
        ),
        (
            "+60",
            find_interface("Apollo Twin X"),
            "interface gain +60: 60 dB above its lowest is 70 dB, and Universal Audio Apollo Twin X shows at "
            "most 65 dB",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused_with_both_readings(
    gain: str, interface: Interface, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        InterfaceGain.parse(gain).above_lowest_db(interface)
    assert str(caught.value) == message


def test_the_ends_themselves_are_shown() -> None:
    interface = showing(-12.0, 50.0)
    assert [InterfaceGain.parse(text).above_lowest_db(interface) for text in ("-12", "50", "+62")] == [
        0,
        62,
        62,
    ]


@pytest.mark.parametrize("text", ["50%", "12 o'clock", "5 dBu", "", "200"])
def test_what_is_no_gain_says_how_to_write_one(text: str) -> None:
    with pytest.raises(
        LevelError, match=r"as in 15; for a knob without numbers .* as in \+5 .*reamp stage measures"
    ):
        InterfaceGain.parse(text)


def test_one_number_that_is_finite() -> None:
    for both in ({}, {"shown_db": 1.0, "raised_db": 1.0}):
        with pytest.raises(ConfigError, match="one of them"):
            InterfaceGain(**both)
    with pytest.raises(ConfigError, match="must be a finite number, got nan"):
        InterfaceGain(shown_db=math.nan)
    with pytest.raises(ConfigError, match="must be 0 or more, got -3"):
        InterfaceGain(raised_db=-3.0)
    assert InterfaceGain.of(None) is None
