"""A guitar and the amp it plays, recorded at once: a pair that is a comparison's target as it is."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from capture_rig import open_gear, server_for_gear
from jack_server import JackServer

from reamp.audio.files import read
from reamp.capture.jacks import Jacks
from reamp.capture.record_playing import record_playing
from reamp.capture.take_folder import find_takes
from reamp.compare.recordings import read_guitar, read_target
from reamp.demo import demo_di_path
from reamp.errors import ConfigError
from reamp.units import db_to_ratio

pytestmark = pytest.mark.alone

JACKS = Jacks(send=3, return_=2, di=1)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    with server_for_gear(monkeypatch) as running:
        yield running


@pytest.mark.usefixtures("server")
def test_the_pair_is_a_target_that_a_comparison_takes(tmp_path: Path) -> None:
    guitar = str(demo_di_path())
    with open_gear(guitar=guitar, latency_frames=120, return_full_scale_dbu=12.0, di_dbu=12.0) as (
        stream,
        gear,
    ):
        recorded = record_playing(stream, JACKS, tmp_path / "jam.capture", seconds=20.0)
        driven = gear.tell(knob_db=0.0)["driven"]
    capture = recorded.capture
    assert driven == []  # nothing is played
    assert capture.latency is not None
    assert capture.latency.frames == pytest.approx(120, abs=1)
    x, y = capture.signal(), capture.recording()
    assert x.duration_s == y.duration_s == 20.0
    played = read(demo_di_path()).samples
    assert np.abs(x.samples).max() == pytest.approx(np.abs(played).max() / db_to_ratio(12.0 + 0.79), rel=0.01)
    di = read_guitar(capture.signal_path, channel=None, start_s=0.0, seconds=None)
    target, _ = read_target(capture.recording_path, channel=None, rate_hz=di.signal.rate_hz)
    assert target.frames == di.signal.frames
    assert find_takes(tmp_path) == ()


@pytest.mark.usefixtures("server")
def test_a_player_ends_it_when_it_was_enough(tmp_path: Path) -> None:
    with open_gear(guitar=str(demo_di_path()), is_freewheeling=False) as (stream, _):

        def enough(event: object) -> bool:
            return getattr(event, "done_s", 0.0) > 1.0

        def interrupt(event: object) -> bool:
            if enough(event):
                raise KeyboardInterrupt
            return False

        first = record_playing(stream, JACKS, tmp_path / "a.capture", seconds=60.0, on_take=enough)
        second = record_playing(stream, JACKS, tmp_path / "b.capture", seconds=60.0, on_take=interrupt)
        with pytest.raises(ConfigError, match="which input has the guitar's DI"):
            record_playing(stream, Jacks(send=3, return_=2), tmp_path / "c.capture", seconds=1.0)
        with pytest.raises(ConfigError, match="lasts more than 0 s, got 0"):
            record_playing(stream, JACKS, tmp_path / "c.capture", seconds=0.0)
    assert 1.0 < first.capture.signal().duration_s < 5.0
    assert 1.0 < second.capture.signal().duration_s < 5.0
