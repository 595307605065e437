"""A signal in memory through a rig, at the level the gear would have seen: what `render` does with files."""

import os
from dataclasses import dataclass

import numpy as np

from reamp.audio.signal import STREAM_BLOCK_FRAMES, Signal
from reamp.errors import ConfigError
from reamp.findings import Finding
from reamp.plan.gain import GainPlan
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.playing.chain import build_chain
from reamp.playing.prepare import prepare
from reamp.playing.recording import Recording, recording_of
from reamp.rig.rig import Rig

__all__ = [
    "MAX_THREADS",
    "Played",
    "available_threads",
    "block_frames",
    "check_threads",
    "play",
    "play_recording",
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
    prepared = prepare(rig, rate_hz=recording.rate_hz, source=source, recording=recording)
    chain = build_chain(prepared, threads=threads)
    blocks_by_side = zip(*chain.stream(recording.blocks(block_frames(threads))), strict=True)
    sides = tuple(Signal(np.concatenate(blocks), recording.rate_hz) for blocks in blocks_by_side)
    return Played(sides=sides, plan=prepared.plan, findings=(*prepared.findings, *chain.findings))


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
