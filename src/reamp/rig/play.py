"""A signal in memory through a rig, at the level the gear would have seen: what `render` does with files."""

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reamp.audio.levels import LevelMeter
from reamp.audio.signal import Signal
from reamp.engine import Model, load
from reamp.errors import ConfigError
from reamp.findings import Finding, Severity
from reamp.rig.cabinet import read_impulse_response
from reamp.rig.chain import Chain, build_chain
from reamp.rig.gain import GainPlan
from reamp.rig.plan_inputs import RecordingLevels
from reamp.rig.rig import Rig, RigModel
from reamp.rig.source import UNKNOWN_SOURCE, Source
from reamp.units import ratio_to_db

__all__ = [
    "MAX_THREADS",
    "Played",
    "available_threads",
    "limiter_findings",
    "load_model",
    "load_models",
    "play",
    "slim_findings",
]

MAX_THREADS = 256
"""Each thread has a copy of every model."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Played:
    """What came out, as long as what went in and at its rate, with which gains, and what was noticed.

    `sides` is one signal, or left and right where the cabinets are stereo.
    """

    sides: tuple[Signal, ...]
    plan: GainPlan
    findings: tuple[Finding, ...]

    @property
    def signal(self) -> Signal:
        """What came out in mono; raises `ConfigError` where there are two sides."""
        if len(self.sides) > 1:
            raise ConfigError(
                "the cabinet is stereo: choose one channel of it, and no pan, or take both sides"
            )
        return self.sides[0]


def play(
    rig: Rig,
    di: Signal,
    *,
    source: Source = UNKNOWN_SOURCE,
    threads: int | None = None,
) -> Played:
    """Return a guitar that was recorded at `source` through a rig; `threads` None for all cores.

    Raises what the parts raise: `ModelFileError`, `AudioError`, `InterfaceError`, `ConfigError`.
    """
    models = load_models(rig)
    cabinet = read_impulse_response(rig.cabinets, rate_hz=di.rate_hz, mode=rig.mode) if rig.cabinets else None
    meter = LevelMeter()
    meter.add(di.samples)
    plan = rig.plan(
        source=source,
        recording=RecordingLevels(peak_dbfs=meter.peak_dbfs, clipped_frames=meter.clipped_frames),
    )
    chain = build_chain(
        rig, models, plan, rate_hz=di.rate_hz, cabinet=cabinet, threads=threads or available_threads()
    )
    blocks_by_side = zip(*chain.stream([di.samples]), strict=True)
    sides = tuple(Signal(np.concatenate(blocks), di.rate_hz) for blocks in blocks_by_side)
    noticed = (
        *plan.findings,
        *slim_findings(rig, models),
        *(cabinet.findings if cabinet else ()),
        *limiter_findings(chain),
    )
    return Played(sides=sides, plan=plan, findings=noticed)


def load_models(rig: Rig) -> list[Model]:
    """Return the models of a rig, each at its size; raises `ModelFileError`."""
    return [load_model(model) for model in rig.models]


def load_model(model: RigModel) -> Model:
    """Return a model at its size; raises `ModelFileError`."""
    loaded = load(model.path)
    if model.slim is not None:
        loaded.slim = model.slim
    return loaded


def slim_findings(rig: Rig, loaded: Sequence[Model]) -> Iterator[Finding]:
    """Yield which models do not have the size that the rig wants."""
    for wanted, model in zip(rig.models, loaded, strict=True):
        if wanted.slim is not None and not model.info.slim_breakpoints:
            yield Finding(
                check="slim-ignored",
                severity=Severity.WARNING,
                message=f"{wanted.name} has one size only, so the size {wanted.slim:g} changes nothing",
            )


def limiter_findings(chain: Chain) -> Iterator[Finding]:
    """Yield what the limiter of a chain that has played did."""
    meters = chain.meters
    if meters.limited_frames > 0:
        reduced_db = -ratio_to_db(meters.limiter_gain)
        excess_db = math.ceil(10.0 * reduced_db) / 10.0
        share = 100.0 * meters.limited_frames / meters.frames
        yield Finding(
            check="output-limited",
            severity=Severity.WARNING,
            message=f"the limiter lowered {share:.2g} % of the output, by up to {reduced_db:.1f} dB",
            advice=f"lower the output by {excess_db:.1f} dB, or switch the limiter off",
            measured=reduced_db,
            limit=0.0,
            unit="dB",
            effect_db=-reduced_db,
        )


def available_threads() -> int:
    """Return how many cores this process may use, which a cluster may limit."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MAX_THREADS)
