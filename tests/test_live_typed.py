"""Typed text during a session becomes an interface, a level, or a sentence."""

from pathlib import Path

import pytest
from play_cases import rig_of, still_session
from rig_files import gain_model

from reamp.errors import ConfigError, InterfaceError, LevelError
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import RememberedInterface, load_remembered
from reamp.live.hints import Hints
from reamp.live.keep_gain import KeptGain
from reamp.live.typed import keep_gain, kept_gain_lines, source_of_text, use_interface, use_level
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


HINTS = Hints(
    forget_level=lambda model: f"forget {model.name}",
    remember_interface=lambda kept: f"remember {kept.name or kept.max_input_dbu} {kept.gain} {kept.device}",
    keep_level="keep it",
    use_for_session="do not keep it",
)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def test_the_interface_that_was_typed_is_used() -> None:
    session = still_session(interface=None)
    assert use_interface(session, "3 V", is_kept=False) == "your interface, 11.76 dBu, for this session"
    assert load_remembered() is None
    assert use_interface(session, "none", is_kept=False) == "interface unknown, for this session"
    assert use_interface(session, "ssl 2+", is_kept=True).endswith("15 dBu, remembered for the next sessions")
    assert load_remembered() is not None


def test_a_level_is_used_and_kept_and_hints_are_those_of_the_front_end(tmp_path: Path) -> None:
    session = still_session(rig_of(*(gain_model(tmp_path / f"{name}.nam") for name in "ab")))
    assert use_level(session, 0, "15", is_kept=False) == "a: input level 15 dBu, for this session"
    assert use_level(session, 0, "15", is_kept=False, hints=HINTS).endswith("for this session; keep it")
    assert session.rig.models[0].input_level_dbu == 15.0
    with pytest.raises(ConfigError, match="only the level of the first model can be kept; do not keep it"):
        use_level(session, 1, "9", is_kept=True, hints=HINTS)
    kept = use_level(session, 0, "15", is_kept=True, hints=HINTS)
    assert kept == "a: input level 15 dBu, as typed, kept; to undo: forget a.nam"
    assert use_level(session, 0, "14", is_kept=True) == "a: input level 14 dBu, as typed, kept"
    stated = "a: the input level from its file, or the kept one"
    assert use_level(session, 0, "none", is_kept=False) == stated


def test_a_gain_of_this_session_only_comes_with_how_to_keep_it() -> None:
    session = still_session()
    session.change(source=session.source.turned_to(11.0))
    assert keep_gain(session) == ", for this session"
    kept = "remember Universal Audio Apollo Twin X 11 None"
    assert keep_gain(session, hints=HINTS) == f", for this session; to keep it: {kept}"
    assert keep_gain(still_session(interface=None), hints=HINTS) == ""


def test_what_is_said_at_the_end() -> None:
    before = RememberedInterface(name="Apollo Twin X", gain_db=15.0)
    after = before.with_gain(InterfaceGain(shown_db=20.0))
    kept = KeptGain(before=before, after=after)
    assert kept_gain_lines(kept, hints=HINTS) == [
        "Universal Audio Apollo Twin X: gain at 20 dB, remembered for the next session.",
        "To undo: remember Apollo Twin X 15 None",
    ]
    assert len(kept_gain_lines(kept)) == 1
    new = RememberedInterface(max_input_dbu=3.0, gain_db="+4", device="USB Audio")
    assert kept_gain_lines(KeptGain(before=None, after=new), hints=HINTS) == [
        "your interface: gain at 4 dB above its lowest, remembered for the next session.",
        "To undo: remember 3.0 None USB Audio",
    ]
    assert kept_gain_lines(KeptGain(before=before, after=after, problem="no room")) == [
        "Universal Audio Apollo Twin X: gain at 20 dB, not remembered: no room"
    ]
