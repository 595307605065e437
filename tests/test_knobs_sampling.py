"""Which settings: corners, hypercube, order."""

import itertools

import numpy as np

from reamp.knobs.sampling import corners, hypercube, short_way


def test_half_of_the_corners_has_every_pair_of_ends() -> None:
    half = corners(4, most=10)
    assert len(half) == 8
    for one, other in itertools.combinations(range(4), 2):
        assert len({(row[one], row[other]) for row in half}) == 4


def test_a_hypercube_uses_every_part_of_every_knob_once() -> None:
    settings = hypercube(12, 3, seed=1)
    for knob in range(3):
        assert sorted(np.floor(12 * settings[:, knob])) == list(range(12))


def test_a_hypercube_keeps_away_from_the_corners() -> None:
    ends = corners(2, most=4)
    settings = hypercube(10, 2, seed=0, beside=ends)
    nearest = np.linalg.norm(settings[:, None] - np.vstack([settings, ends])[None], axis=2)
    nearest[np.arange(10), np.arange(10)] = np.inf
    assert nearest.min() > 0.2


def test_the_order_turns_a_switch_once_and_knobs_little() -> None:
    settings = np.column_stack([hypercube(24, 2, seed=3), np.arange(24) % 2])
    order = short_way(settings, is_switch=[False, False, True])
    assert sorted(order) == list(range(24))
    assert np.count_nonzero(np.diff(settings[order, 2])) == 1
    way = np.abs(np.diff(settings[order, :2], axis=0)).sum()
    assert way < 0.5 * np.abs(np.diff(settings[:, :2], axis=0)).sum()
