"""The gain plan: every gain of a rig, the levels that it follows from, and what is doubtful about them."""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reamp import _core
from reamp._core import GainStep as CoreStep
from reamp._core import GainTerm as CoreTerm
from reamp._core import GainTermKind
from reamp._core import ModelLevels as CoreLevels
from reamp._core import OutputMode as CoreMode
from reamp._core import plan_gain as core_plan
from reamp.errors import ConfigError
from reamp.findings import Finding
from reamp.interfaces.guitar_levels import GuitarLevel
from reamp.json_values import json_fields
from reamp.plan.coverage import coverage_findings
from reamp.plan.findings import (
    guitar_findings,
    model_findings,
    recording_findings,
    signal_findings,
    source_findings,
)
from reamp.plan.inputs import LevelOrigin, ModelLevels, OutputMode, RecordingLevels, check_finite
from reamp.plan.source import Origin, Source
from reamp.units import dbfs_to_dbu, v_peak_to_dbfs

__all__ = [
    "NORMALIZED_DB",
    "NORMALIZED_LUFS",
    "GainPlan",
    "GainStep",
    "GainTerm",
    "StepStatus",
    "plan_gain",
]

NORMALIZED_LUFS = _core.NORMALIZED_LUFS
"""The loudness of a typical guitar after the models, in the normalized output mode."""

NORMALIZED_DB = _core.NORMALIZED_DB
"""The target for the `loudness` that a file states, as in the official plugin; for models not measured."""

_CORE_MODES = {
    OutputMode.RAW: CoreMode.RAW,
    OutputMode.NORMALIZED: CoreMode.NORMALIZED,
    OutputMode.CALIBRATED: CoreMode.CALIBRATED,
}


@dataclass(frozen=True, kw_only=True)
class GainTerm:
    """One number in a gain: `what` it belongs to and its `source`; `sign` is +1 or -1."""

    sign: int
    value: float
    unit: str
    what: str
    source: str = ""

    def __str__(self) -> str:
        return f"{self._number} ({self._origin})"

    def added(self) -> str:
        """Return the term after its sign, as in a sum; a negative number is in brackets.

        >>> GainTerm(sign=-1, value=-31.0, unit="LUFS", what="amp").added()
        '- (-31 LUFS) (amp)'
        """
        number = f"({self._number})" if self.value < 0.0 else self._number
        return f"{'-' if self.sign < 0 else '+'} {number} ({self._origin})"

    @property
    def _number(self) -> str:
        return f"{round(self.value, 3):g} {self.unit}"

    @property
    def _origin(self) -> str:
        return f"{self.what}, {self.source}" if self.source else self.what


class StepStatus(StrEnum):
    """Whether a gain is calibrated."""

    APPLIED = "applied"
    """The levels are known, and the calibration is applied."""
    UNKNOWN = "unknown"
    """A level is unknown: only the trim is applied."""
    NOT_WANTED = "not wanted"
    """The raw output has no calibration: only the trim is applied."""


@dataclass(frozen=True, kw_only=True)
class GainStep:
    """A gain: the calibration, which follows from the levels, and the trim, which is a knob.

    `calibration_db` is None if a level is unknown. `terms` are the numbers of both, the trim last;
    `value_db` is their sum and `formula` that sum as text.
    """

    calibration_db: float | None
    trim_db: float
    value_db: float
    formula: str
    terms: tuple[GainTerm, ...]
    status: StepStatus

    @property
    def applied_calibration_db(self) -> float:
        """The gain at the model without the trim; 0 if the calibration is unknown."""
        return 0.0 if self.calibration_db is None else self.calibration_db


@dataclass(frozen=True, kw_only=True)
class GainPlan:
    """The gains of a rig in the order of the signal, and the findings about them.

    `calibrated`: before the input trim, the first model gets the same level as the real gear would get.
    The peak into the model, trim included, is known if there is a recording or a typical guitar. In dBu (RMS
    of the sine with that peak) it is known only if the plan is calibrated.
    """

    input_gain: GainStep
    between_gains: tuple[GainStep, ...]
    output_gain: GainStep
    output_mode: OutputMode
    calibrated: bool
    peak_into_model_dbfs: float | None = None
    peak_into_model_dbu: float | None = None
    findings: tuple[Finding, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as dictionaries, lists, numbers and texts: the JSON form of all commands."""
        return json_fields(self)


def plan_gain(
    models: Sequence[ModelLevels],
    *,
    source: Source,
    output_mode: OutputMode = OutputMode.NORMALIZED,
    recording: RecordingLevels | None = None,
    guitar: GuitarLevel | None = None,
    input_trim_db: float = 0.0,
    output_trim_db: float = 0.0,
) -> GainPlan:
    """Return the plan for a guitar that comes from `source` and goes through `models` in their order.

    If the interface's gain is unknown, its lowest is assumed, with a finding. `recording` gives the levels of
    the file that is played; without one, `guitar` is a typical guitar. The trims are added to the
    calibration. An unknown level adds no gain, but a finding; it is never guessed. Raises `ConfigError`
    without a model, with both a recording and a guitar, and for trims that are not finite.

    >>> from reamp.interfaces.table import level_as_interface
    >>> amp = ModelLevels(name="amp", input_level_dbu=15.0)
    >>> source = Source.named(level_as_interface(12.2), gain=5.0)
    >>> plan_gain([amp], source=source).input_gain.formula
    '12.2 dBu (your interface, user) - 15 dBu (amp, file metadata) - 5 dB (interface gain)'
    """
    if not models:
        raise ConfigError("a gain plan needs at least one model")
    if recording is not None and guitar is not None:
        raise ConfigError("give a recording or a typical guitar, not both")
    check_finite("input_trim_db", input_trim_db)
    check_finite("output_trim_db", output_trim_db)
    core = core_plan(
        [_in_core(model) for model in models],
        full_scale_dbu=None if source.interface is None else source.interface.applied_dbu,
        raised_db=source.raised_db,
        output_mode=_CORE_MODES[output_mode],
        input_trim_db=input_trim_db,
        output_trim_db=output_trim_db,
    )
    words = _Words(models=models, source=source)
    plan = GainPlan(
        input_gain=words.step(core.input, trim="input trim"),
        between_gains=tuple(words.step(step) for step in core.between),
        output_gain=words.step(core.output, trim="output trim"),
        output_mode=output_mode,
        calibrated=core.is_calibrated,
    )
    played = recording if guitar is None else _recording_of(guitar, source)
    plan = _with_peak(plan, played, full_scale_dbu=models[0].input_level_dbu)
    of_interface = source_findings(source, calibrated=plan.calibrated, is_recording=recording is not None)
    of_source: list[Finding] = []
    if guitar is not None:
        of_source += guitar_findings(
            guitar, source.interface, peak_dbfs=None if played is None else played.peak_dbfs
        )
    elif recording is not None:
        of_source += recording_findings(recording)
    if plan.peak_into_model_dbfs is not None:
        of_source += coverage_findings(models[0].name, models[0].trained, peak_dbfs=plan.peak_into_model_dbfs)
    of_gain = signal_findings(models[0].name, input_gain_db=plan.input_gain.value_db)
    findings = (*model_findings(models, output_mode), *of_interface, *of_source, *of_gain)
    return dataclasses.replace(plan, findings=findings)


def _recording_of(guitar: GuitarLevel, source: Source) -> RecordingLevels | None:
    """Return the levels of a typical guitar in a recording; None if the level of the interface is unknown."""
    if source.interface is None or source.interface.applied_dbu is None:
        return None
    full_scale_dbu = source.interface.applied_dbu - source.raised_db
    return RecordingLevels(peak_dbfs=v_peak_to_dbfs(guitar.typical_v, full_scale_dbu=full_scale_dbu))


def _with_peak(
    plan: GainPlan, recording: RecordingLevels | None, *, full_scale_dbu: float | None
) -> GainPlan:
    """Return the plan with the peak into the first model, whose full scale is given. Silence has no peak."""
    if recording is None or recording.peak_dbfs == -math.inf:
        return plan
    peak_dbfs = recording.peak_dbfs + plan.input_gain.value_db
    peak_dbu = None
    if plan.calibrated and full_scale_dbu is not None:
        peak_dbu = dbfs_to_dbu(peak_dbfs, full_scale_dbu=full_scale_dbu)
    return dataclasses.replace(plan, peak_into_model_dbfs=peak_dbfs, peak_into_model_dbu=peak_dbu)


def _in_core(model: ModelLevels) -> CoreLevels:
    return CoreLevels(
        input_level_dbu=model.input_level_dbu,
        output_level_dbu=model.output_level_dbu,
        loudness_db=model.loudness_db,
        heard_calibrated_lufs=model.heard_lufs(is_calibrated=True),
        heard_uncalibrated_lufs=model.heard_lufs(is_calibrated=False),
    )


@dataclass(frozen=True, kw_only=True)
class _Words:
    """Names for the numbers of a plan: what each belongs to and where it comes from."""

    models: Sequence[ModelLevels]
    source: Source

    def step(self, core: CoreStep, *, trim: str = "") -> GainStep:
        terms = tuple(self._term(term, trim=trim) for term in core.terms)
        sum_ = [
            str(term) if index == 0 and term.sign > 0 else term.added() for index, term in enumerate(terms)
        ]
        return GainStep(
            calibration_db=core.calibration_db,
            trim_db=core.trim_db,
            value_db=core.value_db,
            formula=" ".join(sum_) or "0 dB",
            terms=terms,
            status=StepStatus[core.status.name],
        )

    def _term(self, core: CoreTerm, *, trim: str) -> GainTerm:
        unit, what, source = "dB", trim, ""
        model = self.models[core.model]
        match core.kind:
            case GainTermKind.INTERFACE:
                unit, (what, source) = "dBu", self._interface()
            case GainTermKind.INTERFACE_GAIN:
                what = self._interface_gain()
            case GainTermKind.MODEL_INPUT:
                unit, what, source = "dBu", model.name, str(model.input_level_origin)
            case GainTermKind.MODEL_OUTPUT:
                unit, what, source = "dBu", model.name, str(model.output_level_origin)
            case GainTermKind.TARGET_LUFS:
                unit, what = "LUFS", "target loudness"
            case GainTermKind.TARGET_DB:
                what = "target loudness"
            case GainTermKind.HEARD_LOUDNESS:
                unit, what = "LUFS", f"{model.name}, loudness of a typical guitar"
                source = str(LevelOrigin.COMPUTED)
            case GainTermKind.STATED_LOUDNESS:
                what, source = f"{model.name}, loudness", str(LevelOrigin.FILE)
        return GainTerm(sign=core.sign, value=core.value, unit=unit, what=what, source=source)

    def _interface(self) -> tuple[str, str]:
        interface = self.source.interface
        assert interface is not None  # an interface term exists only where its level is known
        remembered = ", remembered" if self.source.origin is Origin.REMEMBERED else ""
        return interface.name, f"{interface.confidence.words}{remembered}"

    def _interface_gain(self) -> str:
        interface = self.source.interface
        shown_db = None if interface is None else interface.min_gain_shown_db
        return f"interface gain above its {shown_db:g} dB minimum" if shown_db else "interface gain"
