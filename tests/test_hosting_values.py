"""Knobs by text: words, numbers with and without a unit, shares of the way, and what a knob never shows."""

import pytest

from reamp.errors import ConfigError
from reamp.hosting.values import find_name, place_of_number, place_of_text, short_number, split_number

NAMES = [("Input Gain", "gain"), ("Tone", "tone"), ("Tone Bright", "bright")]


def decibels(place: float) -> str:
    return f"{60.0 * place - 20.0:.1f}"


def hertz(place: float) -> str:
    return f"{20.0 * 1000.0**place:.0f} Hz"


@pytest.mark.parametrize(
    ("typed", "index"),
    [("gain", 0), ("INPUT GAIN", 0), ("input_gain", 0), ("input", 0), ("tone", 1), ("Tone", 1)],
)
def test_a_name_is_found_however_it_is_written(typed: str, index: int) -> None:
    assert find_name(typed, NAMES, what="parameter") == index


def test_a_name_that_is_none_or_several() -> None:
    with pytest.raises(ConfigError, match="there is no parameter 'gian'; did you mean gain"):
        find_name("gian", NAMES, what="parameter")
    with pytest.raises(ConfigError, match="no parameter 'x'; there are Input Gain, Tone, Tone Bright"):
        find_name("x", NAMES, what="parameter")
    with pytest.raises(ConfigError, match="'in' is a name of 2 parameters: 'In' and 'IN'"):
        find_name("in", [("In",), ("IN",)], what="parameter")


@pytest.mark.parametrize(
    ("typed", "place"),
    [("-20", 0.0), ("40", 1.0), ("10", 0.5), ("10 dB", 0.5), ("10db", 0.5), ("25%", 0.25)],
)
def test_a_number_is_where_the_knob_shows_it(typed: str, place: float) -> None:
    assert place_of_text(typed, name="gain", text_at=decibels, unit="dB") == pytest.approx(place, abs=1e-3)


def test_a_knob_of_rounded_numbers_stands_in_the_middle_of_its_step() -> None:
    place = place_of_text("1000", name="frequency", text_at=hertz)
    assert place == pytest.approx(0.5663, abs=1e-4)
    assert place_of_text("1000 hz", name="frequency", text_at=hertz) == place


def test_a_word_is_a_step() -> None:
    words = ["Clean", "Lead", "Rhythm"]
    shown = lambda place: words[round(2 * place)]  # noqa: E731
    assert place_of_text("lead", name="channel", text_at=shown, steps=3) == 0.5
    with pytest.raises(ConfigError, match="channel is one of Clean, Lead, Rhythm, got 'crunch'"):
        place_of_text("crunch", name="channel", text_at=shown, steps=3)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("41", "gain goes from -20 to 40, got '41'"),
        ("120 %", "gain goes from 0 % to 100 %, got '120 %'"),
        ("3 Hz", "gain is in dB, got '3 Hz'"),
        ("loud", "gain goes from -20 to 40, got 'loud'"),
    ],
)
def test_what_a_knob_never_shows(typed: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        place_of_text(typed, name="gain", text_at=decibels, unit="dB")


def test_numbers_of_texts() -> None:
    assert split_number("\N{MINUS SIGN}6.5 dB") == (-6.5, "dB")
    assert split_number("-inf dB") == (float("-inf"), "dB")
    assert (short_number("0.000001"), short_number("12.50"), short_number("on")) == ("0", "12.5", "on")
    assert place_of_number(5.0, 5.0, 5.0) == 0.0
