"""What a gain-staging plan is made from: the models' levels, the recording's, and the wish for the output."""

import math
from dataclasses import dataclass
from enum import StrEnum

from reamp.arguments import is_number
from reamp.errors import ConfigError
from reamp.rig.coverage import FULL_SCALE, TrainedRange

__all__ = ["LevelOrigin", "ModelLevels", "OutputMode", "RecordingLevels", "check_finite"]


class OutputMode(StrEnum):
    """Three wishes for the output's level."""

    RAW = "raw"
    """What the model's numbers say."""
    NORMALIZED = "normalized"
    """Every model equally loud: -18 dB RMS on the reference clip."""
    CALIBRATED = "calibrated"
    """The gear's own output level, as the interface would have recorded it at its lowest gain."""


class LevelOrigin(StrEnum):
    """Who says a model's level."""

    FILE = "file metadata"
    ESTIMATE = "estimated"
    USER = "user override"


@dataclass(frozen=True, kw_only=True)
class ModelLevels:
    """The levels a model was captured at, in dBu at digital full scale; None is unknown.

    `loudness_db` is the `.nam` field: RMS in dB of the reference clip through the model at gain 1.
    `trained` is the input that it was trained on.
    """

    name: str
    input_level_dbu: float | None = None
    output_level_dbu: float | None = None
    loudness_db: float | None = None
    trained: TrainedRange = FULL_SCALE
    input_level_origin: LevelOrigin = LevelOrigin.FILE
    output_level_origin: LevelOrigin = LevelOrigin.FILE

    def __post_init__(self) -> None:
        check_finite(f"{self.name}: input_level_dbu", self.input_level_dbu)
        check_finite(f"{self.name}: output_level_dbu", self.output_level_dbu)
        check_finite(f"{self.name}: loudness_db", self.loudness_db)
        check_finite(f"{self.name}: trained.peak_dbfs", self.trained.peak_dbfs)


@dataclass(frozen=True, kw_only=True)
class RecordingLevels:
    """The recording as the converter wrote it, before any digital gain; silence peaks at minus infinity."""

    peak_dbfs: float
    clipped_frames: int = 0

    def __post_init__(self) -> None:
        if self.peak_dbfs != -math.inf:
            check_finite("the recording's peak_dbfs", self.peak_dbfs)


def check_finite(what: str, value: float | None) -> None:
    """Raise `ConfigError` for infinity and NaN, which no level or gain is; None is unknown and passes."""
    if value is not None and not (is_number(value) and math.isfinite(value)):
        raise ConfigError(f"{what} must be a finite number, got {value}")
