"""The gain-staging plan: every gain of a rig, the levels it comes from, and what is doubtful about them."""

import dataclasses
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reamp.errors import ConfigError
from reamp.findings import Finding
from reamp.gear.guitar_levels import GuitarLevel
from reamp.json_values import json_fields
from reamp.rig.coverage import coverage_findings
from reamp.rig.plan_findings import (
    guitar_findings,
    model_findings,
    recording_findings,
    signal_findings,
    source_findings,
)
from reamp.rig.plan_inputs import LevelOrigin, ModelLevels, OutputMode, RecordingLevels, check_finite
from reamp.rig.source import Origin, Source
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

NORMALIZED_LUFS = -24.0
"""Where the normalized output puts a typical guitar, as loud as it is heard through the models."""

NORMALIZED_DB = -18.0
"""Where it puts the `loudness` that a file states, as in the official plugin, if nothing was measured."""


@dataclass(frozen=True, kw_only=True)
class GainTerm:
    """One number in a gain, with whose it is and where it comes from; `sign` is +1 or -1."""

    sign: int
    value: float
    unit: str
    what: str
    source: str = ""

    def __str__(self) -> str:
        origin = f"{self.what}, {self.source}" if self.source else self.what
        return f"{round(self.value, 3):g} {self.unit} ({origin})"


class StepStatus(StrEnum):
    """Whether a gain does what it is for."""

    APPLIED = "applied"
    """The levels are known, and the calibration is applied."""
    UNKNOWN = "unknown"
    """A level is unknown: only the trim is applied."""
    NOT_WANTED = "not wanted"
    """The raw output has no calibration: only the trim is applied."""


@dataclass(frozen=True, kw_only=True)
class GainStep:
    """A gain: the calibration, which is fixed by the levels, and the player's trim, which is a knob.

    `calibration_db` is None where a level is unknown. `terms` are the numbers of both, the trim last;
    `value_db` is their sum and `formula` the sum in words.
    """

    calibration_db: float | None
    trim_db: float
    value_db: float
    formula: str
    terms: tuple[GainTerm, ...]
    status: StepStatus

    @property
    def applied_calibration_db(self) -> float:
        """The gain at the model, without the trim: 0 where the calibration is unknown."""
        return 0.0 if self.calibration_db is None else self.calibration_db


@dataclass(frozen=True, kw_only=True)
class GainPlan:
    """The gains of a rig, in the order of the signal, and what to know about them.

    `calibrated` says that the first model gets the level the real gear would have got, before the input trim.
    The peak into the model, trim included, is known when the recording is; in dBu (RMS of the sine with that
    peak) only when calibrated. A typical guitar stands for the recording where there is none.
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
        """Return the plan as dictionaries, lists, numbers and texts, as every command prints it as JSON."""
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
    """Return the plan for a guitar that comes from `source` through `models`, in their order.

    Where the source does not know the interface's gain the lowest is assumed, with a finding. `recording` is
    what is played, where it is a file; `guitar` a typical one instead. The trims are the player's own taste,
    on top. An unknown level adds no gain but a finding, never a guess. Raises `ConfigError` without a model,
    with both a recording and a guitar, and for trims that are not finite.

    >>> from reamp.gear.interface_table import level_as_interface
    >>> amp = ModelLevels(name="amp", input_level_dbu=15.0)
    >>> source = Source.named(level_as_interface(12.2), gain=5.0)
    >>> plan_gain([amp], source=source).input_gain.formula
    '12.2 dBu (your interface, user) - 15 dBu (amp, file metadata) - 5 dB (interface gain)'
    """
    if not models:
        raise ConfigError("a gain plan needs at least one model")
    if recording is not None and guitar is not None:
        raise ConfigError("a recording says more than a typical guitar; leave the guitar out")
    check_finite("input_trim_db", input_trim_db)
    check_finite("output_trim_db", output_trim_db)
    level = _interface_term(source)
    input_terms = _input_terms(level, models[0], _interface_gain(source))
    input_gain = _step(input_terms, trim=_trim("input trim", input_trim_db))
    plan = GainPlan(
        input_gain=input_gain,
        between_gains=tuple(_step(_between_terms(*pair)) for pair in itertools.pairwise(models)),
        output_gain=_output_step(
            output_mode,
            models[-1],
            level,
            is_calibrated=input_gain.calibration_db is not None,
            trim=_trim("output trim", output_trim_db),
        ),
        output_mode=output_mode,
        calibrated=input_gain.status is StepStatus.APPLIED,
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
    """Return what an interface would record of a typical guitar, None where its level is unknown."""
    if source.interface is None or source.interface.applied_dbu is None:
        return None
    full_scale_dbu = source.interface.applied_dbu - source.raised_db
    return RecordingLevels(peak_dbfs=v_peak_to_dbfs(guitar.typical_v, full_scale_dbu=full_scale_dbu))


def _with_peak(
    plan: GainPlan, recording: RecordingLevels | None, *, full_scale_dbu: float | None
) -> GainPlan:
    """Return the plan with the peak into the first model, whose full scale that is; silence has none."""
    if recording is None or recording.peak_dbfs == -math.inf:
        return plan
    peak_dbfs = recording.peak_dbfs + plan.input_gain.value_db
    peak_dbu = None
    if plan.calibrated and full_scale_dbu is not None:
        peak_dbu = dbfs_to_dbu(peak_dbfs, full_scale_dbu=full_scale_dbu)
    return dataclasses.replace(plan, peak_into_model_dbfs=peak_dbfs, peak_into_model_dbu=peak_dbu)


def _input_terms(
    level: GainTerm | None, model: ModelLevels, interface_gain: Sequence[GainTerm]
) -> list[GainTerm] | None:
    if level is None or model.input_level_dbu is None:
        return None
    return [level, _input_level(model.input_level_dbu, model), *interface_gain]


def _interface_gain(source: Source) -> list[GainTerm]:
    if source.interface is None or not source.raised_db:
        return []
    shown_db = source.interface.min_gain_shown_db
    what = f"interface gain above its {shown_db:g} dB minimum" if shown_db else "interface gain"
    return [GainTerm(sign=-1, value=source.raised_db, unit="dB", what=what)]


def _between_terms(this: ModelLevels, following: ModelLevels) -> list[GainTerm] | None:
    if this.output_level_dbu is None or following.input_level_dbu is None:
        return None
    return [
        _output_level(this.output_level_dbu, this),
        _input_level(following.input_level_dbu, following),
    ]


def _input_level(level_dbu: float, model: ModelLevels) -> GainTerm:
    return GainTerm(
        sign=-1, value=level_dbu, unit="dBu", what=model.name, source=str(model.input_level_origin)
    )


def _output_level(level_dbu: float, model: ModelLevels) -> GainTerm:
    return GainTerm(
        sign=1, value=level_dbu, unit="dBu", what=model.name, source=str(model.output_level_origin)
    )


def _output_step(
    output_mode: OutputMode,
    model: ModelLevels,
    level: GainTerm | None,
    *,
    is_calibrated: bool,
    trim: GainTerm,
) -> GainStep:
    if output_mode is OutputMode.RAW:
        return _step([], trim=trim, status=StepStatus.NOT_WANTED)
    terms = None
    if output_mode is OutputMode.NORMALIZED:
        terms = _normalized_terms(model, is_calibrated=is_calibrated)
    elif output_mode is OutputMode.CALIBRATED and model.output_level_dbu is not None and level is not None:
        terms = [_output_level(model.output_level_dbu, model), dataclasses.replace(level, sign=-1)]
    return _step(terms, trim=trim)


def _normalized_terms(model: ModelLevels, *, is_calibrated: bool) -> list[GainTerm] | None:
    heard_lufs = model.heard_lufs(is_calibrated=is_calibrated)
    if heard_lufs is not None:
        target, loudness, unit = NORMALIZED_LUFS, heard_lufs, "LUFS"
        what, origin = f"{model.name}, loudness of a typical guitar", LevelOrigin.COMPUTED
    elif model.loudness_db is not None:
        target, loudness, unit = NORMALIZED_DB, model.loudness_db, "dB"
        what, origin = f"{model.name}, loudness", LevelOrigin.FILE
    else:
        return None
    return [
        GainTerm(sign=1, value=target, unit=unit, what="target loudness"),
        GainTerm(sign=-1, value=loudness, unit=unit, what=what, source=str(origin)),
    ]


def _interface_term(source: Source) -> GainTerm | None:
    interface = source.interface
    if interface is None or interface.applied_dbu is None:
        return None
    return GainTerm(
        sign=1,
        value=interface.applied_dbu,
        unit="dBu",
        what=interface.name,
        source=f"{interface.confidence.words}{', remembered' if source.origin is Origin.REMEMBERED else ''}",
    )


def _trim(what: str, trim_db: float) -> GainTerm:
    return GainTerm(sign=1, value=trim_db, unit="dB", what=what)


def _step(
    calibration: Sequence[GainTerm] | None,
    *,
    trim: GainTerm | None = None,
    status: StepStatus = StepStatus.APPLIED,
) -> GainStep:
    """Return the gain of these terms; None is a calibration that is unknown."""
    trim_db = 0.0 if trim is None else trim.value
    terms = (*(calibration or ()), *((trim,) if trim is not None and trim_db else ()))
    formula = " ".join(f"{'-' if term.sign < 0 else '+'} {term}" for term in terms).removeprefix("+ ")
    return GainStep(
        calibration_db=None if calibration is None else _sum_db(calibration),
        trim_db=trim_db,
        value_db=_sum_db(terms),
        formula=formula or "0 dB",
        terms=terms,
        status=StepStatus.UNKNOWN if calibration is None else status,
    )


def _sum_db(terms: Iterable[GainTerm]) -> float:
    return math.fsum(term.sign * term.value for term in terms)
