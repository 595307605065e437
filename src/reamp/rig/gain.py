"""The gain-staging plan: every gain of a rig, the levels it comes from, and what is doubtful about them."""

import dataclasses
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from reamp.errors import ConfigError
from reamp.findings import Finding
from reamp.gear.guitar_levels import GuitarLevel
from reamp.gear.interface_table import Interface
from reamp.rig.coverage import coverage_findings
from reamp.rig.plan_findings import (
    guitar_findings,
    interface_findings,
    model_findings,
    recording_findings,
    signal_findings,
)
from reamp.rig.plan_inputs import LevelOrigin, ModelLevels, OutputMode, RecordingLevels, check_finite
from reamp.units import dbfs_to_dbu, v_peak_to_dbfs

__all__ = [
    "NORMALIZED_DB",
    "NORMALIZED_LUFS",
    "GainPlan",
    "GainStep",
    "GainTerm",
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


@dataclass(frozen=True, kw_only=True)
class GainStep:
    """A gain, the sum of its terms; no terms means that nothing is known and nothing is applied."""

    value_db: float
    formula: str
    terms: tuple[GainTerm, ...]


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
        """Return the plan as dictionaries, lists, numbers and texts, ready for JSON."""
        plan: dict[str, Any] = msgspec.to_builtins(self)
        return plan


def plan_gain(
    models: Sequence[ModelLevels],
    *,
    interface: Interface | None,
    interface_gain_db: float | None = None,
    output_mode: OutputMode = OutputMode.NORMALIZED,
    recording: RecordingLevels | None = None,
    guitar: GuitarLevel | None = None,
    input_trim_db: float = 0.0,
    output_trim_db: float = 0.0,
) -> GainPlan:
    """Return the plan for a recorded guitar through `models`, in their order.

    `interface_gain_db` is the gain as the interface shows it; None is taken as its minimum, and said. The
    trims are the player's own taste, on top. `guitar` is a typical one, for who has no `recording` of
    theirs. What is unknown adds no gain but a finding, never a guess. Raises `ConfigError` without a model,
    with both a recording and a guitar, for a gain that the interface cannot show and for numbers that are
    not finite.

    >>> from reamp.gear.interface_table import level_as_interface
    >>> amp = ModelLevels(name="amp", input_level_dbu=15.0)
    >>> plan_gain([amp], interface=level_as_interface(12.2), interface_gain_db=5.0).input_gain.formula
    '12.2 dBu (your interface, user) - 15 dBu (amp, file metadata) - 5 dB (interface gain)'
    """
    if not models:
        raise ConfigError("a gain plan needs at least one model")
    if recording is not None and guitar is not None:
        raise ConfigError("a recording says more than a typical guitar; leave the guitar out")
    check_finite("interface_gain_db", interface_gain_db)
    check_finite("input_trim_db", input_trim_db)
    check_finite("output_trim_db", output_trim_db)
    level = _interface_term(interface)
    raised_db = _raised_db(interface, interface_gain_db)
    input_terms = _input_terms(level, models[0], _interface_gain(interface, raised_db))
    output_terms = _output_terms(output_mode, models[-1], level, is_calibrated=bool(input_terms))
    plan = GainPlan(
        input_gain=_step(*input_terms, *_trim("input trim", input_trim_db)),
        between_gains=tuple(_step(*_between_terms(*pair)) for pair in itertools.pairwise(models)),
        output_gain=_step(*output_terms, *_trim("output trim", output_trim_db)),
        output_mode=output_mode,
        calibrated=bool(input_terms),
    )
    played = recording if guitar is None else _recording_of(guitar, interface, raised_db)
    plan = _with_peak(plan, played, full_scale_dbu=models[0].input_level_dbu)
    of_interface = interface_findings(
        interface, shown_gain_db=interface_gain_db, raised_db=raised_db, calibrated=plan.calibrated
    )
    of_source: list[Finding] = []
    if guitar is not None:
        of_source += guitar_findings(
            guitar, interface, peak_dbfs=None if played is None else played.peak_dbfs
        )
    elif recording is not None:
        of_source += recording_findings(recording)
    if plan.peak_into_model_dbfs is not None:
        of_source += coverage_findings(models[0].name, models[0].trained, peak_dbfs=plan.peak_into_model_dbfs)
    of_gain = signal_findings(models[0].name, input_gain_db=plan.input_gain.value_db)
    findings = (*model_findings(models, output_mode), *of_interface, *of_source, *of_gain)
    return dataclasses.replace(plan, findings=findings)


def _recording_of(
    guitar: GuitarLevel, interface: Interface | None, raised_db: float
) -> RecordingLevels | None:
    """Return what an interface would record of a typical guitar, None where its level is unknown."""
    if interface is None or interface.applied_dbu is None:
        return None
    full_scale_dbu = interface.applied_dbu - raised_db
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


def _raised_db(interface: Interface | None, shown_gain_db: float | None) -> float:
    """Return how far the interface's gain is above its minimum; an unknown one is taken as 0, or lower."""
    if interface is None or shown_gain_db is None:
        return 0.0
    interface.check_gain(shown_gain_db)
    low_db = interface.min_gain_shown_db
    return shown_gain_db - (min(0.0, shown_gain_db) if low_db is None else low_db)


def _input_terms(
    level: GainTerm | None, model: ModelLevels, interface_gain: Sequence[GainTerm]
) -> list[GainTerm]:
    if level is None or model.input_level_dbu is None:
        return []
    return [level, _input_level(model.input_level_dbu, model), *interface_gain]


def _interface_gain(interface: Interface | None, raised_db: float) -> list[GainTerm]:
    if interface is None or not raised_db:
        return []
    shown_db = interface.min_gain_shown_db
    what = f"interface gain above its {shown_db:g} dB minimum" if shown_db else "interface gain"
    return [GainTerm(sign=-1, value=raised_db, unit="dB", what=what)]


def _between_terms(this: ModelLevels, following: ModelLevels) -> list[GainTerm]:
    if this.output_level_dbu is None or following.input_level_dbu is None:
        return []
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


def _output_terms(
    output_mode: OutputMode, model: ModelLevels, level: GainTerm | None, *, is_calibrated: bool
) -> list[GainTerm]:
    if output_mode is OutputMode.NORMALIZED:
        return _normalized_terms(model, is_calibrated=is_calibrated)
    if output_mode is OutputMode.CALIBRATED and model.output_level_dbu is not None and level is not None:
        return [_output_level(model.output_level_dbu, model), dataclasses.replace(level, sign=-1)]
    return []


def _normalized_terms(model: ModelLevels, *, is_calibrated: bool) -> list[GainTerm]:
    heard_lufs = model.heard_lufs(is_calibrated=is_calibrated)
    if heard_lufs is not None:
        return [
            GainTerm(sign=1, value=NORMALIZED_LUFS, unit="LUFS", what="target loudness"),
            GainTerm(
                sign=-1,
                value=heard_lufs,
                unit="LUFS",
                what=f"{model.name}, loudness of a typical guitar",
                source=str(LevelOrigin.COMPUTED),
            ),
        ]
    if model.loudness_db is None:
        return []
    return [
        GainTerm(sign=1, value=NORMALIZED_DB, unit="dB", what="target loudness"),
        GainTerm(
            sign=-1,
            value=model.loudness_db,
            unit="dB",
            what=f"{model.name}, loudness",
            source=str(LevelOrigin.FILE),
        ),
    ]


def _interface_term(interface: Interface | None) -> GainTerm | None:
    if interface is None or interface.applied_dbu is None:
        return None
    return GainTerm(
        sign=1,
        value=interface.applied_dbu,
        unit="dBu",
        what=interface.name,
        source=f"{interface.confidence.words}{', remembered' if interface.remembered else ''}",
    )


def _trim(what: str, trim_db: float) -> list[GainTerm]:
    return [GainTerm(sign=1, value=trim_db, unit="dB", what=what)] if trim_db else []


def _step(*terms: GainTerm) -> GainStep:
    formula = " ".join(f"{'-' if term.sign < 0 else '+'} {term}" for term in terms).removeprefix("+ ")
    return GainStep(
        value_db=math.fsum(term.sign * term.value for term in terms), formula=formula or "0 dB", terms=terms
    )
