"""Which settings to record: corners, a Latin hypercube between them, and an order that turns few knobs.

Latin hypercube: M. McKay, R. Beckman, W. Conover, Technometrics 21 (1979). Every knob is divided into as many
parts as there are settings, and each part is used once. Of many such hypercubes, the one whose settings
are farthest from each other is used.
"""

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["corners", "hypercube", "short_way"]

_TRIES = 60
_MOST_CONTROLS = 10  # whose corners are listed
_TURN, _TRAVEL = 1.0, 0.5  # the cost of touching a knob, and of turning it from end to end
_SWITCHES_LAST = 4.0  # a switch is often at the back

Positions = npt.NDArray[np.float64]
"""(settings, controls), each from 0 to 1."""


def corners(controls: int, *, most: int) -> Positions:
    """Return corners of the cube, at most `most`: all, half of them, or only all knobs down and all up.

    The half is the corners with an even number of controls turned up: from three controls on, every two
    controls are in all four combinations.

    >>> len(corners(2, most=10)), len(corners(4, most=10)), len(corners(4, most=3))
    (4, 8, 2)
    """
    if controls <= _MOST_CONTROLS:
        every = np.array(list(itertools.product((0.0, 1.0), repeat=controls)))
        for kept in (every, every[every.sum(axis=1) % 2 == 0]):
            if len(kept) <= most:
                return kept
    ends = np.array([[0.0] * controls, [1.0] * controls])
    return ends if most >= 2 else ends[:0]


def hypercube(settings: int, controls: int, *, seed: int, beside: Positions | None = None) -> Positions:
    """Return a Latin hypercube, (settings, controls), whose settings are far from each other and `beside`."""
    random = np.random.default_rng(seed)
    best, best_distance = np.zeros((0, controls)), -1.0
    if settings == 0:
        return best
    for _ in range(_TRIES):
        ranks = np.argsort(random.random((controls, settings)), axis=1).T
        tried = (ranks + 0.5) / settings
        distance = _nearest(tried, tried if beside is None else np.vstack([tried, beside]))
        if distance > best_distance:
            best, best_distance = tried, distance
    return best


def _nearest(settings: Positions, others: Positions) -> float:
    """Return the smallest distance between a setting and another one."""
    squares = np.square(settings[:, None] - others[None]).sum(axis=2)
    squares[np.arange(len(settings)), np.arange(len(settings))] = np.inf
    return float(squares.min(initial=np.inf))


def short_way(settings: Positions, *, is_switch: Sequence[bool]) -> list[int]:
    """Return an order of settings in which few knobs are turned, and not far: nearest first, then 2-opt."""
    cost = _costs(settings, np.asarray(is_switch))
    order = [int(np.argmin(settings.sum(axis=1)))] if len(settings) else []
    left = set(range(len(settings))) - set(order)
    while left:
        nearest = min(left, key=lambda each: (cost[order[-1], each], each))
        order.append(nearest)
        left.remove(nearest)
    return _untangled(order, cost)


def _costs(settings: Positions, is_switch: npt.NDArray[np.bool_]) -> Positions:
    apart = np.abs(settings[:, None] - settings[None])
    each = np.where(apart > 1e-9, _TURN + _TRAVEL * apart, 0.0) * np.where(is_switch, _SWITCHES_LAST, 1.0)
    total: Positions = each.sum(axis=2)
    return total


def _untangled(order: list[int], cost: Positions) -> list[int]:
    """Return the order after reversing parts of it until no reversal lowers the total cost."""
    is_shorter = True
    while is_shorter:
        is_shorter = False
        for first, last in itertools.combinations(range(1, len(order)), 2):
            before, after = order[first - 1], order[last + 1] if last + 1 < len(order) else None
            old = cost[before, order[first]] + (0.0 if after is None else cost[order[last], after])
            new = cost[before, order[last]] + (0.0 if after is None else cost[order[first], after])
            if new < old - 1e-9:
                order[first : last + 1] = order[first : last + 1][::-1]
                is_shorter = True
    return order
