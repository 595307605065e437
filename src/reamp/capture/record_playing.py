"""Record a guitar and the gear it plays at once, from a DI split: a target that models are compared with."""

import datetime
import math
from pathlib import Path

import numpy as np

from reamp.audio.signal import Signal
from reamp.capture.capture import Capture, Gear, Levels, check_new_capture
from reamp.capture.jacks import Jacks, check_jacks
from reamp.capture.profile import CaptureSetup
from reamp.capture.record import Recorded, moved_capture, xrun_notes
from reamp.capture.take_folder import TakeFolder, TakeNotes, take_folder_of
from reamp.capture.take_run import OnTake, TakeEvent, TakePlan, TakeResult, run_take
from reamp.capture.take_watch import TakeWatch
from reamp.errors import ConfigError, StrPath
from reamp.interruption import answer
from reamp.live.stream import DuplexStream

__all__ = ["record_playing"]


def _go_on(_: TakeEvent) -> bool:
    return False


def record_playing(
    stream: DuplexStream,
    jacks: Jacks,
    path: StrPath,
    *,
    seconds: float,
    setup: CaptureSetup | None = None,
    gear: Gear = Gear(),  # noqa: B008 - frozen
    on_take: OnTake = _go_on,
) -> Recorded:
    """Record the inputs `jacks.di` and `jacks.return_` at once, and make the capture `path` of the pair.

    Nothing is played. Its signal is the guitar, its recording the gear: `reamp compare` takes the two files
    as they are. It ends after `seconds`, when `on_take` returns True, or with Ctrl-C. Faults are findings.
    Raises `ConfigError` where there is no DI, and as `CaptureSession.record`.
    """
    check_new_capture(path)
    check_jacks(stream, jacks)
    if jacks.di is None:
        raise ConfigError("which input has the guitar's DI? choose one beside the return")
    if not 0.0 < seconds < math.inf:
        raise ConfigError(f"a recording lasts more than 0 s, got {seconds:g}")
    notes = TakeNotes(
        created=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        device=stream.device.name,
        send=jacks.send,
        return_=jacks.return_,
        rate_hz=stream.rate_hz,
        total_frames=round(seconds * stream.rate_hz),
    )
    folder = TakeFolder(take_folder_of(path), notes, None)
    recording, di = folder.next_files("recording", "di")
    nothing = Signal(np.zeros(0, np.float32), stream.rate_hz)
    plan = TakePlan(
        signal=nothing,
        send=jacks.send,
        inputs=(jacks.return_, jacks.di),
        files=(recording, di),
        tail_s=seconds,
        signal_path=di,
    )
    watch = TakeWatch(nothing, noise_rms_dbfs=-math.inf, lag_frames=None, block_frames=stream.block_frames)
    take = TakeResult(faults=(), xruns=0, frames=0)
    with folder.unfinished():
        try:
            take = run_take(stream, plan, watch, on_take)
        except KeyboardInterrupt as interruption:  # the player has played enough
            if watch.frames == 0:
                raise
            answer(interruption)
    level = None if setup is None else setup.return_level
    capture = Capture.create(
        folder.path / Path(path).name,
        signal_path=di,
        recording_path=recording,
        levels=Levels(
            output_level_dbu=None if level is None else round(level.level_dbu, 3),
            output_source=None if level is None else level.words,
        ),
        gear=gear,
    )
    capture = moved_capture(capture, Path(path))
    folder.remove()
    findings = (*take.faults, *xrun_notes(take.xruns, bool(take.faults)), *capture.findings)
    return Recorded(capture=capture, findings=findings, attempts=1, xruns=take.xruns)
