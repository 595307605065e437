"""A session on a fake device, for the tests of the player's screen and keys."""

import dataclasses
from pathlib import Path

import numpy as np

from reamp._core import Rig as CoreRig
from reamp.audio.signal import Samples
from reamp.demo import demo_model_path
from reamp.live.session import Session
from reamp.live.status import ModelPeak, Status
from reamp.live.stream import AudioDevice, StreamConfig, StreamStats
from reamp.plan.source import Source
from reamp.rig.rig import Rig, RigModel

RATE_HZ = 48_000
_sessions: list[Session] = []


class StillStream:
    """An open device without callbacks."""

    device = AudioDevice(backend="jack", name="Apollo Twin X", inputs=2, outputs=2, rate_hz=RATE_HZ)
    rate_hz = RATE_HZ
    block_frames = 64
    is_lost = False

    def start(self, rig: CoreRig | None) -> None:
        pass

    def stats(self) -> StreamStats:
        return StreamStats(callbacks=750, xruns=3, load=0.12, peak_load=0.2)

    def record(self, recorder: object, *, input: int = 0) -> None:
        pass

    def play_in_place(self, loop: object) -> None:
        pass

    def play_beside(self, loop: object) -> None:
        pass

    def inputs(self) -> tuple[Samples, ...]:
        return (np.zeros(0, np.float32),) * 2

    def close(self) -> None:
        pass


def open_still(_: StreamConfig) -> StillStream:
    return StillStream()


def rig_of(*paths: Path) -> Rig:
    return Rig(models=tuple(RigModel(path=path) for path in paths or (demo_model_path(),)))


def still_session(rig: Rig | None = None, *, interface: str | None = "Apollo Twin X") -> Session:
    """Return a session that is closed when the test is over, if it has not closed it."""
    source = Source.unknown() if interface is None else Source.named(interface)
    session = Session(rig or rig_of(), opener=open_still, source=source)
    _sessions.append(session)
    return session


def close_sessions() -> None:
    """Close the sessions of a test: each has a thread that ticks twenty times a second."""
    while _sessions:
        _sessions.pop().close()


def status_of(session: Session, **changes: object) -> Status:
    """Return the status while a guitarist plays at a good level, with these changes."""
    models = [ModelPeak(name=model.name, peak_dbfs=-7.6, peak_dbu=4.2) for model in session.rig.models]
    playing = {"input_peak_dbfs": -8.0, "model_peaks": tuple(models), "output_peaks_dbfs": (-12.0, -12.4)}
    return dataclasses.replace(session.status(), **{**playing, **changes})  # type: ignore[arg-type]
