"""A signal in memory through a rig, at the level the gear would have seen: what `render` does with files."""

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reamp.audio.signal import STREAM_BLOCK_FRAMES, Signal
from reamp.engine import Model
from reamp.errors import ConfigError
from reamp.findings import Check, Finding, Severity
from reamp.rig.cabinet import read_impulse_response
from reamp.rig.chain import Chain, build_chain
from reamp.rig.gain import GainPlan
from reamp.rig.recording import Recording, recording_of
from reamp.rig.rig import Rig
from reamp.rig.source import UNKNOWN_SOURCE, Source
from reamp.units import ratio_to_db

__all__ = [
    "MAX_THREADS",
    "Played",
    "available_threads",
    "block_frames",
    "check_threads",
    "limiter_findings",
    "play",
    "play_recording",
    "slim_findings",
]

MAX_THREADS = 256
"""Each thread has a copy of every model."""

_BLOCK_FRAMES_PER_THREAD = 2**18
"""Each thread repeats a model's receptive field, 8000 frames at most as a rule: 3 % of this."""

_MAX_BLOCK_FRAMES = 2**22
"""16 MiB, of which a few are in memory at a time."""


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
    return play_recording(rig, recording_of(di), source=source, threads=threads or available_threads())


def play_recording(rig: Rig, recording: Recording, *, source: Source, threads: int) -> Played:
    """Return a recording that was made at `source` through a rig; raises as `play`."""
    models = rig.load_models()
    rate_hz = recording.rate_hz
    cabinet = read_impulse_response(rig.cabinets, rate_hz=rate_hz, mode=rig.mode) if rig.cabinets else None
    plan = rig.plan(source=source, recording=recording.levels, levels=rig.read_levels(models))
    chain = build_chain(rig, models, plan, rate_hz=rate_hz, cabinet=cabinet, threads=threads)
    blocks_by_side = zip(*chain.stream(recording.blocks(block_frames(threads))), strict=True)
    sides = tuple(Signal(np.concatenate(blocks), rate_hz) for blocks in blocks_by_side)
    noticed = (
        *plan.findings,
        *slim_findings(rig, models),
        *recording.findings,
        *(cabinet.findings if cabinet else ()),
        *limiter_findings(chain),
    )
    return Played(sides=sides, plan=plan, findings=noticed)


def slim_findings(rig: Rig, loaded: Sequence[Model]) -> Iterator[Finding]:
    """Yield which models do not have the size that the rig wants."""
    for wanted, model in zip(rig.models, loaded, strict=True):
        if wanted.slim is not None and not model.info.slim_breakpoints:
            yield Finding(
                check=Check.SLIM_IGNORED,
                severity=Severity.WARNING,
                subject=wanted.name,
                message=f"the model has one size only, so the size {wanted.slim:g} changes nothing",
            )


def limiter_findings(chain: Chain) -> Iterator[Finding]:
    """Yield what the limiter of a chain that has played did."""
    meters = chain.meters
    if meters.limited_frames > 0:
        reduced_db = -ratio_to_db(meters.limiter_gain)
        excess_db = math.ceil(10.0 * reduced_db) / 10.0
        share = 100.0 * meters.limited_frames / meters.frames
        yield Finding(
            check=Check.OUTPUT_LIMITED,
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


def check_threads(threads: int | None) -> int | None:
    """Return a number of cores as it is, None for all; raises `ConfigError` outside 1 to `MAX_THREADS`."""
    if threads is not None and not 1 <= threads <= MAX_THREADS:
        raise ConfigError(f"threads must be 1 to {MAX_THREADS}, got {threads}")
    return threads


def block_frames(threads: int) -> int:
    """Return how many frames to play at a time on this many cores."""
    if threads == 1:  # long blocks gain nothing here, and short ones stop sooner
        return STREAM_BLOCK_FRAMES
    return min(threads * _BLOCK_FRAMES_PER_THREAD, _MAX_BLOCK_FRAMES)
