"""Plays a signal in memory through a rig, at the level that the real gear would get; `render` plays files."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reamp.audio.signal import STREAM_BLOCK_FRAMES, Signal
from reamp.errors import ConfigError
from reamp.findings import Finding
from reamp.plan.gain import GainPlan
from reamp.plan.inputs import ModelLevels
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
"""The most threads. Each one has a copy of every model."""

_BLOCK_FRAMES_PER_THREAD = 2**18
"""The fewest frames of a block for each thread. A thread repeats a model's receptive field, usually at most
8000 frames: 3 % of this."""

_MAX_BLOCK_FRAMES = 2**22
"""The most frames of a block: 16 MiB. A few blocks are in memory at a time."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Played:
    """The output, as long as the input and at its rate, with the plan and the findings.

    `sides` is one signal, or left and right if the cabinets are stereo.
    """

    sides: tuple[Signal, ...]
    plan: GainPlan
    findings: tuple[Finding, ...]

    @property
    def signal(self) -> Signal:
        """The output in mono; raises `ConfigError` if there are two sides."""
        if len(self.sides) > 1:
            raise ConfigError(
                "the cabinet is stereo: choose one of its channels without a pan, or use both sides"
            )
        return self.sides[0]


def play(
    rig: Rig,
    di: Signal,
    *,
    source: Source = UNKNOWN_SOURCE,
    threads: int | None = None,
) -> Played:
    """Play a guitar that was recorded at `source` through a rig; `threads` None uses all cores.

    Raises `ModelFileError`, `AudioError`, `InterfaceError` and `ConfigError` as the parts do.
    """
    return play_recording(rig, recording_of(di), source=source, threads=threads or available_threads())


def play_recording(
    rig: Rig,
    recording: Recording,
    *,
    source: Source,
    threads: int,
    levels: Sequence[ModelLevels] | None = None,
) -> Played:
    """Play a recording that was made at `source` through a rig; raises as `play` does.

    `levels` replace those of the model files.
    """
    prepared = prepare(rig, rate_hz=recording.rate_hz, source=source, recording=recording, levels=levels)
    chain = build_chain(prepared, threads=threads)
    blocks_by_side = zip(*chain.stream(recording.blocks(block_frames(threads))), strict=True)
    sides = tuple(Signal(np.concatenate(blocks), recording.rate_hz) for blocks in blocks_by_side)
    return Played(sides=sides, plan=prepared.plan, findings=(*prepared.findings, *chain.findings))


def available_threads() -> int:
    """Return how many cores this process may use; a cluster may limit them."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MAX_THREADS)


def check_threads(threads: int | None) -> int | None:
    """Return a valid number of cores, None for all; raises `ConfigError` outside 1 to `MAX_THREADS`."""
    if threads is not None and not 1 <= threads <= MAX_THREADS:
        raise ConfigError(f"threads must be 1 to {MAX_THREADS}, got {threads}")
    return threads


def block_frames(threads: int) -> int:
    """Return how many frames to play at a time on this many cores."""
    if threads == 1:  # long blocks are no faster here, and short ones stop sooner on Ctrl-C
        return STREAM_BLOCK_FRAMES
    return min(threads * _BLOCK_FRAMES_PER_THREAD, _MAX_BLOCK_FRAMES)
