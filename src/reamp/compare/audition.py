"""A model heard for a moment, as loud as any other: what a list of models plays at a click."""

from pathlib import Path

from reamp.audio.signal import Signal
from reamp.compare.clips import Clip, MatchBy, match_clips
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.playing.play import play
from reamp.rig.rig import chain

__all__ = ["audition"]


def audition(model: Path, di: Signal, *, source: Source = UNKNOWN_SOURCE) -> Signal:
    """Return what a model makes of a guitar, at the loudness of `compare`'s clips.

    Where both levels are known the model gets what the gear would have seen. Raises what `play` raises, and
    `AudioError` for a model that stays silent.
    """
    played = play(chain(model), di, source=source)
    (clip,) = match_clips([Clip(name=model.stem, signal=played.signal)], MatchBy.LUFS)
    return clip.heard
