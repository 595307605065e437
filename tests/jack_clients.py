"""Other clients of a JACK server: one that plays a signal into ours, and one that records what comes out.

Their callbacks are Python, which is late in real time and in time under freewheel, where the server waits.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

__all__ = ["open_client", "play_and_record"]

_TIMEOUT_S = 30.0
_LEAVING_S = 0.05  # from the callback to the end of its thread
_OURS = "reamp"


def play_and_record(
    signal: np.ndarray, *, into: str, sides: int, at_first_block: Callable[[], None]
) -> np.ndarray:
    """Return what our client gives while the signal goes into one of its inputs, of shape (frames, sides).

    The server freewheels meanwhile. The recording begins with the block in which the signal does;
    `at_first_block` is called before that block reaches our client.
    """
    recorded: list[list[np.ndarray]] = []
    is_freewheeling, has_begun, is_done = threading.Event(), threading.Event(), threading.Event()
    is_over, player_left, recorder_left = threading.Event(), threading.Event(), threading.Event()
    position = 0
    player, recorder = open_client("player"), open_client("recorder")

    def leave(left: threading.Event) -> None:
        """End the thread of a callback once the test is over.

        JACK cancels a thread that runs on when its client is deactivated. While that waits for Python's lock
        the lock is lost, and every thread of the tests waits for ever.
        """
        import jack

        if is_over.is_set():
            left.set()
            raise jack.CallbackExit

    out = player.outports.register("out")
    inputs = [recorder.inports.register(f"in_{side + 1}") for side in range(sides)]

    @player.set_process_callback
    def play(frames: int) -> None:
        nonlocal position
        leave(player_left)
        block = np.zeros(frames, np.float32)
        if is_freewheeling.is_set():
            if position == 0:
                at_first_block()
                has_begun.set()
            part = signal[position : position + frames]
            block[: len(part)] = part
            position += frames
        out.get_array()[:] = block

    @recorder.set_process_callback
    def record(frames: int) -> None:
        leave(recorder_left)
        if has_begun.is_set() and not is_done.is_set():
            recorded.append([port.get_array().copy() for port in inputs])
            if frames * len(recorded) >= len(signal):
                is_done.set()

    with recorder, player:
        for side, port in enumerate(inputs):
            recorder.connect(f"{_OURS}:out_{side + 1}", port)
        player.connect(out, f"{_OURS}:{into}")
        player.set_freewheel(True)
        is_freewheeling.set()
        assert is_done.wait(_TIMEOUT_S), f"{len(recorded)} blocks in {_TIMEOUT_S} s"
        player.set_freewheel(False)
        is_over.set()
        assert player_left.wait(_TIMEOUT_S)
        assert recorder_left.wait(_TIMEOUT_S)
        time.sleep(_LEAVING_S)
    return np.concatenate([np.stack(block, axis=1) for block in recorded])[: len(signal)]


def open_client(name: str) -> Any:
    """Return a `jack.Client` of the server that the environment names."""
    try:
        import jack
    except (ImportError, OSError):
        pytest.skip("there is no JACK-Client, or no JACK library")
    return jack.Client(name, no_start_server=True)
