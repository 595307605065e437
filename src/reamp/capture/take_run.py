"""A take on a device: played, streamed to disk, watched while it runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from reamp._core import DiskRecorder, Take
from reamp.audio.signal import Samples, Signal
from reamp.capture.dropouts import Dropout
from reamp.capture.jacks import TakeClock
from reamp.capture.take_folder import recorded_frames
from reamp.capture.take_watch import TakeWatch, dropout_finding
from reamp.errors import OutputError
from reamp.findings import Check, Finding, Severity
from reamp.live.stream import DuplexStream

__all__ = [
    "OnTake",
    "TakeBegun",
    "TakeEvent",
    "TakeFault",
    "TakeMoved",
    "TakePlan",
    "TakeResult",
    "run_take",
    "stop_at_faults",
]


@dataclass(frozen=True, kw_only=True)
class TakeBegun:
    """A take begins; `attempt` counts from 1. `recording` and `signal` are its files, which grow."""

    attempt: int
    total_s: float
    signal: Path
    recording: Path


@dataclass(frozen=True, kw_only=True)
class TakeMoved:
    """How far a take is; several times a second. `peak_dbfs` is the return's highest so far."""

    done_s: float
    total_s: float
    peak_dbfs: float
    xruns: int


@dataclass(frozen=True, kw_only=True)
class TakeFault:
    """Something is wrong with the take that runs; it is stopped where `OnTake` says so."""

    finding: Finding
    at_s: float


TakeEvent: TypeAlias = TakeBegun | TakeMoved | TakeFault
OnTake: TypeAlias = Callable[[TakeEvent], bool]
"""Called with every event of a take; True stops it."""


def stop_at_faults(event: TakeEvent) -> bool:
    """Stop a take at its first fault: there is no use in the rest of it."""
    return isinstance(event, TakeFault)


@dataclass(frozen=True, kw_only=True, eq=False)
class TakePlan:
    """What a take plays and records: channels counted from 1, a file for each input, the first is watched."""

    signal: Signal
    send: int
    inputs: Sequence[int]
    files: Sequence[Path]
    tail_s: float
    attempt: int = 1
    signal_path: Path


@dataclass(frozen=True, kw_only=True)
class TakeResult:
    """What was wrong with a take, and how often the driver reported an xrun."""

    faults: tuple[Finding, ...]
    xruns: int
    frames: int


def run_take(stream: DuplexStream, plan: TakePlan, watch: TakeWatch, on_take: OnTake) -> TakeResult:
    """Play and record a take, and return what was wrong with it; all other outputs stay silent.

    It streams to the files: after a crash all but the last moment is there. Raises `DeviceError` where the
    device goes away, `OutputError` where the files cannot be written.
    """
    rate_hz = plan.signal.rate_hz
    recorder = DiskRecorder([(str(file), 1) for file in plan.files], rate_hz)
    take = Take(
        plan.signal.samples,
        [stream.outputs.index(plan.send)],
        [number - 1 for number in plan.inputs],
        tail_frames=round(plan.tail_s * rate_hz),
        recorder=recorder,
    )
    total_s = take.total_frames / rate_hz
    begun = TakeBegun(attempt=plan.attempt, total_s=total_s, signal=plan.signal_path, recording=plan.files[0])
    faults: list[Finding] = []
    stream.play_take(take)
    try:
        on_take(begun)
        clock = TakeClock(stream, take)
        while not take.is_done:
            clock.wait()
            if recorder.problem:
                raise OutputError(plan.files[0], f"cannot be written: {recorder.problem}")
            new = [*watch.hear(_new_samples(watch, plan, recorder)), *_lost(take, recorder, rate_hz, faults)]
            faults += new
            if _tell(take, watch, new, on_take):
                take.stop()
    finally:
        stream.play_take(None)
        recorder.close()
    faults += watch.hear(_new_samples(watch, plan, recorder))
    faults += _lost(take, recorder, rate_hz, faults)
    return TakeResult(faults=tuple(faults), xruns=take.xruns, frames=take.frames)


def _tell(take: Take, watch: TakeWatch, new: Sequence[Finding], on_take: OnTake) -> bool:
    """Call back with what is new, and return whether to stop the take."""
    done_s = take.frames / watch.rate_hz
    answers = [on_take(TakeFault(finding=each, at_s=done_s)) for each in new]
    moved = TakeMoved(
        done_s=done_s,
        total_s=take.total_frames / watch.rate_hz,
        peak_dbfs=watch.peak_dbfs,
        xruns=take.xruns,
    )
    return on_take(moved) or any(answers)


def _new_samples(watch: TakeWatch, plan: TakePlan, recorder: DiskRecorder) -> Samples:
    return recorded_frames(plan.files[0], watch.frames, recorder.frames_on_disk)


def _lost(take: Take, recorder: DiskRecorder, rate_hz: int, known: Sequence[Finding]) -> list[Finding]:
    """Return missing frames that the audio thread counted, where the checks of the sound found none."""
    if any(finding.check is Check.TAKE_DROPOUT for finding in known):
        return []
    if take.gaps:
        frame, frames = take.gaps[0]
        return [dropout_finding(Dropout(frame=frame, frames=frames), rate_hz)]
    if recorder.lost_frames:
        return [
            Finding(
                check=Check.TAKE_DROPOUT,
                severity=Severity.BLOCKER,
                measured=float(recorder.lost_frames),
                unit="frames",
                message=f"the disk was too slow, and {recorder.lost_frames} frames are missing",
                advice="record to a faster disk",
            )
        ]
    return []
