"""Detects that the audio thread has too little time, and chooses the model to make smaller."""

from collections.abc import Iterator, Sequence

from reamp.findings import Check, Finding, Severity
from reamp.live.stream import StreamStats
from reamp.playing.player import Player

__all__ = ["LateWatch", "lower_sizes", "size_findings", "smaller_slim"]

_FULL_LOAD = 0.95
_FULL_FOR_S = 0.25  # the load, a mean over 100 to 200 ms, was full for this long: longer than a hiccup
_LATE_SHARE = 0.05
_LATE_AT_LEAST = 2  # with long blocks, one hiccup is a twentieth of the callbacks of a second
_LATE_WINDOW_S = 1.0
_REST_S = 0.5  # after a change, until the numbers belong to the new models
_CALM_S = 3.0
_GOOD_LOAD = 0.75


class LateWatch:
    """Watches the numbers of a stream and detects that there is too little time to play the whole rig.

    That is so when processing takes nearly all of the time, or when a twentieth of the callbacks, but at
    least two, are late. Xruns do not count, because servers count them for other reasons too. Call it at
    least ten times a second.

    >>> watch = LateWatch()
    >>> loads = [0.5, 0.5, 0.99, 0.99, 0.99, 0.99]
    >>> [watch.is_late(StreamStats(load=load), now_s=0.1 * n) for n, load in enumerate(loads)]
    [False, False, False, False, False, True]
    """

    def __init__(self) -> None:
        self._rest_until_s = float("-inf")
        self._late_at_s = float("-inf")
        self._forget()

    def _forget(self) -> None:
        self._full_since_s: float | None = None
        self._window: tuple[float, StreamStats] | None = None  # its start and the numbers then

    def is_late(self, stats: StreamStats, *, now_s: float, is_changing: bool = False) -> bool:
        """Return whether to save time now. After True, it waits for the effect.

        `is_changing`: during a fade two chains play, which takes twice the time for a moment.
        """
        if is_changing:
            self.rest(now_s=now_s)
        if now_s < self._rest_until_s:
            return False
        if self._is_full(stats, now_s) or self._are_late(stats, now_s):
            self._late_at_s = now_s
            self.rest(now_s=now_s)
            return True
        return False

    def rest(self, *, now_s: float) -> None:
        """Ignore the numbers for a while, because the rig has changed."""
        self._rest_until_s = now_s + _REST_S
        self._forget()

    def was_late(self, *, now_s: float) -> bool:
        """Return whether there was too little time in the last seconds."""
        return now_s - self._late_at_s < _CALM_S

    def _is_full(self, stats: StreamStats, now_s: float) -> bool:
        if stats.load < _FULL_LOAD:
            self._full_since_s = None
            return False
        if self._full_since_s is None:
            self._full_since_s = now_s
        return now_s - self._full_since_s >= _FULL_FOR_S

    def _are_late(self, stats: StreamStats, now_s: float) -> bool:
        if self._window is None:
            self._window = (now_s, stats)
        since_s, first = self._window
        if now_s - since_s < _LATE_WINDOW_S:
            return False
        self._window = (now_s, stats)
        callbacks = stats.callbacks - first.callbacks
        late = stats.late_callbacks - first.late_callbacks
        return late >= max(_LATE_AT_LEAST, _LATE_SHARE * callbacks)


def smaller_slim(slim: float, breakpoints: Sequence[float]) -> float | None:
    """Return a slim value in the middle of the next smaller size, None if there is none.

    breakpoints: the slim values at which another size plays, ascending, as in `ModelInfo`.

    >>> smaller_slim(1.0, [0.25, 0.5]), smaller_slim(0.25, [0.25, 0.5]), smaller_slim(0.2, [0.25, 0.5])
    (0.375, 0.125, None)
    """
    below = [point for point in breakpoints if point <= slim]
    if not below:
        return None
    return ((below[-2] if len(below) > 1 else 0.0) + below[-1]) / 2.0


def lower_sizes(player: Player, *, load: float) -> bool:
    """Play the costliest models at smaller sizes, without a fade, until the load should be low enough.

    It lowers at least one model by one size. Return whether a model had a smaller size.
    """
    enough = sum(_costs(player)) * _GOOD_LOAD / max(load, _GOOD_LOAD)
    is_lowered = False
    while not is_lowered or sum(_costs(player)) > enough:
        smaller = [
            (cost, index, slim)
            for index, (cost, model) in enumerate(zip(_costs(player), player.models, strict=True))
            if (slim := smaller_slim(model.slim, model.info.slim_breakpoints)) is not None
        ]
        if not smaller:
            break
        _, index, slim = max(smaller)
        player.set_slim(index, slim)
        is_lowered = True
    return is_lowered


def _costs(player: Player) -> list[int]:
    return [model.info.macs_per_frame for model in player.models]


def size_findings(player: Player) -> Iterator[Finding]:
    """Yield a finding for each model that plays at a smaller size than the rig asks for."""
    for wanted, model in zip(player.rig.models, player.models, strict=True):
        wanted_slim = 1.0 if wanted.slim is None else wanted.slim
        if model.slim < wanted_slim:
            yield Finding(
                check=Check.SLIM_LOWERED,
                severity=Severity.WARNING,
                subject=wanted.name,
                message=(
                    f"the model plays at size {model.slim:.2g} instead of {wanted_slim:.2g}, "
                    "because the processor was too slow"
                ),
                advice="use larger blocks or a smaller model; reload it to play its full size again",
            )
