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
from reamp.gear.interface_table import Interface
from reamp.rig.plan_findings import (
    interface_findings,
    model_findings,
    recording_findings,
    signal_findings,
)
from reamp.rig.plan_inputs import LevelOrigin, ModelLevels, OutputMode, RecordingLevels, check_finite
from reamp.units import dbfs_to_dbu

__all__ = [
    "NORMALIZED_DB",
    "GainPlan",
    "GainStep",
    "GainTerm",
    "LevelOrigin",
    "ModelLevels",
    "OutputMode",
    "RecordingLevels",
    "plan_gain",
]

NORMALIZED_DB = -18.0
"""Where the normalized output puts a model's `loudness`."""


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

    `calibrated` says that the first model gets the level the real gear would have got. The peak into the
    model is known when the recording is; in dBu (RMS of the sine with that peak) only when calibrated.
    """

    input_gain: GainStep
    between_gains: tuple[GainStep, ...]
    output_gain: GainStep
    output: OutputMode
    calibrated: bool
    peak_into_model_dbfs: float | None
    peak_into_model_dbu: float | None
    findings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as dictionaries, lists, numbers and texts, ready for JSON."""
        plan: dict[str, Any] = msgspec.to_builtins(self)
        return plan


def plan_gain(
    models: Sequence[ModelLevels],
    *,
    interface: Interface | None,
    interface_gain_db: float | None = None,
    output: OutputMode = OutputMode.NORMALIZED,
    recording: RecordingLevels | None = None,
    input_trim_db: float = 0.0,
    output_trim_db: float = 0.0,
) -> GainPlan:
    """Return the plan for a recorded guitar through `models`, in their order.

    `interface_gain_db` is the gain as the interface shows it, None when it stands at its minimum. The trims
    are the player's own taste, on top. What is unknown contributes no gain and a finding, never a guess.
    Raises `ConfigError` without a model, for a gain below the interface's minimum and for numbers that are
    not finite.

    >>> from reamp.gear.interface_table import level_as_interface
    >>> amp = ModelLevels(name="amp", input_level_dbu=15.0)
    >>> plan_gain([amp], interface=level_as_interface(12.2), interface_gain_db=5.0).input_gain.formula
    '12.2 dBu (your interface, user) - 15 dBu (amp, file metadata) - 5 dB (interface gain)'
    """
    if not models:
        raise ConfigError("a gain plan needs at least one model")
    check_finite("interface_gain_db", interface_gain_db)
    check_finite("input_trim_db", input_trim_db)
    check_finite("output_trim_db", output_trim_db)
    first, level = models[0], _interface_term(interface)
    calibrated = level is not None and first.input_level_dbu is not None
    raised_db = _raised_db(interface, interface_gain_db)
    input_gain = _step(
        *_input_terms(level, first, _interface_gain(interface, raised_db)),
        *_trim("input trim", input_trim_db),
    )
    peak_dbfs = peak_dbu = None
    if recording is not None and recording.peak_dbfs != -math.inf:
        peak_dbfs = recording.peak_dbfs + input_gain.value_db
        if level is not None and first.input_level_dbu is not None:
            peak_dbu = dbfs_to_dbu(peak_dbfs, full_scale_dbu=first.input_level_dbu)
    findings = [
        *model_findings(models, output),
        *interface_findings(
            interface,
            shown_gain_db=interface_gain_db if calibrated else None,
            raised_db=raised_db if calibrated else 0.0,
        ),
        *(recording_findings(recording) if recording is not None else ()),
        *signal_findings(first.name, input_gain_db=input_gain.value_db, peak_dbfs=peak_dbfs),
    ]
    return GainPlan(
        input_gain=input_gain,
        between_gains=tuple(_step(*_between_terms(*pair)) for pair in itertools.pairwise(models)),
        output_gain=_step(*_output_terms(output, models[-1], level), *_trim("output trim", output_trim_db)),
        output=output,
        calibrated=calibrated,
        peak_into_model_dbfs=peak_dbfs,
        peak_into_model_dbu=peak_dbu,
        findings=tuple(findings),
    )


def _raised_db(interface: Interface | None, shown_gain_db: float | None) -> float:
    """Return how far the interface's gain is above its minimum; an unknown minimum is taken as 0."""
    if interface is None or shown_gain_db is None:
        return 0.0
    minimum_db = interface.min_gain_shown_db or 0.0
    if shown_gain_db < minimum_db:
        raise ConfigError(
            f"interface gain {shown_gain_db:g} dB is below the {minimum_db:g} dB that {interface.name} shows "
            f"at its minimum; enter the gain as the interface shows it"
        )
    return shown_gain_db - minimum_db


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


def _output_terms(output: OutputMode, model: ModelLevels, level: GainTerm | None) -> list[GainTerm]:
    if output is OutputMode.NORMALIZED and model.loudness_db is not None:
        return [
            GainTerm(sign=1, value=NORMALIZED_DB, unit="dB", what="normalized"),
            GainTerm(sign=-1, value=model.loudness_db, unit="dB", what=f"{model.name}, loudness"),
        ]
    if output is OutputMode.CALIBRATED and model.output_level_dbu is not None and level is not None:
        return [_output_level(model.output_level_dbu, model), dataclasses.replace(level, sign=-1)]
    return []


def _interface_term(interface: Interface | None) -> GainTerm | None:
    if interface is None or interface.applied_dbu is None:
        return None
    return GainTerm(
        sign=1, value=interface.applied_dbu, unit="dBu", what=interface.name, source=str(interface.confidence)
    )


def _trim(what: str, trim_db: float) -> list[GainTerm]:
    return [GainTerm(sign=1, value=trim_db, unit="dB", what=what)] if trim_db else []


def _step(*terms: GainTerm) -> GainStep:
    formula = " ".join(f"{'-' if term.sign < 0 else '+'} {term}" for term in terms).removeprefix("+ ")
    return GainStep(
        value_db=math.fsum(term.sign * term.value for term in terms), formula=formula or "0 dB", terms=terms
    )
