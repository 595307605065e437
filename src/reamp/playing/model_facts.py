"""The facts about a model: its sizes, what each costs on this machine, and its known levels."""

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reamp.engine import Model, load
from reamp.engine.speed import OversampledCost, oversampled_cost, times_real_time
from reamp.errors import StrPath
from reamp.findings import Finding
from reamp.nam import NamDocument
from reamp.nam.presets import describe
from reamp.plan.findings import loudness_findings
from reamp.plan.inputs import LevelOrigin, ModelLevels
from reamp.rig.parameters import OVERSAMPLING
from reamp.rig.rig import Rig, RigModel

__all__ = ["ModelFacts", "ModelSize", "model_facts"]

_MEASURE_S = 0.1
_MEASURE_ALL_S = 2.0
"""Limit for all sizes of a slimmable model together; some models have hundreds."""


@dataclass(frozen=True, kw_only=True)
class ModelSize:
    """The cost of a model at one slim value. The receptive field is None if it is infinite."""

    slim: float
    weight_count: int
    macs_per_frame: int
    receptive_field_frames: int | None
    times_real_time: float


@dataclass(frozen=True, kw_only=True)
class ModelFacts:
    """The facts about a model; its `sizes` begin with the smallest."""

    document: NamDocument
    model: Model
    sizes: tuple[ModelSize, ...]
    levels: ModelLevels

    @property
    def is_calibrated(self) -> bool:
        """Whether its input level is known: the file states it, or the user keeps it."""
        return self.levels.input_level_dbu is not None

    @property
    def is_level_kept(self) -> bool:
        """Whether the user keeps an input level for it in place of the file's."""
        is_of_file = self.levels.input_level_dbu == self.document.metadata.input_level_dbu
        return not is_of_file and self.levels.input_level_origin in (LevelOrigin.BY_EAR, LevelOrigin.KEPT)

    @cached_property
    def oversampled(self) -> tuple[OversampledCost, ...]:
        """What it costs to oversample the largest size; measured when it is first asked for, in 0.2 s."""
        return tuple(oversampled_cost(self.model, int(factor)) for factor in OVERSAMPLING.choices[1:])

    @property
    def guitar_lufs(self) -> float | None:
        """How loud a typical guitar is through it, at the calibrated level if that is known."""
        return self.levels.heard_lufs(is_calibrated=self.is_calibrated)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings about the levels and the loudness that the file states."""
        return tuple(loudness_findings(self.levels))

    def fields(self) -> dict[str, object]:
        """Return the facts as named values for JSON."""
        return {
            "path": str(self.document.path),
            "architecture": self.document.architecture,
            "description": describe(self.document.content()),
            "version": self.document.version,
            "sample_rate_hz": self.document.sample_rate_hz,
            "instruction_set": self.model.instruction_set,
            "sizes": self.sizes,
            "input_level_dbu": self.levels.input_level_dbu,
            "input_level_origin": self.levels.input_level_origin if self.is_calibrated else None,
            "computed_loudness_db": self.levels.computed_loudness_db,
            "guitar_lufs": self.guitar_lufs,
            "metadata": self.document.metadata,
            "findings": self.findings,
        }


def model_facts(path: StrPath, *, measure_s: float = _MEASURE_S) -> ModelFacts:
    """Return the facts about a model; raises `ModelFileError`.

    The speed is measured on one core, for `measure_s` at each size, and for at most 2 s in total.
    """
    document = NamDocument.read(path)
    model = load(path)
    (levels,) = Rig(models=(RigModel(path=Path(path)),)).read_levels([model])
    slims = _slim_values(model)
    measure_s = min(measure_s, _MEASURE_ALL_S / len(slims))
    sizes = tuple(_size(model, slim, measure_s=measure_s) for slim in slims)
    return ModelFacts(document=document, model=model, sizes=sizes, levels=levels)


def _slim_values(model: Model) -> list[float]:
    """Return one slim value for each size, the smallest first."""
    breakpoints = model.info.slim_breakpoints
    return [0.0, *breakpoints] if breakpoints else [model.slim]


def _size(model: Model, slim: float, *, measure_s: float) -> ModelSize:
    # A breakpoint is a rounded quotient and may lie just below the value at which its size begins.
    model.slim = min(1.0, math.nextafter(slim, math.inf))
    now = model.info
    return ModelSize(
        slim=slim,
        weight_count=now.weight_count,
        macs_per_frame=now.macs_per_frame,
        receptive_field_frames=now.receptive_field_frames or None,
        times_real_time=times_real_time(model, measure_s=measure_s),
    )
