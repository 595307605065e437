"""The calls that every stream of the core has, whichever backend drives it."""

from typing import Generic, TypeVar

from reamp._core import DiskRecorder, JackStream, PortAudioCallback, Rig, SoundLoop, Take
from reamp.audio.signal import Samples
from reamp.live.stream import StreamStats

__all__ = ["CoreCalls"]

_Core = TypeVar("_Core", JackStream, PortAudioCallback)


class CoreCalls(Generic[_Core]):
    """The methods of a `DuplexStream` that the core carries out."""

    def __init__(self, core: _Core) -> None:
        self._core: _Core = core

    def start(self, rig: Rig | None) -> None:
        """Play through this rig from the next callback on; None plays silence."""
        self._core.start(rig)

    def play_take(self, take: Take | None) -> None:
        """Play this take in place of the rig from the next callback on; None plays the rig, or silence."""
        self._core.play_take(take)

    def play_in_place(self, loop: SoundLoop | None) -> None:
        """Play this loop in place of all inputs from the next callback on; None plays the inputs again."""
        self._core.play_in_place(loop)

    def play_beside(self, loop: SoundLoop | None) -> None:
        """Play this loop beside the rig from the next callback on; None ends it."""
        self._core.play_beside(loop)

    def record(self, recorder: DiskRecorder | None, *, input: int = 0) -> None:
        """Record an input, counted from 0, and both sides of the rig; None ends that."""
        self._core.record(recorder, input)

    def stats(self) -> StreamStats:
        """Return the numbers of the audio thread."""
        return StreamStats.of_core(self._core.stats())

    def inputs(self) -> tuple[Samples, ...]:
        """Return the samples of every input since the last call, at most the last second."""
        return tuple(self._core.inputs())
