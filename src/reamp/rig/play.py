"""A signal in memory through a rig, at the level the gear would have seen: what `render` does with files."""

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reamp.audio.levels import LevelMeter
from reamp.audio.signal import Signal
from reamp.engine import Model
from reamp.errors import ConfigError
from reamp.findings import Finding, Severity
from reamp.gear.interface_table import Interface
from reamp.gear.user_interfaces import resolve_interface
from reamp.rig.cabinet import read_impulse_response
from reamp.rig.chain import Chain, build_chain
from reamp.rig.gain import GainPlan
from reamp.rig.plan_inputs import RecordingLevels
from reamp.rig.rig import Rig
from reamp.units import ratio_to_db

__all__ = [
    "MAX_THREADS",
    "Played",
    "available_threads",
    "interface_of",
    "limiter_findings",
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
    interface: str | Interface | None = None,
    interface_gain_db: float | None = None,
    threads: int | None = None,
) -> Played:
    """Return a recorded guitar through a rig; interface and gain as in `render`, `threads` None for all.

    Raises what the parts raise: `ModelFileError`, `AudioError`, `InterfaceError`, `ConfigError`.
    """
    models = rig.load_models()
    cabinet = read_impulse_response(rig.cabinets, rate_hz=di.rate_hz, mode=rig.mode) if rig.cabinets else None
    meter = LevelMeter()
    meter.add(di.samples)
    plan = rig.plan(
        interface=interface_of(interface),
        interface_gain_db=interface_gain_db,
        recording=RecordingLevels(peak_dbfs=meter.peak_dbfs, clipped_frames=meter.clipped_frames),
        levels=rig.read_levels(models),
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


def interface_of(interface: str | Interface | None) -> Interface | None:
    """Return the interface of a name, or what is one already; raises `ConfigError`, `InterfaceError`."""
    if isinstance(interface, str):
        return resolve_interface(interface)
    if not isinstance(interface, Interface | None):
        raise ConfigError(f"interface must be a name or level_as_interface(dbu), got {interface!r}")
    return interface


def slim_findings(rig: Rig, loaded: Sequence[Model]) -> Iterator[Finding]:
    """Yield which models were asked for a size that they do not have."""
    for wanted, model in zip(rig.models, loaded, strict=True):
        if wanted.slim is not None and not model.info.slim_breakpoints:
            yield Finding(
                check="slim-ignored",
                severity=Severity.WARNING,
                message=f"{wanted.name} has one size only; the size that was asked for changes nothing",
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
            message=f"the limiter had to lower {share:.2g} % of the output",
            advice=f"lower the output by {excess_db:.1f} dB, or switch the limiter off",
            measured=reduced_db,
            limit=0.0,
            unit="dB",
        )


def available_threads() -> int:
    """Return how many cores this process may use, which a cluster may limit."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MAX_THREADS)
