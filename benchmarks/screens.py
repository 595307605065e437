"""Measure the processor time of a new screen of the player, with all meters moving."""

import dataclasses
import io
import time

from rich.console import Console

from reamp._core import Rig as CoreRig
from reamp.audio.signal import Samples
from reamp.demo import demo_model_path
from reamp.live.meters_hold import Held, hold
from reamp.live.session import Session
from reamp.live.status import Status
from reamp.live.stream import AudioDevice, StreamConfig, StreamStats
from reamp.plan.source import Source
from reamp.rig.rig import Rig, RigModel
from reamp.terminal.full_screen import FullScreen
from reamp.terminal.play_desk import View
from reamp.terminal.play_screen import screen
from reamp.terminal.player import SCREENS_PER_S

__all__ = ["screen_rows"]

COLUMNS, ROWS = 120, 40
SCREENS = 200
ROUNDS = 5


class _SilentStream:
    """An open device without callbacks, so that only the screen takes time."""

    device = AudioDevice(backend="jack", name="Apollo Twin X", inputs=2, outputs=2, rate_hz=48_000)
    rate_hz = 48_000
    block_frames = 64
    is_lost = False

    def start(self, rig: CoreRig | None) -> None:
        """Play nothing."""

    def stats(self) -> StreamStats:
        """Return the figures of a busy moment."""
        return StreamStats(callbacks=750, xruns=0, load=0.12, peak_load=0.2)

    def inputs(self) -> tuple[Samples, ...]:
        """Return no input."""
        return ()

    def close(self) -> None:
        """Close nothing."""


def screen_rows() -> list[str]:
    """Return the line of the player's screen."""
    screen_ms = min(_screen_ms() for _ in range(ROUNDS))
    share = 1e-3 * screen_ms * SCREENS_PER_S
    return [
        f"- A new screen of the player at {COLUMNS}x{ROWS}, all meters moving, in processor time: "
        f"{screen_ms:.2f} ms; {share:.1%} of a core at {SCREENS_PER_S} screens a second."
    ]


def _screen_ms() -> float:
    """Return milliseconds of the thread's processor time for a screen that differs from the one before."""
    file = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    out = FullScreen(Console(file=file, force_terminal=True, width=COLUMNS, height=ROWS))
    rig = Rig(models=(RigModel(path=demo_model_path()),))
    held, view = Held(), View()
    with Session(rig, opener=_open, source=Source.named("Apollo Twin X")) as session:
        statuses = [_moved(session.status(), number) for number in range(SCREENS)]
        started_s = time.thread_time()
        for number, status in enumerate(statuses):
            held = hold(held, status, time_s=3.0 * number)  # no peak is held
            out.show(screen(status, view, held, width=COLUMNS, height=ROWS))
        return 1e3 * (time.thread_time() - started_s) / SCREENS


def _open(_: StreamConfig) -> _SilentStream:
    return _SilentStream()


def _moved(status: Status, number: int) -> Status:
    """Return a status with other meter positions than the one before."""
    peak_dbfs = -6.0 - 7.3 * number % 30.0
    return dataclasses.replace(
        status,
        input_peak_dbfs=peak_dbfs,
        model_peaks=tuple(
            dataclasses.replace(each, peak_dbfs=peak_dbfs - 1.0, peak_dbu=peak_dbfs + 11.0)
            for each in status.model_peaks
        ),
        output_peaks_dbfs=(peak_dbfs - 3.0, peak_dbfs - 4.0),
        load=0.1 + 0.003 * (number % 50),
    )
