"""The stage assistant: listens to hard strums and says how to set the interface's gain.

The caller gives it readings and asks for its advice. It opens no device and prints nothing.
"""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from reamp.audio.levels import LevelMeter
from reamp.audio.signal import Samples
from reamp.errors import ConfigError
from reamp.findings import Check, Finding, Severity
from reamp.interfaces.gain import LOWEST_GAIN, InterfaceGain
from reamp.interfaces.table import Interface
from reamp.plan.gain import GainPlan
from reamp.plan.inputs import RecordingLevels, check_finite
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.rig.rig import Rig
from reamp.stage.strums import Instant, instants
from reamp.stage.turned_gain import (
    GainNotMeasured,
    Heard,
    TurnedGain,
    turned_gain,
    turned_so_far_db,
)

__all__ = [
    "PEAKS_DBFS",
    "STRUMS_NEEDED",
    "TARGET_DBFS",
    "AssistantStep",
    "GainAssistant",
    "Reading",
    "read_inputs",
]

PEAKS_DBFS = (-9.0, -3.0)
"""Where the hardest strum should peak: below the converter's clipping, far above its noise."""

TARGET_DBFS = -6.0

STRUMS_NEEDED = 5
"""How many hard strums are needed. Strums by hand vary by a decibel; the hardest of five counts."""

CLIPPED_STEP_DB = -10.0
"""The advised step after clipping. How far the signal was above full scale is not yet known."""

QUIET_DBFS = -60.0
"""The softest strum that counts. On the least sensitive interface (+22 dBu) a hard one peaks 20 dB above."""

_PATIENCE_S = 3.0
_OTHER_INPUT_DB = 20.0
_HUM_SHARE = 0.5
_HUM_DBFS = -75.0
_HUM_BLOCK_S = 0.1  # whole periods of 50 and 60 Hz
_HARMONICS = 5


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One block as the converter wrote it, before any digital gain; the lists have one item for each input.

    `instants` are the guitar's input in steps of 10 ms. `hum` is the share of its power at 50 or 60 Hz and
    multiples, None if not measured.
    """

    length_s: float
    peaks_dbfs: tuple[float, ...]
    rms_dbfs: tuple[float, ...]
    instants: tuple[Instant, ...]
    clipped_frames: int = 0
    hum: float | None = None


class AssistantStep(StrEnum):
    """The event that the assistant waits for."""

    LISTEN = "listen"
    """Hard strums."""
    ADJUST = "adjust"
    """The user changes the gain to `wanted_gain_db`, and the caller reports it by `set_gain`."""
    DONE = "done"
    """Nothing: the gain is right, or as near as the interface allows."""


def read_inputs(inputs: Sequence[Samples], *, rate_hz: int, input_index: int = 0) -> Reading:
    """Return the reading of one block of every input, each of shape (frames,). Hum needs blocks of 0.1 s."""
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


class GainAssistant:
    """The assistant for the guitar on one input of an interface.

    `gain_db` is the number that the interface shows. If `has_numbers` is False, it is the dB above the lowest
    gain, and the sound tells how far the knob was turned. If `is_gain_known` is False, it counts from where
    the knob was at the beginning. The interface may be None; its range is then unknown. Raises `ConfigError`
    for a gain that is not finite.
    """

    def __init__(
        self,
        *,
        gain_db: float,
        interface: Interface | None = None,
        input_index: int = 0,
        has_numbers: bool = True,
        is_gain_known: bool = True,
    ) -> None:
        self.interface = interface
        self.input_index = input_index
        self.has_numbers = has_numbers
        self._reference: tuple[float, Heard] | None = None
        self._turning: Heard | None = None
        self._listen(gain_db, is_gain_known=is_gain_known)

    def begin(self, gain_db: float, *, has_numbers: bool, is_gain_known: bool = True) -> None:
        """Begin again with this gain, and forget everything that was heard."""
        self._reference = None
        self.has_numbers = has_numbers
        self._listen(gain_db, is_gain_known=is_gain_known)

    def set_gain(self, gain_db: float) -> None:
        """Set the gain that the interface shows now, and listen again."""
        check_finite("gain_db", gain_db)
        if not (self.has_numbers and self.is_gain_known):
            self.begin(gain_db, has_numbers=True)
            return
        self._keep_reference()
        self._listen(gain_db, is_gain_known=True)
        self._is_measuring = self._reference is not None

    def turn(self) -> None:
        """Listen again after a turn of the knob. Until the sound tells how far, assume the advised change."""
        self._keep_reference()
        advised_db = self.gain_db if self.wanted_gain_db is None else self.wanted_gain_db
        self._listen(advised_db, is_gain_known=self.is_gain_known)
        self._is_measuring = self._reference is not None

    def _keep_reference(self) -> None:
        """Compare later rounds with this one if it is the first complete round."""
        if self.step is AssistantStep.LISTEN or self._clipped_frames:
            return
        if self._reference is None:
            if self._turning is not None:
                self._heard.take_tone(self._turning)
            self._reference = (self.gain_db, self._heard)

    def _listen(self, gain_db: float, *, is_gain_known: bool) -> None:
        check_finite("gain_db", gain_db)
        self.gain_db = gain_db
        self.is_gain_known = self._was_gain_known = is_gain_known
        self.step = AssistantStep.LISTEN
        self.wanted_gain_db: float | None = None
        self.turned: TurnedGain | GainNotMeasured | None = None
        self._is_measuring = self._was_above_lowest = False
        self._heard = Heard(quiet_dbfs=QUIET_DBFS, following=self._turning)
        self._turning = None
        self._measured_strums = 0
        self._quiet_s = 0.0
        self._clipped_frames = 0
        self._loudest_dbfs = -math.inf
        self._others_dbfs = -math.inf
        self._hum_s = 0.0

    @property
    def strums_dbfs(self) -> list[float]:
        """The peaks of the strums since the gain was set; each is known 0.2 s after the strum."""
        return [strum.peak_dbfs for strum in self._heard.strums]

    @property
    def hard_strums(self) -> int:
        """How many strums so far were within 6 dB of the hardest."""
        return len(self._heard.hard_strums)

    @property
    def peak_dbfs(self) -> float:
        """The highest peak since the gain was set; silence is minus infinity."""
        return self._loudest_dbfs

    @property
    def last_peak_dbfs(self) -> float:
        """The peak of the last strum while the knob is being turned, else the highest peak."""
        if self._turning is None or not self._turning.strums:
            return self._loudest_dbfs
        return self._turning.strums[-1].peak_dbfs

    @property
    def gain(self) -> InterfaceGain | None:
        """The gain as a user would type it, None if it is unknown."""
        if not self.is_gain_known:
            return None
        if not self.has_numbers:
            return InterfaceGain(raised_db=max(0.0, self.gain_db))
        unknown_lowest = self.interface is not None and self.interface.min_gain_shown_db is None
        # If the number that the interface shows at its lowest gain is unknown, 0 was assumed.
        return InterfaceGain(shown_db=max(0.0, self.gain_db) if unknown_lowest else self.gain_db)

    @property
    def source(self) -> Source:
        """The source of the guitar, with the present gain."""
        if self.interface is None:
            return UNKNOWN_SOURCE
        source = Source.named(self.interface, gain=self.gain or LOWEST_GAIN, channel=self.input_index + 1)
        return source if self.is_gain_known else source.with_gain(None)

    @property
    def is_measuring(self) -> bool:
        """Whether this round also measures how far a knob without numbers was turned."""
        return self._is_measuring and not self.has_numbers

    @property
    def turned_so_far_db(self) -> float | None:
        """Roughly how far the knob was turned since the last round, None if there is no sound to tell."""
        return None if self._turning is None else turned_so_far_db(self._heard, self._turning)

    def add(self, reading: Reading) -> None:
        """Hear the next block. A harder strum, or clipping, changes the advice."""
        self._check(reading)
        self._hear(reading)
        if self._is_measuring:
            self._measure()
        if self._clipped_frames:
            self._recommend(CLIPPED_STEP_DB)
        elif self.hard_strums >= STRUMS_NEEDED and not self._heard.is_ringing:
            is_right = PEAKS_DBFS[0] <= self._loudest_dbfs <= PEAKS_DBFS[1]
            self._recommend(0.0 if is_right else TARGET_DBFS - self._loudest_dbfs)

    def follow(self, reading: Reading) -> None:
        """Hear the next block while the knob is being turned; the advice stays the same."""
        self._check(reading)
        if self._turning is None:
            self._turning = Heard(quiet_dbfs=QUIET_DBFS, following=self._heard)
        for instant in reading.instants:
            self._turning.add(instant)

    def _check(self, reading: Reading) -> None:
        if self.input_index >= len(reading.peaks_dbfs):
            raise ConfigError(f"there is no input {self.input_index + 1}, only {len(reading.peaks_dbfs)}")

    def _measure(self) -> None:
        """Compare this round with the first one, but only after a strum: other sound changes little."""
        strums = len(self._heard.strums)
        if self._reference is None or strums == self._measured_strums:
            return
        self._measured_strums = strums
        was_db, heard = self._reference
        self.turned = turned_gain(heard, self._heard)
        if self.has_numbers:
            return
        if isinstance(self.turned, TurnedGain):
            self.gain_db = was_db + self.turned.rounded_db
            if self._was_gain_known:
                self._was_above_lowest = self.gain_db < -self.turned.give_or_take_db
                self.is_gain_known = not self._was_above_lowest
                self.gain_db = max(0.0, self.gain_db)
        elif self.hard_strums >= STRUMS_NEEDED and not self._clipped_frames:
            self._reference, self.is_gain_known = None, False

    def findings(self) -> tuple[Finding, ...]:
        """Return the problems, the most important first."""
        found = []
        if self._clipped_frames and self.step is AssistantStep.DONE:
            advice = "use a pad or another input, or turn the guitar's volume down, and play again"
            found.append(_warning(Check.STAGE_GAIN_RANGE, "the converter clips at the lowest gain", advice))
        elif self._clipped_frames:
            advice = "turn the gain down, and play again"
            found.append(_warning(Check.STAGE_CLIPPING, "the converter clips", advice))
        elif self.step is AssistantStep.DONE and not PEAKS_DBFS[0] <= self._loudest_dbfs <= PEAKS_DBFS[1]:
            message = (
                f"the hardest strum peaks at {self._loudest_dbfs:.1f} dBFS, not at "
                f"{PEAKS_DBFS[0]:g} to {PEAKS_DBFS[1]:g}, and the gain is at the end of its range"
            )
            advice = "play at this gain, or use a pad or another input"
            found.append(_warning(Check.STAGE_GAIN_RANGE, message, advice))
        if self.step is not AssistantStep.LISTEN:
            found += self._turn_findings()
        if not self.strums_dbfs and self._quiet_s >= _PATIENCE_S:
            found.append(self._why_quiet())
        return tuple(found)

    def _turn_findings(self) -> list[Finding]:
        """Return the problems of measuring the turn, and contradictions to the gain that was given."""
        turned = self.turned
        if isinstance(turned, TurnedGain):
            return self._contradictions(turned)
        if turned is None or self.has_numbers or self._clipped_frames:
            return []
        message = "how far the knob was turned cannot be measured"
        return [_warning(Check.STAGE_TURN_UNKNOWN, message, turned.reason.words)]

    def _contradictions(self, turned: TurnedGain) -> list[Finding]:
        measured = f"{turned.turned_db:+.1f} dB, give or take {turned.give_or_take_db:.1f} dB"
        if self._was_above_lowest:
            message = f"the knob was not at its lowest at the beginning: it was turned by {measured}"
            return [_warning(Check.STAGE_NOT_LOWEST, message, "turn it fully down, and begin again")]
        if not self.has_numbers or self._reference is None:
            return []
        typed_db = self.gain_db - self._reference[0]
        if not turned.contradicts(typed_db):
            return []
        message = f"by the sound the gain changed by {measured}, by its numbers by {typed_db:+g} dB"
        found = _warning(Check.STAGE_GAIN_CONTRADICTION, message, "type the number that the interface shows")
        return [dataclasses.replace(found, effect_db=typed_db - turned.turned_db)]

    def plan(self, rig: Rig, *, source: Source | None = None) -> GainPlan:
        """Return the plan of a rig for the present gain, which is subtracted from the model's input gain.

        `source` replaces the assistant's own source: for a recorded take, whose gain may be remembered or
        assumed.
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
            self._heard.add(instant)
        self._hum_s += reading.length_s if is_hum else 0.0
        self._quiet_s += reading.length_s

    def _recommend(self, step_db: float) -> None:
        """Set the wanted gain: changed by whole decibels, within the interface's range."""
        low_db, high_db = self._ends_db()
        wanted_db = self.gain_db + round(step_db)
        wanted_db = max(wanted_db, wanted_db if low_db is None else low_db)
        wanted_db = min(wanted_db, wanted_db if high_db is None else high_db)
        self.wanted_gain_db = wanted_db
        self.step = AssistantStep.DONE if wanted_db == self.gain_db else AssistantStep.ADJUST

    def _ends_db(self) -> tuple[float | None, float | None]:
        """Return the lowest and the highest gain, None if unknown."""
        if self.has_numbers:
            if self.interface is None:
                return None, None
            return self.interface.min_gain_shown_db, self.interface.max_gain_shown_db
        if not self.is_gain_known:
            return None, None
        return 0.0, None if self.interface is None else self.interface.gain_span_db

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
