"""Captures and training of a study end with Ctrl-C, and finished ones are not repeated."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from capture_cases import small_capture
from train_cases import TINY_A1

from reamp.audio.signal import Signal
from reamp.capture.capture import Levels
from reamp.interruption import check_stop
from reamp.sim.device import SimulatedDevice, device_by_name
from reamp.sim.interface import SimulatedInterface
from reamp.study import models
from reamp.study.config import FAST
from reamp.study.events import StudyStep
from reamp.study.models import capture_device, train_models
from reamp.train.events import EpochDone

_FOREVER_S = 60.0


def test_ctrl_c_ends_the_captures_that_are_being_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_at_work, went_on = threading.Event(), threading.Event()

    def simulate_capture(
        _path: Path, _device: SimulatedDevice, interface: SimulatedInterface, **_: object
    ) -> tuple[None]:
        if interface.send_full_scale_dbu == 5.0:  # the first, whichever thread begins first
            assert is_at_work.wait(_FOREVER_S)
            return (None,)
        is_at_work.set()
        end_s = time.monotonic() + _FOREVER_S
        while time.monotonic() < end_s:
            check_stop()
            time.sleep(0.001)
        went_on.set()
        return (None,)

    def interrupted(_: StudyStep | object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(models, "available_threads", lambda: 2)
    monkeypatch.setattr(models, "_test_signal", lambda _: Signal(np.zeros(480, np.float32), 48_000))
    monkeypatch.setattr(models, "simulate_capture", simulate_capture)
    with pytest.raises(KeyboardInterrupt):
        capture_device(
            device_by_name("wire"), (5.0, 10.0, 15.0), tmp_path, signal_s=None, on_progress=interrupted
        )
    assert not went_on.is_set()


def test_an_interrupted_model_is_not_written_and_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = small_capture(tmp_path, levels=Levels(input_level_dbu=11.76, output_level_dbu=12.3))
    config = replace(FAST, architecture=TINY_A1, epochs=2)
    seen: list[int] = []

    def stop(event: object) -> None:
        if isinstance(event, EpochDone):
            seen.append(event.epoch)
            if len(seen) == 1:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_models([capture], tmp_path, config, on_progress=stop)
    assert not list(tmp_path.glob("*.nam"))
    assert not list(tmp_path.glob("*.html"))
    (studied,) = train_models([capture], tmp_path, config, on_progress=stop)
    assert seen == [1, 2]
    assert studied.input_level_dbu == 11.76
