"""Undo and redo, with a knob on its way as one change."""

from reamp.app.history import History


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_turns_of_one_knob_within_a_second_are_one_change() -> None:
    clock = Clock()
    history = History[int](clock)
    for value in range(3):
        history.note(value, of="bass", is_turn=True)
        clock.now_s += 0.5
    clock.now_s += 1.0
    history.note(3, of="bass", is_turn=True)
    assert (history.undo(4), history.undo(3), history.undo(0)) == (3, 0, None)


def test_another_knob_or_another_kind_of_change_is_one_of_its_own() -> None:
    history = History[int](Clock())
    history.note(0, of="bass", is_turn=True)
    history.note(1, of="treble", is_turn=True)
    history.note(2, of="model")
    history.note(3, of="model")
    assert [history.undo(9) for _ in range(5)] == [3, 2, 1, 0, None]


def test_a_change_ends_what_could_be_done_again() -> None:
    history = History[int](Clock())
    history.note(0, of="a")
    assert history.undo(1) == 0
    assert history.can_redo
    history.note(0, of="b")
    assert not history.can_redo
    assert history.redo(2) is None


def test_a_turn_after_an_undo_is_a_change_of_its_own() -> None:
    history = History[int](Clock())
    history.note(0, of="bass", is_turn=True)
    history.undo(1)
    history.note(0, of="bass", is_turn=True)
    assert history.undo(1) == 0


def test_it_keeps_the_last_two_hundred() -> None:
    history = History[int](Clock())
    for value in range(300):
        history.note(value, of=str(value))
    undone = [history.undo(-1) for _ in range(201)]
    assert (undone[0], undone[199], undone[200]) == (299, 100, None)
