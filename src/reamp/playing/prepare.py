"""Prepares a rig for one sample rate: reads its files, plans its gains and checks them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reamp._core import Model as CoreModel
from reamp.audio.files import RATE_RANGE_HZ
from reamp.engine import Model
from reamp.errors import ConfigError, ModelFileError
from reamp.findings import Check, Finding, Severity
from reamp.knobs.knob import setting_words
from reamp.nam.knob_training import knob_training
from reamp.plan.gain import GainPlan
from reamp.plan.inputs import MAX_GAIN_DB, ModelLevels
from reamp.plan.kept_levels import KeptLevels
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.playing.recording import Recording
from reamp.rig.cabinet import ImpulseResponse, read_impulse_response
from reamp.rig.rig import Rig, RigModel, with_heard_loudness

__all__ = ["PreparedRig", "prepare"]

_SAME_DB = 1e-9  # sums of equal gains differ by less than this

MAX_RATE_TERM = 4096
"""The largest term of the ratio of two sample rates: 147/160 for 44.1 to 48 kHz, 1000/1001 for pulled-down
film sound."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PreparedRig:
    """Everything needed to play a rig at one rate.

    `gains_db` are the gains before each model and after the last one, without the trims, which are knobs.
    Raises `ConfigError` for a plan of another number of models and for a gain above `MAX_GAIN_DB`. Raises
    `ModelFileError` for a model at a rate that no interface has or that has no simple ratio to `rate_hz`.
    """

    rig: Rig
    rate_hz: int
    models: Sequence[Model]
    plan: GainPlan
    cabinet: ImpulseResponse | None = None
    source: Source = UNKNOWN_SOURCE
    levels: tuple[ModelLevels, ...] = ()
    findings: tuple[Finding, ...] = ()
    by_knobs_db: tuple[float, float] = (0.0, 0.0)
    """The parts of the first and the last of `gains_db` that the core's knobs apply instead of the chain."""
    gains_db: tuple[float, ...] = field(init=False)

    def __post_init__(self) -> None:
        for model in self.models:
            _check_rate(model, self.rate_hz)
        object.__setattr__(self, "gains_db", _gains_db(self.plan, models=len(self.models)))

    @property
    def core_models(self) -> list[tuple[CoreModel, float]]:
        """The models of the core, each with the chain's gain before it."""
        gains_db = self.chain_gains_db[:-1]
        return [(model.core, gain_db) for model, gain_db in zip(self.models, gains_db, strict=True)]

    @property
    def chain_gains_db(self) -> tuple[float, ...]:
        """The gains that the core's chain applies: `gains_db` without the parts of the knobs."""
        gains_db = list(self.gains_db)
        gains_db[0] -= self.by_knobs_db[0]
        gains_db[-1] -= self.by_knobs_db[1]
        return tuple(gains_db)

    def is_same_chain(self, other: "PreparedRig") -> bool:
        """Return whether the core plays both by one chain: the same models, rates and gains."""
        if self.models != other.models or self.rig.oversampling != other.rig.oversampling:
            return False
        gains_db = zip(self.chain_gains_db, other.chain_gains_db, strict=False)
        return all(math.isclose(one_db, other_db, abs_tol=_SAME_DB) for one_db, other_db in gains_db)


def prepare(
    rig: Rig,
    *,
    rate_hz: int,
    source: Source = UNKNOWN_SOURCE,
    recording: Recording | None = None,
    before: PreparedRig | None = None,
    levels: Sequence[ModelLevels] | None = None,
) -> PreparedRig:
    """Return a rig prepared for a guitar from `source`, with the findings.

    `recording` gives the levels of a recorded guitar to the plan. Files that `before` has read are not read
    again. `levels` replace the levels of the files. Raises `ModelFileError`, `AudioError` and `ConfigError`
    as the parts do.
    """
    models, levels_read = _models_of(rig, before)
    levels = levels_read if levels is None else tuple(levels)
    cabinet = _cabinet_of(rig, rate_hz, before)
    plan = rig.plan(source=source, recording=None if recording is None else recording.levels, levels=levels)
    return PreparedRig(
        rig=rig,
        rate_hz=rate_hz,
        models=models,
        plan=plan,
        cabinet=cabinet,
        source=source,
        levels=levels,
        findings=(
            *plan.findings,
            *_slim_findings(rig, models),
            *_knob_findings(models),
            *(recording.findings if recording else ()),
            *(cabinet.findings if cabinet else ()),
        ),
    )


def _models_of(rig: Rig, before: PreparedRig | None) -> tuple[Sequence[Model], tuple[ModelLevels, ...]]:
    """Return the models of a rig and their levels; a model that `before` has is not read again."""
    if before is not None and rig.models == before.rig.models:
        return before.models, before.levels
    there: list[tuple[RigModel, Model, ModelLevels]] = []
    if before is not None:
        there = list(zip(before.rig.models, before.models, before.levels, strict=True))
    models, levels, kept = [], [], KeptLevels()
    for wanted in rig.models:
        found = next((each for each in there if each[0] == wanted), None)
        found = found or next((each for each in there if _is_same_network(each[0], wanted)), None)
        if found is None:
            model = wanted.load()
            found = (wanted, model, wanted.read_levels(model, kept=kept))
        else:
            there.remove(found)
        models.append(found[1])
        levels.append(found[2] if found[0] == wanted else wanted.read_levels(found[1], kept=kept))
    return models, with_heard_loudness(models, levels)


def _is_same_network(one: RigModel, other: RigModel) -> bool:
    """Return whether two models are the same apart from their levels."""
    return (one.path, one.slim, one.knobs) == (other.path, other.slim, other.knobs)


def _cabinet_of(rig: Rig, rate_hz: int, before: PreparedRig | None) -> ImpulseResponse | None:
    """Return the taps of a rig's cabinets; those of `before` if their files and settings are the same."""
    wanted = (rig.cabinets, rig.mode, rate_hz)
    if before is not None and wanted == (before.rig.cabinets, before.rig.mode, before.rate_hz):
        return before.cabinet
    return read_impulse_response(rig.cabinets, rate_hz=rate_hz, mode=rig.mode) if rig.cabinets else None


def _gains_db(plan: GainPlan, *, models: int) -> tuple[float, ...]:
    steps = (plan.input_gain, *plan.between_gains, plan.output_gain)
    if len(steps) - 1 != models:
        raise ConfigError(f"the plan is for {len(steps) - 1} models, but there are {models}")
    for step in steps:
        if abs(step.value_db) > MAX_GAIN_DB:
            problem = f"a gain of {step.value_db:g} dB is implausible; at most {MAX_GAIN_DB:g} dB is possible"
            raise ConfigError(f"{problem}; check the levels that it follows from: {step.formula}")
    return tuple(step.applied_calibration_db for step in steps)


def _check_rate(model: Model, rate_hz: int) -> None:
    low_hz, high_hz = RATE_RANGE_HZ
    model_hz = model.sample_rate_hz
    if not low_hz <= model_hz <= high_hz:
        problem = f"is {model_hz}; it must be {low_hz} to {high_hz} Hz"
        raise ModelFileError(model.path, "sample_rate", problem)
    if max(model_hz, rate_hz) // math.gcd(model_hz, rate_hz) > MAX_RATE_TERM:
        problem = f"is {model_hz}, and {rate_hz} Hz has no simple ratio to that; resample the recording"
        raise ModelFileError(model.path, "sample_rate", problem)


def _knob_findings(models: Sequence[Model]) -> Iterator[Finding]:
    """Yield a finding for each model whose knobs stand where it has learned little."""
    for model in models:
        controls = model.controls
        learned = knob_training(model.metadata, controls) if controls else None
        if learned is None or learned.distance(model.knobs) <= learned.far:
            continue
        yield Finding(
            check=Check.SETTING_FAR,
            severity=Severity.NOTE,
            message=(
                f"{setting_words(model.knobs)} is far from every setting that the model learned from; "
                f"the nearest is {setting_words(learned.nearest(model.knobs))}"
            ),
            advice="it may not sound like the gear there",
        )


def _slim_findings(rig: Rig, loaded: Sequence[Model]) -> Iterator[Finding]:
    """Yield a finding for each model that does not have the size that the rig asks for."""
    for wanted, model in zip(rig.models, loaded, strict=True):
        if wanted.slim is not None and not model.info.slim_breakpoints:
            yield Finding(
                check=Check.SLIM_IGNORED,
                severity=Severity.WARNING,
                subject=wanted.name,
                message=f"the model has only one size, so the size {wanted.slim:g} has no effect",
            )
