"""The clips to listen to, matched in loudness, each with every gain that was applied."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from reamp.audio.levels import peak_dbfs
from reamp.audio.loudness import integrated_lufs
from reamp.audio.signal import Signal
from reamp.errors import AudioError
from reamp.units import db_to_ratio

__all__ = ["LISTENING_LUFS", "LISTENING_PEAK_DBFS", "AppliedGain", "Clip", "MatchBy", "match_clips"]

LISTENING_PEAK_DBFS, LISTENING_LUFS = -10.0, -20.0
"""The target loudness and peak of clips: a distorted guitar at one of them is about at the other too."""

_HIGHEST_PEAK_DBFS = -1.0


class MatchBy(StrEnum):
    """How clips are made comparable by ear."""

    LUFS = "lufs"
    """Equally loud: -20 LUFS (ITU-R BS.1770-4)."""
    PEAK = "peak"
    """The loudest peak of each at -10 dBFS: more compressed clips are louder."""
    NONE = "none"
    """At the level of the rig's output."""


@dataclass(frozen=True, kw_only=True)
class AppliedGain:
    """One gain applied to a clip: where, how much, and the sum that it comes from."""

    what: str
    value_db: float
    formula: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Clip:
    """A recording, or a model's output for one, with every gain applied to it, in order.

    `signal` is aligned with the other clips; `heard`, the clip to listen to, is `signal` after `match_gain`.
    `is_calibrated`: the model got the level that the gear would have got; None for a recording.
    """

    name: str
    signal: Signal
    about: str = ""
    gains: tuple[AppliedGain, ...] = ()
    match_gain: AppliedGain = AppliedGain(what="match", value_db=0.0, formula="none")
    moved_frames: float = 0.0
    is_calibrated: bool | None = None

    @property
    def input_gain_db(self) -> float | None:
        """The gain into the model, None for a recording."""
        return next((gain.value_db for gain in self.gains if gain.what == "input"), None)

    @property
    def heard(self) -> Signal:
        """The clip as it is listened to and measured."""
        ratio = np.float32(db_to_ratio(self.match_gain.value_db))
        return Signal(self.signal.samples * ratio, self.signal.rate_hz)


def match_clips(clips: Sequence[Clip], match: MatchBy) -> tuple[Clip, ...]:
    """Return the clips with the gains that make them comparable.

    Where a clip would then peak above -1 dBFS, all are lowered by the same gain. Raises `AudioError` for a
    silent clip, and for LUFS of a clip below 400 ms.
    """
    gains = [_match_gain(clip, match) for clip in clips]
    peaks_dbfs = [peak_dbfs(clip.signal) + gain.value_db for clip, gain in zip(clips, gains, strict=True)]
    lower_db = max(0.0, max(peaks_dbfs) - _HIGHEST_PEAK_DBFS)
    return tuple(
        replace(clip, match_gain=_lowered(gain, lower_db)) for clip, gain in zip(clips, gains, strict=True)
    )


def _match_gain(clip: Clip, match: MatchBy) -> AppliedGain:
    peak = peak_dbfs(clip.signal)
    if math.isinf(peak):
        raise AudioError(f"{clip.name} is silent; there is nothing to compare")
    if match is MatchBy.NONE:
        return AppliedGain(what="match", value_db=0.0, formula="none")
    if match is MatchBy.PEAK:
        formula = f"{LISTENING_PEAK_DBFS:g} dBFS - {peak:.2f} dBFS (its peak)"
        return AppliedGain(what="match", value_db=LISTENING_PEAK_DBFS - peak, formula=_signs(formula))
    loudness_lufs = _loudness(clip)
    formula = f"{LISTENING_LUFS:g} LUFS - {loudness_lufs:.2f} LUFS (its loudness)"
    return AppliedGain(what="match", value_db=LISTENING_LUFS - loudness_lufs, formula=_signs(formula))


def _loudness(clip: Clip) -> float:
    loudness_lufs = integrated_lufs(clip.signal)
    if loudness_lufs is None:
        raise AudioError(f"{clip.name} lasts less than the 400 ms that loudness needs; match the peaks")
    if math.isinf(loudness_lufs):
        raise AudioError(f"{clip.name} is too quiet to have a loudness; match the peaks")
    return loudness_lufs


def _lowered(gain: AppliedGain, lower_db: float) -> AppliedGain:
    if lower_db <= 0.0:
        return gain
    before = "" if gain.formula == "none" else f"{gain.formula} "
    formula = f"{before}- {lower_db:.2f} dB (all alike, so that none clips)"
    return replace(gain, value_db=gain.value_db - lower_db, formula=formula)


def _signs(formula: str) -> str:
    return formula.replace("- -", "+ ")
