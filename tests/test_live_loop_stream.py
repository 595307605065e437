"""A recording in a loop: the rig's sound bit for bit, with pause and close."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from live_fakes import wait_until
from rig_files import gain_model

from reamp.audio.signal import Signal
from reamp.errors import ConfigError
from reamp.live.loop_stream import LOOP_BACKEND, LoopStream
from reamp.live.session import Session
from reamp.plan.inputs import OutputMode
from reamp.playing.player import Player
from reamp.rig.rig import Rig, RigModel

pytestmark = pytest.mark.alone  # plays in real time

RATE_HZ = 48_000
NOISE = np.random.default_rng(1).uniform(-0.5, 0.5, 5_000).astype(np.float32)


class Listener(list[np.ndarray]):
    """What was heard; the sound of one moment is `all`."""

    @property
    def all(self) -> np.ndarray:
        return np.concatenate(self) if self else np.zeros((0, 2), np.float32)


@pytest.fixture
def heard() -> Listener:
    return Listener()


@pytest.fixture
def loop(heard: Listener) -> Iterator[LoopStream]:
    stream = LoopStream(Signal(NOISE, RATE_HZ), name="take", listener=heard.append)
    yield stream
    stream.close()


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    model = RigModel(path=gain_model(tmp_path / "amp.nam", 0.5))
    return Rig(models=(model,), limiter=False, output_mode=OutputMode.RAW)


def test_it_is_silent_until_it_plays(loop: LoopStream, heard: Listener) -> None:
    time.sleep(0.1)
    assert (len(heard), loop.is_playing, loop.is_lost) == (0, False, False)
    assert (loop.device.backend, loop.device.name, loop.rate_hz) == (LOOP_BACKEND, "take", RATE_HZ)


def test_the_recording_repeats_without_a_gap_through_the_rig(
    loop: LoopStream, heard: Listener, rig: Rig
) -> None:
    player = Player(rig, rate_hz=RATE_HZ)
    loop.start(player.core)
    loop.play()
    assert wait_until(lambda: len(heard) * loop.block_frames > 2.5 * len(NOISE))
    loop.close()
    played = heard.all
    expected = Player(rig, rate_hz=RATE_HZ).process([np.resize(NOISE, len(played))])
    assert np.array_equal(played[:, 0], expected[0])
    assert np.array_equal(played[:, 1], expected[1])


def test_it_keeps_time(loop: LoopStream, heard: Listener) -> None:
    loop.play()
    began_s = time.monotonic()
    assert wait_until(lambda: len(heard) >= 100)
    frames, took_s = len(heard) * loop.block_frames, time.monotonic() - began_s
    assert frames / RATE_HZ < took_s + 0.3  # it never runs ahead of its clock


def test_after_a_pause_it_goes_on_where_it_was(loop: LoopStream, heard: Listener) -> None:
    loop.play()
    assert wait_until(lambda: len(heard) > 5)
    loop.pause()
    assert wait_until(lambda: _rests(heard))
    place, count = loop.place, len(heard)
    assert not heard[-1].any()
    loop.play()
    assert wait_until(lambda: len(heard) > count)
    assert loop.place != place or len(heard) > count
    loop.seek(0.5)
    assert loop.place == pytest.approx(0.5, abs=0.3)


def _rests(heard: Listener) -> bool:
    count = len(heard)
    time.sleep(0.1)
    return len(heard) == count


def test_its_speed_follows_who_listens_by_two_percent_at_most(loop: LoopStream) -> None:
    loop.trim_speed(0.5)
    assert loop._speed == 1.02
    loop.trim_speed(-0.001)
    assert loop._speed == pytest.approx(0.999)


def test_what_it_plays_is_its_input_too(loop: LoopStream, heard: Listener) -> None:
    loop.play()
    assert wait_until(lambda: len(heard) > 3)
    (inputs,) = loop.inputs()
    assert np.array_equal(inputs[: len(NOISE)][: 3 * loop.block_frames], NOISE[: 3 * loop.block_frames])
    assert loop.stats().callbacks >= 4


def test_a_session_plays_it(loop: LoopStream, heard: Listener, rig: Rig) -> None:
    with Session(rig, opener=lambda _: loop) as session:
        loop.play()
        assert wait_until(lambda: session.status().input_peak_dbfs > -20.0)
        assert session.status().device.name == "take"
    assert loop._is_closed


def test_silence_is_no_loop() -> None:
    with pytest.raises(ConfigError, match="is empty"):
        LoopStream(Signal(np.zeros(0, np.float32), RATE_HZ), name="take", listener=lambda _: None)
