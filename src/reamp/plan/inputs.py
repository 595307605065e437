"""The inputs of a gain plan: the levels of the models and of the recording, and the output mode."""

import math
from dataclasses import dataclass
from enum import StrEnum

from reamp import _core
from reamp.arguments import is_number
from reamp.errors import ConfigError
from reamp.plan.coverage import FULL_SCALE, TrainedRange

__all__ = [
    "MAX_GAIN_DB",
    "HeardLoudness",
    "LevelOrigin",
    "ModelLevels",
    "OutputMode",
    "RecordingLevels",
    "check_finite",
]


MAX_GAIN_DB = _core.MAX_GAIN_DB
"""The largest plausible gain: more than the range of 24 bits and a preamplifier together."""


class OutputMode(StrEnum):
    """The three output modes."""

    RAW = "raw"
    """The output of the model as it is."""
    NORMALIZED = "normalized"
    """Every model equally loud for a typical guitar. If that was not measured, the file's loudness counts."""
    CALIBRATED = "calibrated"
    """The gear's own output level, as the interface would have recorded it at its lowest gain."""


class LevelOrigin(StrEnum):
    """Where a model's level comes from."""

    FILE = "file metadata"
    ESTIMATE = "estimated"
    BY_EAR = "set by ear"
    """The user of this machine set it, or the person who wrote it into the file."""
    KEPT = "typed and kept"
    USER = "user override"
    COMPUTED = "computed"


@dataclass(frozen=True, kw_only=True)
class HeardLoudness:
    """How loud a typical guitar is through all models up to this one, in LUFS; None is unknown.

    Calibrated: the first model gets the same volts as the real gear would get. Uncalibrated: it gets the
    numbers of the recording unchanged.
    """

    calibrated_lufs: float | None = None
    uncalibrated_lufs: float | None = None

    def __post_init__(self) -> None:
        check_finite("calibrated_lufs", self.calibrated_lufs)
        check_finite("uncalibrated_lufs", self.uncalibrated_lufs)


@dataclass(frozen=True, kw_only=True)
class ModelLevels:
    """The levels a model was captured at, in dBu at digital full scale; None is unknown.

    `loudness_db` is the `.nam` field: RMS in dB of the trainer's clip through the model at gain 1.
    `computed_loudness_db` is the same, measured here. `heard` is measured too, for the last model of a rig.
    `trained` is the range of its training input.
    """

    name: str
    input_level_dbu: float | None = None
    output_level_dbu: float | None = None
    loudness_db: float | None = None
    computed_loudness_db: float | None = None
    heard: HeardLoudness | None = None
    trained: TrainedRange = FULL_SCALE
    input_level_origin: LevelOrigin = LevelOrigin.FILE
    output_level_origin: LevelOrigin = LevelOrigin.FILE

    def __post_init__(self) -> None:
        check_finite(f"{self.name}: input_level_dbu", self.input_level_dbu)
        check_finite(f"{self.name}: output_level_dbu", self.output_level_dbu)
        check_finite(f"{self.name}: loudness_db", self.loudness_db)
        check_finite(f"{self.name}: computed_loudness_db", self.computed_loudness_db)
        check_finite(f"{self.name}: trained.peak_dbfs", self.trained.peak_dbfs)

    @property
    def is_heard(self) -> bool:
        """Whether the loudness of a typical guitar after this model could be measured."""
        return self.heard_lufs(is_calibrated=False) is not None

    def heard_lufs(self, *, is_calibrated: bool) -> float | None:
        """Return how loud a typical guitar is after this model; None if that was not measured."""
        if self.heard is None:
            return None
        return self.heard.calibrated_lufs if is_calibrated else self.heard.uncalibrated_lufs


@dataclass(frozen=True, kw_only=True)
class RecordingLevels:
    """The recording as the converter wrote it, before any digital gain; silence peaks at minus infinity."""

    peak_dbfs: float
    clipped_frames: int = 0

    def __post_init__(self) -> None:
        if self.peak_dbfs != -math.inf:
            check_finite("the recording's peak_dbfs", self.peak_dbfs)


def check_finite(what: str, value: float | None) -> None:
    """Raise `ConfigError` for infinity and NaN. None means unknown and is accepted."""
    if value is not None and not (is_number(value) and math.isfinite(value)):
        raise ConfigError(f"{what} must be a finite number, got {value}")
