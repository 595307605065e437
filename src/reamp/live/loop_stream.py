"""A stream without an audio device: a recorded guitar in a loop, played in real time by a thread."""

import threading
import time
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from reamp._core import Rig
from reamp.audio.signal import Samples, Signal
from reamp.errors import ConfigError
from reamp.live.stream import AudioDevice, StreamStats

__all__ = ["LOOP_BACKEND", "LoopStream", "SoundListener"]

LOOP_BACKEND = "loop"
"""The backend of the device of such a stream."""

SoundListener: TypeAlias = Callable[[Samples], None]
"""Receives each block that was played, shape (frames, 2), left and right."""

_BLOCKS_PER_S = 100
_QUIET_BLOCKS = 50
"""Silence played after a pause, so that the sound rings out and the meters fall."""

_MAX_LAG_S = 0.2  # after the machine has slept, the missed time is not played
_MAX_TRIM = 0.02  # of the speed


class LoopStream:
    """Plays the guitar `signal` through the rig in a loop; see `Stream`. It begins paused.

    `listener` receives the sound, on the thread of the stream.
    """

    def __init__(self, signal: Signal, *, name: str, listener: SoundListener) -> None:
        if signal.frames == 0:
            raise ConfigError(f"{name} is empty; choose a recording of a guitar")
        self.block_frames = max(1, signal.rate_hz // _BLOCKS_PER_S)
        self.device = AudioDevice(
            backend=LOOP_BACKEND, name=name, inputs=1, outputs=2, rate_hz=signal.rate_hz, is_default=True
        )
        self._samples = signal.samples
        self._listener = listener
        self._lock = threading.Lock()  # held while a block is played
        self._wake = threading.Event()
        self._rig: Rig | None = None
        self._place = 0
        self._is_playing = False
        self._quiet_left = 0
        self._is_closed = False
        self._speed = 1.0
        self._callbacks = self._late = 0
        self._loads: list[float] = [0.0]
        self._waiting: list[Samples] = []
        self._thread = threading.Thread(target=self._run, name="reamp-loop", daemon=True)
        self._thread.start()

    @property
    def rate_hz(self) -> int:
        """The rate of the recording."""
        return self.device.rate_hz

    @property
    def is_lost(self) -> bool:
        """Always False: there is no device to lose."""
        return False

    @property
    def is_playing(self) -> bool:
        """Whether the guitar plays; False while it is paused."""
        return self._is_playing

    @property
    def place(self) -> float:
        """The position in the recording, 0 to 1."""
        return self._place / len(self._samples)

    def play(self) -> None:
        """Play on from the position of the pause."""
        self._is_playing = True
        self._wake.set()

    def pause(self) -> None:
        """Pause after the sound has rung out."""
        if self._is_playing:
            self._quiet_left = _QUIET_BLOCKS
        self._is_playing = False

    def seek(self, place: float) -> None:
        """Continue from another position, 0 to 1."""
        self._place = min(len(self._samples) - 1, max(0, round(place * len(self._samples))))

    def trim_speed(self, trim: float) -> None:
        """Play faster or slower by this share, at most 2 %, to follow the clock of the listener."""
        self._speed = 1.0 + min(_MAX_TRIM, max(-_MAX_TRIM, trim))

    def start(self, rig: Rig | None) -> None:
        """Play through this rig from the next block on; None plays silence."""
        with self._lock:
            self._rig = rig

    def stats(self) -> StreamStats:
        """Return the numbers of the thread. There are no xruns, because no block is lost."""
        loads = self._loads
        return StreamStats(
            callbacks=self._callbacks,
            late_callbacks=self._late,
            load=sum(loads) / len(loads),
            peak_load=max(loads),
        )

    def inputs(self) -> tuple[Samples, ...]:
        """Return the guitar that was played since the last call, at most the last second."""
        with self._lock:
            heard, self._waiting = self._waiting, []
        return (np.concatenate(heard) if heard else np.zeros(0, np.float32),)

    def close(self) -> None:
        """Stop, and release the rig."""
        self._is_closed = True
        self._wake.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()
        with self._lock:
            self._rig = None

    def _run(self) -> None:
        due_s = time.monotonic()
        while not self._is_closed:
            if not self._is_playing and self._quiet_left <= 0:
                self._loads = [0.0]
                self._wake.wait()
                self._wake.clear()
                due_s = time.monotonic()
                continue
            due_s = max(due_s, time.monotonic() - _MAX_LAG_S)
            time.sleep(max(0.0, due_s - time.monotonic()))
            self._play_block()
            due_s += self.block_frames / (self.rate_hz * self._speed)

    def _play_block(self) -> None:
        began_s = time.perf_counter()
        block = self._next_block()
        left, right = np.zeros_like(block), np.zeros_like(block)
        with self._lock:
            if self._rig is not None:
                self._rig.process([block], left, right)
            self._waiting = [*self._waiting, block][-_BLOCKS_PER_S:]
        load = (time.perf_counter() - began_s) * self.rate_hz / self.block_frames
        self._callbacks += 1
        self._late += load > 1.0
        self._loads = [*self._loads, load][-_BLOCKS_PER_S // 5 :]
        self._listener(np.stack((left, right), axis=1))

    def _next_block(self) -> Samples:
        if not self._is_playing:
            self._quiet_left -= 1
            return np.zeros(self.block_frames, np.float32)
        places = np.arange(self._place, self._place + self.block_frames)
        self._place = (self._place + self.block_frames) % len(self._samples)
        return self._samples.take(places, mode="wrap")
