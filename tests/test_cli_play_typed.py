"""What is typed while somebody plays becomes an interface, a level, a sentence."""

import pytest

from reamp.cli.play_typed import kept_gain_lines, source_of_text
from reamp.errors import InterfaceError, LevelError
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import RememberedInterface
from reamp.live.keep_gain import KeptGain
from reamp.plan.source import Source

BEFORE = Source.named("Apollo Twin X", gain=15.0, channel=2)


@pytest.mark.parametrize(
    ("text", "level_dbu"), [("12.2 dBu", 12.2), ("12,2dBu", 12.2), (" −3 ", -3.0), ("+12.2", 12.2)]
)
def test_a_level_keeps_the_channel_and_the_gain_above_the_lowest(text: str, level_dbu: float) -> None:
    source = source_of_text(text, BEFORE)
    assert source.interface is not None
    assert (source.interface.applied_dbu, source.channel) == (level_dbu, 2)
    assert source.gain == InterfaceGain(raised_db=5.0)


@pytest.mark.parametrize(("text", "name"), [("828", "MOTU 828"), ("ssl 2 plus", "Solid State Logic SSL 2+")])
def test_a_name_is_another_interface_with_a_gain_of_its_own(text: str, name: str) -> None:
    source = source_of_text(text, BEFORE)
    assert source.interface is not None
    assert source.interface.name.startswith(name)
    assert source.gain is None


@pytest.mark.parametrize(
    ("text", "problem", "error"),
    [
        ("12 dB", "unknown unit 'dB'", LevelError),
        ("-6 dBFS", "is a digital level", LevelError),
        ("scarlet", "did you mean", InterfaceError),
        ("2i2", "is not one interface", InterfaceError),
    ],
)
def test_what_is_neither_is_said(text: str, problem: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=problem):
        source_of_text(text, BEFORE)


def test_what_is_said_at_the_end() -> None:
    before = RememberedInterface(name="Apollo Twin X", gain_db=15.0)
    after = before.with_gain(InterfaceGain(shown_db=20.0))
    assert kept_gain_lines(KeptGain(before=before, after=after)) == [
        "Universal Audio Apollo Twin X: gain at 20 dB, remembered for the next session.",
        "To undo: reamp interface set 'Apollo Twin X' --gain 15",
    ]
    new = RememberedInterface(max_input_dbu=3.0, gain_db="+4", device="USB Audio")
    assert kept_gain_lines(KeptGain(before=None, after=new)) == [
        "your interface: gain at 4 dB above its lowest, remembered for the next session.",
        "To undo: reamp interface set 3dBu --device 'USB Audio'",
    ]
    assert kept_gain_lines(KeptGain(before=before, after=after, problem="no room")) == [
        "Universal Audio Apollo Twin X: gain at 20 dB, not remembered: no room"
    ]
