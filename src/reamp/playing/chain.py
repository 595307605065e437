"""Plays a file through a rig: the core's chain as a stream of blocks, in constant memory, on all cores."""

import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import numpy as np

from reamp._core import OfflineRig, RigMeters, RigSettings
from reamp._core import RigMode as CoreMode
from reamp.audio.signal import Samples
from reamp.engine import Model
from reamp.errors import AudioError
from reamp.findings import Check, Finding, Severity
from reamp.playing.prepare import PreparedRig
from reamp.rig.mode import RigMode
from reamp.rig.rig import Rig
from reamp.units import ratio_to_db

__all__ = [
    "Chain",
    "Sides",
    "build_chain",
    "core_mode",
    "core_settings",
]

Sides: TypeAlias = tuple[Samples, ...]
"""Mono is one array, stereo is two, left and right."""


class Chain:
    """A rig from `build_chain`. The output is as long as the input and in time with it."""

    def __init__(self, core: OfflineRig, models: Sequence[Model], *, channels: int) -> None:
        self.channels = channels
        self._core = core
        self._models = models

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A finding if the limiter has worked in the blocks so far."""
        meters = self.meters
        if meters.limited_frames == 0:
            return ()
        reduced_db = -ratio_to_db(meters.limiter_gain)
        excess_db = math.ceil(10.0 * reduced_db) / 10.0
        share = 100.0 * meters.limited_frames / meters.frames
        limited = Finding(
            check=Check.OUTPUT_LIMITED,
            severity=Severity.WARNING,
            message=f"the limiter lowered {share:.2g} % of the output, by up to {reduced_db:.1f} dB",
            advice=f"lower the output by {excess_db:.1f} dB, or switch the limiter off",
            measured=reduced_db,
            limit=0.0,
            unit="dB",
            effect_db=-reduced_db,
        )
        return (limited,)

    @property
    def meters(self) -> RigMeters:
        """Return the meters over all blocks so far."""
        return self._core.meters()

    def stream(self, blocks: Iterable[Samples]) -> Iterator[Sides]:
        """Yield the complete output for the blocks of one signal, possibly late. Call this once.

        Raises `AudioError` when the output of a model is NaN or infinity.
        """
        late_frames = self._core.latency_frames
        to_drop = late_frames
        for block in blocks:
            sides = self._process(block)
            dropped = min(to_drop, len(block))
            to_drop -= dropped
            yield tuple(side[dropped:] for side in sides)
        # The resampler still holds the end of the signal: silence pushes it out.
        yield tuple(side[to_drop:] for side in self._process(np.zeros(late_frames, np.float32)))

    def _process(self, block: Samples) -> Sides:
        sides = tuple(np.empty_like(block) for _ in range(self.channels))
        self._core.process(block, *sides)
        broken = self._core.meters().broken_model
        if broken >= 0:
            problem = "the model answers with NaN or infinity; lower the input, or use another model"
            raise AudioError(f"{self._models[broken].path}: {problem}")
        return sides


def build_chain(prepared: PreparedRig, *, threads: int = 1) -> Chain:
    """Return the chain that plays a recording through a rig. It plays clones of the models."""
    cabinet = prepared.cabinet
    core = OfflineRig(
        prepared.rate_hz,
        mode=core_mode(prepared.rig),
        settings=core_settings(prepared.rig),
        models=prepared.core_models,
        models_output_gain_db=prepared.gains_db[-1],
        cabinet_left=None if cabinet is None else cabinet.left,
        cabinet_right=None if cabinet is None else cabinet.right,
        oversampling=prepared.rig.oversampling,
        threads=threads,
    )
    return Chain(core, prepared.models, channels=1 if cabinet is None else cabinet.channels)


def core_mode(rig: Rig) -> CoreMode:
    """Return the mode of a rig as a value of the core."""
    return CoreMode.COMPATIBLE if rig.mode is RigMode.COMPATIBLE else CoreMode.PLAYER


def core_settings(rig: Rig, *, channel: int = 1) -> RigSettings:
    """Return the knobs of a rig as settings of the core; `channel` of the interface counts from 1."""
    return RigSettings(
        channel=channel - 1,
        input_gain_db=rig.input_trim_db,
        output_gain_db=rig.output_trim_db,
        gate=rig.gate is not None,
        gate_threshold_db=0.0 if rig.gate is None else rig.gate.threshold_db,
        tone=dataclasses.asdict(rig.tone),
        limiter=rig.limiter and rig.mode is RigMode.PLAYER,
    )
