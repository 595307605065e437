"""The stage assistant asks for one thing at a time, in words that suit the interface's knob."""

import pytest

from reamp.interfaces.table import level_as_interface
from reamp.stage.assistant import GainAssistant, Reading
from reamp.stage.words import advice, task, turned_words


def clipped(assistant: GainAssistant) -> GainAssistant:
    assistant.add(
        Reading(length_s=0.1, peaks_dbfs=(0.0,), rms_dbfs=(-6.0,), instants=(), clipped_frames=9, hum=None)
    )
    return assistant


def test_strums_are_asked_for_first() -> None:
    assistant = GainAssistant(gain_db=0.0)
    assert advice(assistant) == "record 5 hard strums or more, a second apart"
    assert task(assistant, asks_gain=False)[0] == "Play 5 strums, a second apart, as hard as you ever play."
    assert turned_words(assistant) == ""


@pytest.mark.parametrize(
    ("has_numbers", "is_known", "words"),
    [
        (True, True, "turn the gain down by 10 dB, to 10 dB"),
        (False, True, "turn the gain down by about 10 dB, to about 10 dB above its lowest"),
        (False, False, "turn the gain down by about 10 dB"),
    ],
)
def test_the_step_is_as_sure_as_the_knob(*, has_numbers: bool, is_known: bool, words: str) -> None:
    assistant = clipped(GainAssistant(gain_db=20.0, has_numbers=has_numbers, is_gain_known=is_known))
    assert advice(assistant) == words
    assert task(assistant, asks_gain=False)[0] == f"T{words[1:]}."


def test_the_question_is_for_the_knob_that_there_is() -> None:
    shown = GainAssistant(gain_db=0.0, interface=level_as_interface(12.2))
    assert task(shown, asks_gain=True)[1] == "If it is at its lowest, 0 dB: just press enter."
    bare = GainAssistant(gain_db=6.0, has_numbers=False)
    first, second = task(bare, asks_gain=True)
    assert first == "Turn the gain knob fully down, then press enter."
    assert second.startswith("If it is still at 6 dB above its lowest: type +6, then enter.")
