"""A rig at work on a file: the core's chain as a stream of blocks, in constant memory, on all cores."""

import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import numpy as np

from reamp._core import OfflineRig, RigMeters, RigSettings
from reamp._core import RigMode as CoreMode
from reamp.audio.files import RATE_RANGE_HZ
from reamp.audio.signal import Samples
from reamp.engine import Model
from reamp.errors import AudioError, ConfigError, ModelFileError
from reamp.rig.cabinet import ImpulseResponse
from reamp.rig.gain import GainPlan
from reamp.rig.mode import RigMode
from reamp.rig.plan_inputs import MAX_GAIN_DB
from reamp.rig.rig import Rig

__all__ = [
    "Chain",
    "Sides",
    "build_chain",
    "check_rates",
    "core_mode",
    "core_settings",
    "model_gains_db",
]

MAX_RATE_TERM = 4096
"""Of the fraction that two sample rates make: 44.1 to 48 kHz is 147/160, pulled down film sound 1000/1001."""

Sides: TypeAlias = tuple[Samples, ...]
"""Mono is one array, stereo is two, left and right."""


class Chain:
    """A rig from `build_chain`. What comes out is as long as what goes in, and in time with it."""

    def __init__(self, core: OfflineRig, models: Sequence[Model], *, channels: int) -> None:
        self.channels = channels
        self._core = core
        self._models = models

    @property
    def meters(self) -> RigMeters:
        """What all blocks so far measured."""
        return self._core.meters()

    def stream(self, blocks: Iterable[Samples]) -> Iterator[Sides]:
        """Yield the output for the blocks of one signal, possibly late but always complete; call it once.

        Raises `AudioError` when a model answers with NaN or infinity.
        """
        late_frames = self._core.latency_frames
        to_drop = late_frames
        for block in blocks:
            sides = self._process(block)
            dropped = min(to_drop, len(block))
            to_drop -= dropped
            yield tuple(side[dropped:] for side in sides)
        # Resampling still holds the end: push it out with silence.
        yield tuple(side[to_drop:] for side in self._process(np.zeros(late_frames, np.float32)))

    def _process(self, block: Samples) -> Sides:
        sides = tuple(np.empty_like(block) for _ in range(self.channels))
        self._core.process(block, *sides)
        broken = self._core.meters().broken_model
        if broken >= 0:
            problem = "the model answers with NaN or infinity; lower the input, or use another"
            raise AudioError(f"{self._models[broken].path}: {problem}")
        return sides


def build_chain(
    rig: Rig,
    models: Sequence[Model],
    plan: GainPlan,
    *,
    rate_hz: int,
    cabinet: ImpulseResponse | None = None,
    threads: int = 1,
) -> Chain:
    """Return the chain that plays a recording at `rate_hz` through the rig, with the gains of the plan.

    `models` are the rig's, loaded; they are cloned, not played. `cabinet` is the rig's, read at `rate_hz`.
    Raises `ConfigError` for a plan of another number of models and for a gain beyond `MAX_GAIN_DB`,
    `ModelFileError` for a model at a rate no interface has.
    """
    gains_db = model_gains_db(models, plan)
    check_rates(models, rate_hz)
    core = OfflineRig(
        rate_hz,
        mode=core_mode(rig),
        settings=core_settings(rig),
        models=[(model.core, gain_db) for model, gain_db in zip(models, gains_db, strict=False)],
        models_output_gain_db=gains_db[-1],
        cabinet_left=None if cabinet is None else cabinet.left,
        cabinet_right=None if cabinet is None else cabinet.right,
        threads=threads,
    )
    return Chain(core, models, channels=1 if cabinet is None else cabinet.channels)


def model_gains_db(models: Sequence[Model], plan: GainPlan) -> list[float]:
    """Return the gain before each model and behind the last, without the trims: those are knobs.

    Raises `ConfigError` as `build_chain` does.
    """
    steps = (plan.input_gain, *plan.between_gains, plan.output_gain)
    if len(steps) - 1 != len(models):
        raise ConfigError(f"the plan is for {len(steps) - 1} models, but there are {len(models)}")
    for step in steps:
        if abs(step.value_db) > MAX_GAIN_DB:
            problem = f"a gain of {step.value_db:g} dB is beyond the {MAX_GAIN_DB:g} dB that are plausible"
            raise ConfigError(f"{problem}; check the levels it comes from: {step.formula}")
    return [step.applied_calibration_db for step in steps]


def core_mode(rig: Rig) -> CoreMode:
    """Return the mode of a rig as the core takes it."""
    return CoreMode.COMPATIBLE if rig.mode is RigMode.COMPATIBLE else CoreMode.PLAYER


def core_settings(rig: Rig, *, channel: int = 1) -> RigSettings:
    """Return the knobs of a rig as the core takes them; `channel` of the interface counts from 1."""
    return RigSettings(
        channel=channel - 1,
        input_gain_db=rig.input_trim_db,
        output_gain_db=rig.output_trim_db,
        gate=rig.gate is not None,
        gate_threshold_db=0.0 if rig.gate is None else rig.gate.threshold_db,
        tone=dataclasses.asdict(rig.tone),
        limiter=rig.limiter and rig.mode is RigMode.PLAYER,
    )


def check_rates(models: Sequence[Model], rate_hz: int) -> None:
    """Raise `ModelFileError` for a model at a rate no interface has, or in no simple ratio to `rate_hz`."""
    low_hz, high_hz = RATE_RANGE_HZ
    for model in models:
        model_hz = model.sample_rate_hz
        if not low_hz <= model_hz <= high_hz:
            problem = f"is {model_hz}; plausible are {low_hz} to {high_hz} Hz"
            raise ModelFileError(model.path, "sample_rate", problem)
        if max(model_hz, rate_hz) // math.gcd(model_hz, rate_hz) > MAX_RATE_TERM:
            problem = (
                f"is {model_hz}, which nothing can be resampled to from {rate_hz} Hz; resample the recording"
            )
            raise ModelFileError(model.path, "sample_rate", problem)
