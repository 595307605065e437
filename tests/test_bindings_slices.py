"""Ctrl-C ends a long block, and leaves the model where it can go on."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from reamp._core import OfflineRig, RigMode, RigSettings
from reamp.demo import demo_model_path
from reamp.engine import OfflineModel, load

# Minutes of work for the demo model; it is interrupted after the first of them.
LONG_FRAMES = 60 * 60 * 48_000
SIGNAL_AFTER_S = 0.3


def play(x: np.ndarray, out: np.ndarray) -> None:
    load(demo_model_path()).process(x, out)


def play_offline(x: np.ndarray, out: np.ndarray) -> None:
    OfflineModel(load(demo_model_path()), threads=2).process(x, out)


def play_rig(x: np.ndarray, out: np.ndarray) -> None:
    core = load(demo_model_path()).core
    rig = OfflineRig(
        48_000,
        mode=RigMode.PLAYER,
        settings=RigSettings(),
        models=[(core, 0.0)],
        models_output_gain_db=0.0,
        threads=2,
    )
    rig.process(x, out)


@pytest.fixture
def default_sigint() -> Iterator[None]:
    """Let Ctrl-C raise, also where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("default_sigint")
@pytest.mark.parametrize("work", [play, play_offline, play_rig])
def test_ctrl_c_ends_a_long_block_within_a_fifth_of_a_second(
    work: Callable[[np.ndarray, np.ndarray], None],
) -> None:
    x = np.zeros(LONG_FRAMES, np.float32)
    out = np.empty(LONG_FRAMES, np.float32)
    delays_s = []
    for _ in range(3):  # the machine may be busy with other things
        sent_s: list[float] = []

        def interrupt(times_s: list[float] = sent_s) -> None:
            times_s.append(time.perf_counter())
            os.kill(os.getpid(), signal.SIGINT)

        timer = threading.Timer(SIGNAL_AFTER_S, interrupt)
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            work(x, out)
        delays_s.append(time.perf_counter() - sent_s[0])
        timer.join()
        if delays_s[-1] < 0.2:
            return
    pytest.fail(f"Ctrl-C took {delays_s} s")


class _Stop(Exception):  # noqa: N818
    pass


def test_a_model_goes_on_after_what_it_has_heard() -> None:
    frames = 3_000_000
    x = np.random.default_rng(3).normal(0.0, 0.1, frames).astype(np.float32)
    out = np.full(frames, np.nan, np.float32)
    model = load(demo_model_path())

    def stop(*_: object) -> None:
        raise _Stop

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.03)
    try:
        with pytest.raises(_Stop):
            model.process(x, out)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
    heard = int(np.isnan(out).argmax())
    assert 0 < heard < frames
    model.process(x[heard:], out[heard:])
    np.testing.assert_array_equal(out, load(demo_model_path()).process(x))


def test_the_handler_of_a_signal_may_use_the_model_that_plays() -> None:
    model = load(demo_model_path())
    heard: list[np.ndarray] = []

    def on_alarm(*_: object) -> None:
        heard.append(model.process(np.ones(64, np.float32)))

    before = signal.signal(signal.SIGALRM, on_alarm)
    signal.setitimer(signal.ITIMER_REAL, 0.03)
    try:
        model.process(np.zeros(3_000_000, np.float32))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
    assert [len(block) for block in heard] == [64]
