"""Remembers an interface gain that was turned during a session for the next session."""

import threading
from dataclasses import dataclass, replace

from reamp.errors import ConfigError, ReampError
from reamp.interfaces.remembered import (
    RememberedInterface,
    all_remembered,
    load_remembered,
    remember,
    remembered_as,
)
from reamp.plan.source import Origin, Source

__all__ = ["GainKeeper", "KeptGain", "keep_interface", "place_of"]

_REST_S = 1.0  # after the last turn, so that a knob that is still moving is not written


@dataclass(frozen=True, kw_only=True)
class KeptGain:
    """A gain that was turned and is remembered, or will be when the knob rests.

    `before` is None if nothing was remembered for the device. `problem` says why the gain could not be
    written; it is then lost at the end of the session.
    """

    before: RememberedInterface | None
    after: RememberedInterface
    problem: str = ""


class GainKeeper:
    """Remembers the gain of an interface a second after the last turn, and at the end.

    Any thread may call it. Writing takes as long as the disk takes.
    """

    def __init__(self, device: str) -> None:
        self._device = device
        self._lock = threading.Lock()
        self._kept: KeptGain | None = None
        self._due_s: float | None = None

    @property
    def kept(self) -> KeptGain | None:
        """The last gain that was turned; None if there is none or if the interface is not remembered."""
        return self._kept

    def turn(self, source: Source, *, now_s: float) -> bool:
        """Note the gain of a source; return whether it will be remembered.

        It will be if the interface is remembered, for the device or on this machine, or matched by the
        device's name; not if it was named for this session only. Raises `ConfigError` for a broken file.
        """
        place = place_of(source, self._device)
        if place is None or source.gain is None:
            return False
        with self._lock:
            if self._kept is None or not _is_same(self._kept.after, place):
                self._write()
                is_new = source.origin is Origin.MATCHED
                self._kept = KeptGain(before=None if is_new else place, after=place)
            self._kept = replace(self._kept, after=self._kept.after.with_gain(source.gain))
            self._due_s = now_s + _REST_S
        return True

    def write_if_due(self, now_s: float) -> None:
        """Write the gain if it has not been turned for a second."""
        with self._lock:
            if self._due_s is not None and now_s >= self._due_s:
                self._write()

    def finish(self) -> None:
        """Write a gain that has not been written yet."""
        with self._lock:
            self._write()

    def _write(self) -> None:
        if self._due_s is None or self._kept is None:
            return
        self._due_s = None
        try:
            self._remember(self._kept)
        except (ReampError, OSError) as error:
            self._kept = replace(self._kept, problem=str(error))
        else:
            self._kept = replace(self._kept, problem="")

    @staticmethod
    def _remember(kept: KeptGain) -> None:
        there = next((each for each in all_remembered() if each.is_same_place(kept.after)), None)
        is_ours = kept.before is None if there is None else _is_same(there, kept.after)
        if not is_ours:
            raise ConfigError("another interface was remembered meanwhile, and that one was kept")
        if there is None or there.gain != kept.after.gain:
            remember(kept.after)


def place_of(source: Source, device: str) -> RememberedInterface | None:
    """Return the interface to remember the gain of a source with; None if it is for this session only.

    Raises `ConfigError` for a broken file.
    """
    if source.interface is None:
        return None
    kept = remembered_as(source.interface, device)
    if kept is None and source.origin is Origin.MATCHED:
        return RememberedInterface.of(source.interface, device=device)
    return kept


def keep_interface(source: Source, device: str) -> RememberedInterface:
    """Remember the interface of a source with its gain, and return it.

    If the device has its own remembered interface, it is replaced; otherwise that of this machine. Raises
    `ConfigError` if the interface is unknown, and as `remember` does.
    """
    if source.interface is None:
        raise ConfigError("the interface is unknown: name it first")
    before = load_remembered(device)
    place = None if before is None else before.device
    kept = RememberedInterface.of(source.interface, device=place).with_gain(source.gain)
    remember(kept)
    return kept


def _is_same(one: RememberedInterface, other: RememberedInterface) -> bool:
    """Return whether two are the same interface in the same place; their gains may differ."""
    fields = ("name", "input", "max_input_dbu")
    return one.is_same_place(other) and all(getattr(one, name) == getattr(other, name) for name in fields)
