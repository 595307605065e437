"""A board of parts: bypassed, switched on again, moved, replaced, removed."""

from pathlib import Path

import pytest

from reamp.errors import ConfigError
from reamp.rig.board import Board, BoardPart
from reamp.rig.cabinet import Cabinet
from reamp.rig.parameters import FLAT, GATE, Gate, Tone, parameter
from reamp.rig.rig import Rig, RigModel, chain

MODEL, CABINET = BoardPart.MODEL, BoardPart.CABINET


@pytest.fixture
def board() -> Board:
    rig = Rig(
        models=chain("a.nam", "b.nam", "c.nam").models,
        cabinets=(Cabinet(path=Path("1x12")), Cabinet(path=Path("4x12"), gain_db=-6.0)),
        tone=Tone(bass=7.0),
        gate=Gate(threshold_db=-55.0),
    )
    return Board(rig=rig)


def names(rig: Rig) -> str:
    return "".join(model.name for model in rig.models)


def test_without_a_bypass_the_rig_is_heard_as_it_is(board: Board) -> None:
    assert board.audible == board.rig


def test_each_part_is_bypassed_and_comes_back_as_it_was(board: Board) -> None:
    now = board
    for part, index in (
        (BoardPart.GATE, 0),
        (MODEL, 1),
        (BoardPart.TONE, 0),
        (CABINET, 0),
        (BoardPart.LIMITER, 0),
    ):
        now = now.bypassed(part, index, is_off=True)
    heard = now.audible
    assert (names(heard), heard.gate, heard.tone, heard.limiter) == ("ac", None, FLAT, False)
    assert [str(cabinet.path) for cabinet in heard.cabinets] == ["4x12"]
    for part, index in (
        (BoardPart.LIMITER, 0),
        (CABINET, 0),
        (BoardPart.TONE, 0),
        (MODEL, 1),
        (BoardPart.GATE, 0),
    ):
        now = now.bypassed(part, index, is_off=False)
    assert now == board


def test_one_model_has_to_play(board: Board) -> None:
    two_off = board.bypassed(MODEL, 0, is_off=True).bypassed(MODEL, 2, is_off=True)
    with pytest.raises(ConfigError, match="a rig needs at least one model"):
        two_off.bypassed(MODEL, 1, is_off=True)


def test_what_is_bypassed_moves_with_its_part(board: Board) -> None:
    moved = board.bypassed(MODEL, 0, is_off=True).moved(MODEL, 0, to=2)
    assert (names(moved.rig), names(moved.audible)) == ("bca", "bc")
    assert moved.models_off == {2}
    assert moved.removed(MODEL, 0).models_off == {1}
    assert moved.added(MODEL, Path("d.nam"), at=0).models_off == {3}


def test_a_replaced_part_keeps_its_place_and_loses_what_belonged_to_its_file(board: Board) -> None:
    typed = RigModel(path=Path("b.nam"), input_level_dbu=12.0, slim=0.5)
    rig = Rig(models=(board.rig.models[0], typed), cabinets=board.rig.cabinets)
    replaced = Board(rig=rig, models_off=frozenset({1})).replaced(MODEL, 1, Path("d.nam"))
    assert replaced.rig.models[1] == RigModel(path=Path("d.nam"), slim=0.5)
    assert replaced.models_off == {1}
    cabinet = board.replaced(CABINET, 1, Path("room.wav")).rig.cabinets[1]
    assert (cabinet.path, cabinet.gain_db) == (Path("room.wav"), -6.0)


def test_the_ends_are_checked(board: Board) -> None:
    for act in (
        lambda: board.removed(MODEL, 3),
        lambda: board.moved(CABINET, 2, to=0),
        lambda: board.bypassed(MODEL, -1, is_off=True),
        lambda: board.replaced(CABINET, 5, Path("x.wav")),
        lambda: board.audible_model(3),
    ):
        with pytest.raises(ConfigError, match="there is no"):
            act()
    with pytest.raises(ConfigError, match="at most 2 cabinets"):
        board.added(CABINET, Path("2x12"))
    with pytest.raises(ConfigError, match="at least one model"):
        Board(rig=chain("a.nam")).removed(MODEL, 0)
    with pytest.raises(ConfigError, match="cannot be moved"):
        board.moved(BoardPart.TONE, 0, to=1)


def test_places_among_what_is_heard(board: Board) -> None:
    now = board.bypassed(MODEL, 0, is_off=True).bypassed(CABINET, 0, is_off=True)
    assert (now.audible_model(1), now.audible_model(2), now.audible_cabinet(1)) == (0, 1, 0)
    with pytest.raises(ConfigError, match="a is bypassed"):
        now.audible_model(0)
    with pytest.raises(ConfigError, match="1x12 is bypassed"):
        now.audible_cabinet(0)


def test_a_change_of_what_is_heard_leaves_what_is_bypassed(board: Board) -> None:
    now = board.bypassed(MODEL, 1, is_off=True).bypassed(BoardPart.TONE, 0, is_off=True)
    heard = now.audible
    other = Rig(models=chain("x.nam", "c.nam").models, cabinets=heard.cabinets, input_trim_db=3.0)
    adopted = now.adopting(other)
    assert (names(adopted.rig), adopted.models_off, adopted.rig.tone.bass) == ("xbc", {1}, 7.0)
    assert adopted.audible == other
    assert now.adopting(heard) is now
    fewer = now.adopting(Rig(models=heard.models))
    assert (fewer.rig.cabinets, names(fewer.rig)) == ((), "abc")
    longer = now.adopting(chain("x.nam"))
    assert (names(longer.rig), longer.models_off) == ("x", frozenset())


def test_a_turned_tone_knob_switches_the_tone_stack_on(board: Board) -> None:
    off = board.bypassed(BoardPart.TONE, 0, is_off=True)
    assert off.with_value(parameter("output_trim_db"), 2.0).is_tone_off
    assert off.with_value(parameter("treble"), 6.0).audible.tone == Tone(bass=7.0, treble=6.0)


def test_the_gate_comes_back_at_its_threshold(board: Board) -> None:
    off = board.with_value(GATE, -40.0).bypassed(BoardPart.GATE, 0, is_off=True)
    assert off.audible.gate is None
    assert off.bypassed(BoardPart.GATE, 0, is_off=False).audible.gate == Gate(threshold_db=-40.0)
