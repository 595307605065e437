"""Play a take through a model, raw or calibrated, and measure how far the result is from the amp."""

import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from reamp.audio.delay import delayed
from reamp.audio.signal import Samples, Signal
from reamp.findings import Finding
from reamp.interfaces.gain import LOWEST_GAIN
from reamp.interfaces.table import level_as_interface
from reamp.metrics import decay_difference_db, decay_tails, esr, null, rms_difference_db
from reamp.plan.inputs import OutputMode
from reamp.plan.source import Source
from reamp.playing.play import play
from reamp.rig.rig import Rig, RigModel
from reamp.study.takes import RATE_HZ, StudyTake, in_volts

__all__ = ["InputLevel", "Numbers", "StudiedModel", "StudyClip", "geometric_mean", "measure", "play_clip"]

_DELAY_FRAMES = 64  # a capture's latency is known to a frame; the simulation adds a few frames


class InputLevel(StrEnum):
    """How the input gain was set."""

    RAW = "raw"
    """0 dB, as a player sets it who does not know the levels."""
    CALIBRATED = "calibrated"


@dataclass(frozen=True, kw_only=True)
class StudiedModel:
    """A model of the amp, and the levels of its capture; `esr` is measured on audio outside training."""

    path: Path
    input_level_dbu: float
    output_level_dbu: float
    esr: float | None

    @property
    def name(self) -> str:
        """The input level, which differs between the models."""
        return f"{self.input_level_dbu:g} dBu"


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The differences of a clip from the amp, in volts; decay is None where no note rings out.

    Both after the best delay: `esr` at the original levels, `null_depth_db` at the best gain.
    """

    esr: float
    null_depth_db: float
    rms_db: float
    decay_db: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class StudyClip:
    """A model's output for a take in volts at the amp's jack, with the input gain and its formula.

    Raw and calibrated clips differ in the input gain only: the level of both outputs is that of the capture.
    """

    model: StudiedModel
    take: StudyTake
    gain: InputLevel
    input_gain_db: float
    formula: str
    volts: Samples
    findings: tuple[Finding, ...]
    numbers: Numbers | None

    @property
    def beyond_db(self) -> float:
        """The guitar's peak over the full scale of the capture: above 0 dB the model was never trained."""
        return self.take.peak_dbu - self.model.input_level_dbu


def play_clip(model: StudiedModel, take: StudyTake, gain: InputLevel) -> StudyClip:
    """Return a take played through a model, measured against the amp's recording where there is one."""
    levels = RigModel(
        path=model.path, input_level_dbu=model.input_level_dbu, output_level_dbu=model.output_level_dbu
    )
    rig = Rig(models=(levels,), output_mode=OutputMode.RAW)
    if gain is InputLevel.CALIBRATED:
        source = Source.named(level_as_interface(take.interface_full_scale_dbu), gain=LOWEST_GAIN)
        played = play(rig, take.di, source=source)
    else:
        played = play(rig, take.di)
    volts = in_volts(played.signal.samples, full_scale_dbu=model.output_level_dbu)
    return StudyClip(
        model=model,
        take=take,
        gain=gain,
        input_gain_db=played.plan.input_gain.value_db,
        formula=played.plan.input_gain.formula,
        volts=volts,
        findings=played.findings,
        numbers=None if take.amp_v is None else measure(take.amp_v, volts, di=take.di.samples),
    )


def measure(amp_v: Samples, clip_v: Samples, *, di: Samples) -> Numbers:
    """Return how far a clip is from the amp; the ringing notes are found in the guitar, `di`."""
    tails = decay_tails(di, rate_hz=RATE_HZ)
    nearest = null(amp_v, clip_v, max_delay_frames=_DELAY_FRAMES)
    in_time = delayed(Signal(clip_v, RATE_HZ), -nearest.delay_frames).samples
    return Numbers(
        esr=esr(amp_v, in_time),
        null_depth_db=nearest.depth_db,
        rms_db=rms_difference_db(amp_v, clip_v),
        decay_db=decay_difference_db(amp_v, clip_v, tails) if tails else None,
    )


def geometric_mean(values: list[float]) -> float:
    """Return the geometric mean, for ratios."""
    return math.exp(float(np.mean(np.log(values))))
