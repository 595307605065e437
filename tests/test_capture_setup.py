"""The levels of a setup, measured with a cable between two jacks of a simulated interface."""

from collections.abc import Iterator

import numpy as np
import pytest
from capture_rig import JACKS, open_gear, server_for_gear
from jack_server import JackServer

from reamp.capture.jacks import Jacks, hear
from reamp.capture.profile import HowKnown, KnownLevel
from reamp.capture.setup import heard_sine_dbfs, measure_loopback, tone_on
from reamp.errors import ConfigError, RecordingError

pytestmark = pytest.mark.alone

SEND = KnownLevel(level_dbu=16.0, how=HowKnown.VOLTMETER, uncertainty_db=0.2)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    with server_for_gear(monkeypatch) as running:
        yield running


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("return_full_scale_dbu", [-8.0, 12.3, 30.0])
def test_a_cable_gives_the_level_to_a_hundredth_of_a_db(return_full_scale_dbu: float) -> None:
    with open_gear(send_full_scale_dbu=16.0, return_full_scale_dbu=return_full_scale_dbu) as (stream, _):
        found = measure_loopback(stream, JACKS, send=SEND)
    assert found.level_dbu == pytest.approx(return_full_scale_dbu, abs=0.01)
    assert (found.how, found.uncertainty_db) == (HowKnown.LOOPBACK, 0.201)


@pytest.mark.usefixtures("server")
def test_what_is_no_cable_is_said() -> None:
    with open_gear(send_full_scale_dbu=16.0, return_full_scale_dbu=12.0) as (stream, gear):
        with pytest.raises(
            RecordingError, match="input 1 does not hear the tone from output 3; input 2 does"
        ):
            measure_loopback(stream, Jacks(send=3, return_=1), send=SEND)
        with pytest.raises(ConfigError, match="has 4 inputs; there is no input 7"):
            measure_loopback(stream, Jacks(send=3, return_=7), send=SEND)
        gear.tell(device="lead-amp")
        gear.tell(knob_db=-40.0)
        with pytest.raises(RecordingError, match="there is not just a cable"):
            measure_loopback(stream, JACKS, send=SEND)
        gear.tell(cable=False)
        with pytest.raises(RecordingError, match="connect the two with a cable"):
            measure_loopback(stream, JACKS, send=SEND)


@pytest.mark.usefixtures("server")
def test_a_tone_for_the_voltmeter_plays_on_the_send_alone_until_it_is_over() -> None:
    with open_gear(send_full_scale_dbu=16.0, return_full_scale_dbu=16.0) as (stream, gear):
        with tone_on(stream, JACKS, seconds=1.0):
            pass
        assert set(gear.tell(knob_db=0.0)["driven"]) <= {3}
        silent = hear(stream, JACKS, np.zeros(4800, np.float32))
    assert abs(silent.answer).max() < 0.001


@pytest.mark.parametrize("tone_hz", [1000.0, 997.3, 50.0])
def test_a_sine_of_any_clock_is_read_to_a_hundredth_of_a_db(tone_hz: float) -> None:
    times = np.arange(28_800) / 48_000
    noise = np.random.default_rng(0).normal(0.0, 1e-5, len(times))
    sine = (0.25 * np.sin(2.0 * np.pi * tone_hz * times) + noise + 0.01).astype(np.float32)
    assert heard_sine_dbfs(sine, 48_000) == pytest.approx(-12.04, abs=0.01)


def test_what_is_no_steady_sine_is_refused() -> None:
    sine = (0.5 * np.sin(np.arange(28_800) / 7.0)).astype(np.float32)
    for samples, problem in (
        (2.0 * sine, "clips"),
        (np.zeros(28_800, np.float32), "hears no sine"),
        (sine[:100], "hears no sine"),
        (np.zeros(0, np.float32), "hears no sine"),
        (np.random.default_rng(0).normal(0.0, 0.1, 28_800).astype(np.float32), "more than a steady sine"),
        (sine * np.linspace(0.2, 0.9, 28_800, dtype=np.float32), "more than a steady sine"),
    ):
        with pytest.raises(RecordingError, match=problem):
            heard_sine_dbfs(samples, 48_000)
