"""The Python module of the core writes where it is told, and lets other threads run while it works."""

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from reamp._core import Model, OfflineRig, Rig, RigMode, RigSettings
from reamp.demo import demo_model_path

MODEL = Model.load(bytes(demo_model_path()))


def offline_rig(taps: np.ndarray | None = None) -> OfflineRig:
    return OfflineRig(
        48000,
        mode=RigMode.PLAYER,
        settings=RigSettings(),
        models=[(MODEL, 0.0)],
        models_output_gain_db=0.0,
        cabinet_left=taps,
    )


@pytest.mark.parametrize(
    ("x", "out"),
    [
        (np.zeros(4, np.float32), np.zeros(4)),
        (np.zeros(4, np.float32), np.zeros(8, np.float32)[::2]),
        (np.zeros(4), np.zeros(4, np.float32)),
        (np.zeros(8, np.float32)[::2], np.zeros(4, np.float32)),
        (np.zeros((2, 4), np.float32), np.zeros((2, 4), np.float32)),
    ],
    ids=["float64 out", "strided out", "float64 x", "strided x", "two channels"],
)
def test_nothing_is_written_into_a_copy(x: np.ndarray, out: np.ndarray) -> None:
    with pytest.raises(TypeError, match="incompatible function arguments"):
        offline_rig().process(x, out)


def test_read_only_input_is_read_and_read_only_output_refused() -> None:
    x, out = np.ones(4, np.float32), np.zeros(4, np.float32)
    x.flags.writeable = False
    Rig(48000).process([x], out)
    assert out[0] > 0.98
    with pytest.raises(TypeError, match="incompatible function arguments"):
        Rig(48000).process([out], x)
    with pytest.raises(TypeError, match="incompatible function arguments"):
        offline_rig().process(out, x)


def test_lengths_must_agree() -> None:
    four, three = np.zeros(4, np.float32), np.zeros(3, np.float32)
    rig, file_rig = Rig(48000), offline_rig()
    for process in (
        lambda: rig.process([four, three], four),
        lambda: rig.process([four], four, three),
        lambda: file_rig.process(four, four, three),
    ):
        with pytest.raises(ValueError, match="same number of frames"):
            process()


def longest_pause_s(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long `work` takes, and the longest time during it that this thread stood still."""
    started, done = threading.Event(), threading.Event()
    took_s: list[float] = []

    def run() -> None:
        started.set()
        started_s = time.perf_counter()
        work()
        took_s.append(time.perf_counter() - started_s)
        done.set()

    thread = threading.Thread(target=run)
    thread.start()
    started.wait()
    longest_s, last_s = 0.0, time.perf_counter()
    while not done.is_set():
        now_s = time.perf_counter()
        longest_s, last_s = max(longest_s, now_s - last_s), now_s
    thread.join()
    return took_s[0], longest_s


def test_a_cabinet_is_built_while_other_threads_run() -> None:
    taps = np.ones(30 * 48_000, np.float32)
    for _ in range(5):  # other programs may stop this thread as well
        took_s, longest_s = longest_pause_s(lambda: offline_rig(taps))
        if longest_s < 0.5 * took_s:
            return
    pytest.fail(f"other threads stood still for {longest_s:.3f} of {took_s:.3f} s")


def test_a_tone_knob_that_is_none_is_refused() -> None:
    RigSettings(tone={"bass": 6.0})
    with pytest.raises(ValueError, match="there is no tone knob brilliance"):
        RigSettings(tone={"brilliance": 6.0})
