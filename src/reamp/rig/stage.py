"""The stage assistant: listens to hard strums, and says how to set the interface's gain.

It is fed readings and asked what to say; it opens no device and prints nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from reamp.audio.levels import LevelMeter
from reamp.audio.signal import Samples
from reamp.errors import ConfigError
from reamp.findings import Check, Finding, Severity
from reamp.gear.interface_table import Interface
from reamp.rig.gain import GainPlan
from reamp.rig.plan_inputs import RecordingLevels, check_finite
from reamp.rig.rig import Rig
from reamp.rig.source import UNKNOWN_SOURCE, Source
from reamp.rig.strums import Instant, StrumDetector, instants

__all__ = ["PEAKS_DBFS", "STRUMS_NEEDED", "TARGET_DBFS", "Reading", "Stage", "Step", "read_inputs"]

PEAKS_DBFS = (-9.0, -3.0)
"""Where the hardest strum should peak: clear of the converter's end, far above its noise."""

TARGET_DBFS = -6.0

STRUMS_NEEDED = 5
"""Hard ones; the hand varies by a decibel, and the hardest of five is what counts."""

CLIPPED_STEP_DB = -10.0
"""How far beyond its end a converter was driven nobody knows; a second round finds the rest."""

QUIET_DBFS = -60.0
"""A hard strum peaks 20 dB above it on the deafest interface, +22 dBu, at its lowest gain."""

_HARD_DB = 6.0  # a softer strum than the hardest by more than this is no hard one
_PATIENCE_S = 3.0
_OTHER_INPUT_DB = 20.0
_HUM_SHARE = 0.5
_HUM_DBFS = -75.0
_HUM_BLOCK_S = 0.1  # whole periods of 50 and 60 Hz
_HARMONICS = 5


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One block as the converter wrote it, before any digital gain; the lists run over the inputs.

    `instants` are the guitar's input by the 10 ms; `hum` is the share of its power at 50 or 60 Hz and
    multiples, None if not measured.
    """

    length_s: float
    peaks_dbfs: tuple[float, ...]
    rms_dbfs: tuple[float, ...]
    instants: tuple[Instant, ...]
    clipped_frames: int = 0
    hum: float | None = None


class Step(StrEnum):
    """What the assistant waits for."""

    LISTEN = "listen"
    """Hard strums."""
    ADJUST = "adjust"
    """The gain to be changed to `wanted_gain_db`; `Stage.set_gain` says that it was."""
    DONE = "done"
    """Nothing: the gain is right, or as near as the interface goes."""


def read_inputs(inputs: Sequence[Samples], *, rate_hz: int, input_index: int = 0) -> Reading:
    """Return the reading of one block of every input, each of shape (frames,); hum needs 0.1 s of it."""
    meters = []
    for samples in inputs:
        meter = LevelMeter()
        meter.add(samples)
        meters.append(meter)
    return Reading(
        length_s=len(inputs[input_index]) / rate_hz,
        peaks_dbfs=tuple(meter.peak_dbfs for meter in meters),
        rms_dbfs=tuple(meter.rms_dbfs for meter in meters),
        instants=instants(inputs[input_index], rate_hz=rate_hz),
        clipped_frames=meters[input_index].clipped_frames,
        hum=_hum(inputs[input_index], rate_hz),
    )


class Stage:
    """The assistant for the guitar on one input of an interface that shows a gain of `gain_db`.

    The interface may be None, its ends then unknown. Raises `ConfigError` for a gain that is not finite.
    """

    def __init__(self, *, gain_db: float, interface: Interface | None = None, input_index: int = 0) -> None:
        check_finite("gain_db", gain_db)
        self.interface = interface
        self.input_index = input_index
        self.set_gain(gain_db)

    def set_gain(self, gain_db: float) -> None:
        """Take over the gain that the interface shows now, and listen anew."""
        check_finite("gain_db", gain_db)
        self.gain_db = gain_db
        self.step = Step.LISTEN
        self.wanted_gain_db: float | None = None
        self._detector = StrumDetector(quiet_dbfs=QUIET_DBFS)
        self._quiet_s = 0.0
        self._clipped_frames = 0
        self._loudest_dbfs = -math.inf
        self._others_dbfs = -math.inf
        self._hum_s = 0.0

    @property
    def strums_dbfs(self) -> list[float]:
        """The peaks of the strums since the gain was set, each known 0.2 s after it."""
        return self._detector.strums_dbfs

    @property
    def hard_strums(self) -> int:
        """How many strums so far were within 6 dB of the hardest."""
        loudest_dbfs = max(self.strums_dbfs, default=-math.inf)
        return sum(strum_dbfs >= loudest_dbfs - _HARD_DB for strum_dbfs in self.strums_dbfs)

    @property
    def peak_dbfs(self) -> float:
        """The highest peak since the gain was set; silence is minus infinity."""
        return self._loudest_dbfs

    @property
    def source(self) -> Source:
        """Where the guitar comes from, with the gain as it is set."""
        if self.interface is None:
            return UNKNOWN_SOURCE
        # Where it is unknown what the interface shows at its lowest gain, 0 was assumed.
        shown_db = max(0.0, self.gain_db) if self.interface.min_gain_shown_db is None else self.gain_db
        return Source.named(self.interface, gain=shown_db, channel=self.input_index + 1)

    def add(self, reading: Reading) -> None:
        """Hear the next block; a harder strum, or a converter that clips, changes what was said before."""
        if self.input_index >= len(reading.peaks_dbfs):
            raise ConfigError(f"there is no input {self.input_index + 1}, only {len(reading.peaks_dbfs)}")
        self._hear(reading)
        if self._clipped_frames:
            self._recommend(CLIPPED_STEP_DB)
        elif self.hard_strums >= STRUMS_NEEDED and not self._detector.is_ringing:
            is_right = PEAKS_DBFS[0] <= self._loudest_dbfs <= PEAKS_DBFS[1]
            self._recommend(0.0 if is_right else TARGET_DBFS - self._loudest_dbfs)

    def findings(self) -> tuple[Finding, ...]:
        """Return what stands in the way, most important first."""
        found = []
        if self._clipped_frames:
            advice = "turn the gain down, and play again"
            found.append(_warning(Check.STAGE_CLIPPING, "the converter clips", advice))
        if self.step is Step.DONE and not PEAKS_DBFS[0] <= self._loudest_dbfs <= PEAKS_DBFS[1]:
            message = (
                f"the hardest strum peaks at {self._loudest_dbfs:.1f} dBFS, not at "
                f"{PEAKS_DBFS[0]:g} to {PEAKS_DBFS[1]:g}, and the gain is at its end"
            )
            advice = "play on like this, or use a pad or another input"
            found.append(_warning(Check.STAGE_GAIN_RANGE, message, advice))
        if not self.strums_dbfs and self._quiet_s >= _PATIENCE_S:
            found.append(self._why_quiet())
        return tuple(found)

    def plan(self, rig: Rig, *, source: Source | None = None) -> GainPlan:
        """Return the plan of a rig for the gain as it is set: what it adds comes off the model's input.

        `gain_db` is what to remember with the interface. `source` is that of a recorded take, whose gain may
        be remembered or assumed.
        """
        return rig.plan(
            source=source or self.source,
            recording=RecordingLevels(peak_dbfs=self._loudest_dbfs, clipped_frames=self._clipped_frames),
        )

    def _hear(self, reading: Reading) -> None:
        peak_dbfs = reading.peaks_dbfs[self.input_index]
        self._clipped_frames += reading.clipped_frames
        self._loudest_dbfs = max(self._loudest_dbfs, peak_dbfs)
        others = (dbfs for index, dbfs in enumerate(reading.peaks_dbfs) if index != self.input_index)
        self._others_dbfs = max(self._others_dbfs, *others, -math.inf)
        is_hum = reading.hum is not None and reading.hum >= _HUM_SHARE
        is_hum = is_hum and reading.rms_dbfs[self.input_index] >= _HUM_DBFS
        for instant in reading.instants:
            self._detector.add(instant)
        self._hum_s += reading.length_s if is_hum else 0.0
        self._quiet_s += reading.length_s

    def _recommend(self, step_db: float) -> None:
        """Want the gain changed by whole decibels, as far as the interface goes."""
        wanted_db = self.gain_db + round(step_db)
        if self.interface is not None:
            low_db, high_db = self.interface.min_gain_shown_db, self.interface.max_gain_shown_db
            wanted_db = max(wanted_db, wanted_db if low_db is None else low_db)
            wanted_db = min(wanted_db, wanted_db if high_db is None else high_db)
        self.wanted_gain_db = wanted_db
        self.step = Step.DONE if wanted_db == self.gain_db else Step.ADJUST

    def _why_quiet(self) -> Finding:
        """Return why no strum was heard."""
        if self._others_dbfs >= max(QUIET_DBFS, self._loudest_dbfs + _OTHER_INPUT_DB):
            return _warning(Check.STAGE_WRONG_INPUT, "the guitar is on another input", "choose that one")
        if self._hum_s >= 0.5 * self._quiet_s:
            advice = "plug the cable in fully, turn the guitar up, and look for a broken shield"
            return _warning(Check.STAGE_HUM, "there is mains hum and no guitar", advice)
        advice = "check the cable, the guitar's volume and the input"
        return _warning(Check.STAGE_SILENT, "nothing is heard", advice)


def _warning(check: Check, message: str, advice: str) -> Finding:
    return Finding(check=check, severity=Severity.WARNING, message=message, advice=advice)


def _hum(samples: Samples, rate_hz: int) -> float | None:
    """Return the larger share of the power at 50 or 60 Hz and four multiples, over whole 0.1 s."""
    frames = len(samples) // round(_HUM_BLOCK_S * rate_hz) * round(_HUM_BLOCK_S * rate_hz)
    if not frames:
        return None
    signal = samples[:frames].astype(np.float64)
    signal -= signal.mean()
    power = float(np.mean(signal**2))
    if power == 0.0:
        return 0.0
    phase = 2j * np.pi * np.arange(frames) / rate_hz
    shares = [
        sum(2.0 * abs(np.mean(signal * np.exp(-phase * mains_hz * n))) ** 2 for n in range(1, _HARMONICS + 1))
        for mains_hz in (50.0, 60.0)
    ]
    return float(max(shares) / power)
