"""Gear recorded through an interface, both in volts: exact levels and latency, and no fault unseen."""

import dataclasses
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from capture_rig import (
    BLOCK_FRAMES,
    JACKS,
    first_part,
    open_gear,
    server_for_gear,
    session,
    takes_in,
    test_signal,
)
from gear_client import GearSetup
from jack_server import JackServer

from reamp.audio.signal import Signal
from reamp.capture.jacks import Jacks
from reamp.capture.latency import measure_latency
from reamp.capture.make_signal import own_test_signal
from reamp.capture.profile import CaptureSetup, HowKnown, KnownLevel, send_by_voltmeter
from reamp.capture.record import CaptureSession
from reamp.capture.setup import measure_loopback
from reamp.capture.simulate import re_amp
from reamp.capture.take_folder import find_takes
from reamp.capture.take_run import stop_at_faults
from reamp.errors import ConfigError, DeviceError, OutputExistsError, RecordingError
from reamp.findings import Check
from reamp.sim.device import device_by_name
from reamp.sim.interface import SimulatedInterface
from reamp.units import dbu_to_v_rms

pytestmark = pytest.mark.alone  # a server plays meanwhile

LATENCY = 300
SEND = KnownLevel(level_dbu=14.0, how=HowKnown.VOLTMETER, uncertainty_db=0.2)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    test_signal()  # takes a while, and nothing should freewheel meanwhile
    with server_for_gear(monkeypatch) as running:
        yield running


@pytest.mark.usefixtures("server")
def test_a_capture_has_the_levels_and_the_latency_of_the_gear(tmp_path: Path) -> None:
    with open_gear(return_full_scale_dbu=24.0, send_full_scale_dbu=14.0, latency_frames=LATENCY) as (
        stream,
        gear,
    ):
        send = send_by_voltmeter(dbu_to_v_rms(14.0))
        measured = measure_loopback(stream, JACKS, send=send)
        assert measured.level_dbu == pytest.approx(24.0, abs=0.005)
        setup = CaptureSetup(
            device=stream.device.name, send=3, return_=2, send_level=send, return_level=measured
        )
        gear.tell(device="lead-amp")
        opened = session(stream, setup=setup, seconds=15.0)
        burst = opened.listen()
        assert burst.loud_peak_dbfs is not None
        gear.tell(knob_db=0.5)
        louder = opened.listen()
        assert louder.loud_peak_dbfs == pytest.approx(burst.loud_peak_dbfs + 0.5, abs=0.02)
        assert opened.turned_db == pytest.approx(0.5, abs=0.01)
        recorded = opened.record(tmp_path / "lead.capture")
        driven = gear.tell(knob_db=0.0)["driven"]
    capture = recorded.capture
    assert capture.levels.input_level_dbu == pytest.approx(14.0, abs=0.005)
    assert capture.levels.output_level_dbu == pytest.approx(24.0 - 0.5, abs=0.05)
    assert capture.levels.output_source is not None
    assert capture.levels.output_source.startswith("loopback, then turned by +0.50 dB, ±0.21 dB")
    assert latency_by_impulses(capture.recording()) == LATENCY + BLOCK_FRAMES + offline_latency()
    assert driven == [3]
    assert recorded.attempts == 1
    assert takes_in(tmp_path) == ["lead.capture"]


@pytest.mark.usefixtures("server")
def test_the_whole_signal_is_recorded_and_known_by_its_layout(tmp_path: Path) -> None:
    with open_gear(return_full_scale_dbu=22.0, latency_frames=LATENCY) as (stream, _):
        capture = session(stream).record(tmp_path / "wire.capture").capture
    assert capture.layout.name == "reamp-1"
    assert capture.recording().frames == test_signal().frames + 48_000
    assert capture.latency is not None
    assert capture.latency.frames == pytest.approx(LATENCY + BLOCK_FRAMES, abs=1)


def offline_latency() -> int:
    """Return what the amp itself takes to answer the impulses, and the frame for safety."""
    interface = SimulatedInterface(send_full_scale_dbu=14.0, latency_frames=0)
    amp = device_by_name("lead-amp")
    return latency_by_impulses(re_amp(first_part(6.0), amp, interface, return_full_scale_dbu=23.5).recording)


def latency_by_impulses(recording: Signal) -> int:
    """Return the latency of a recording of the first part of the signal, found to the frame."""
    whole, part = test_signal(), first_part(6.0)
    layout = own_test_signal(whole.rate_hz).layout(whole.frames)
    recorded = Signal(recording.samples[: part.frames], recording.rate_hz)
    latency = measure_latency(part, recorded, impulses=layout.impulses)
    assert latency is not None
    return latency.frames


FAULTS: dict[str, tuple[dict[str, Any], Check, float | None]] = {
    "cable": ({"at_s": 20.0, "cable": False}, Check.RETURN_SILENT, 30.0),
    "knob": ({"at_s": 55.0, "knob_db": 6.0}, Check.TAKE_GAIN_CHANGED, 75.0),
    "knob a little": ({"at_s": 120.0, "knob_db": 0.6}, Check.LEVEL_CHANGED, None),
    "gain up": ({"at_s": 20.0, "knob_db": 24.0}, Check.RECORDING_CLIPPED, 30.0),
    "ports": ({"at_s": 20.0, "disconnect": True}, Check.RETURN_SILENT, 30.0),
}
"""What happens, how it is told, and how much of the test signal is played; None is all of it."""


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_no_capture_and_the_take_stays(name: str, tmp_path: Path) -> None:
    fault, check, seconds = FAULTS[name]
    with open_gear(return_full_scale_dbu=22.0, faults=(fault,)) as (stream, _):
        opened = session(stream, seconds=seconds)
        with pytest.raises(RecordingError) as caught:
            opened.record(tmp_path / "amp.capture")
    assert caught.value.check == check
    assert takes_in(tmp_path) == ["amp.take"]
    (take,) = find_takes(tmp_path)
    assert take.notes.state.startswith("refused: ")
    assert take.recorded_s >= min(fault["at_s"], take.total_s - 1.0)


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    "fault",
    [{"drop": 1}, {"lose": 64}, {"repeat": 128}, {"drop": 3}],
    ids=["a block of silence", "frames lost", "frames twice", "three blocks"],
)
def test_a_take_with_frames_missing_is_recorded_again(fault: dict[str, Any], tmp_path: Path) -> None:
    with open_gear(return_full_scale_dbu=22.0, faults=({"at_s": 15.0, **fault},)) as (stream, _):
        recorded = session(stream, seconds=25.0).record(tmp_path / "amp.capture")
    assert recorded.attempts == 2
    (again,) = (finding for finding in recorded.findings if finding.check is Check.TAKE_REPEATED)
    assert "0:1" in again.message
    assert takes_in(tmp_path) == ["amp.capture"]
    assert recorded.capture.latency is not None
    moved = fault.get("repeat", 0) - fault.get("lose", 0)
    assert recorded.capture.latency.frames == pytest.approx(LATENCY + BLOCK_FRAMES + moved, abs=1)


@pytest.mark.usefixtures("server")
def test_a_take_that_is_damaged_three_times_is_refused(tmp_path: Path) -> None:
    fault = {"at_s": 10.0, "drop": 1, "again": True}
    with open_gear(return_full_scale_dbu=22.0, faults=(fault,)) as (stream, _):
        opened = session(stream, seconds=25.0)
        with pytest.raises(RecordingError, match="the take has a dropout") as caught:
            opened.record(tmp_path / "amp.capture")
    assert caught.value.check == Check.TAKE_DROPOUT
    assert takes_in(tmp_path) == ["amp.take"]


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"return_": 4}, r"input 2 hears nothing of the burst.*input 4 hears it"),
        ({"noise_dbfs": -12.0}, "before anything is played"),
        ({"cable_is_out": True}, "input 2 hears nothing"),
    ],
)
def test_a_return_that_is_none_is_refused(changes: dict[str, Any], problem: str, tmp_path: Path) -> None:
    out = changes.pop("cable_is_out", False)
    with open_gear(**changes) as (stream, gear):
        if out:
            gear.tell(cable=False)
        with pytest.raises(RecordingError, match=problem):
            session(stream, seconds=25.0).record(tmp_path / "amp.capture")
    assert takes_in(tmp_path) == []


@pytest.mark.usefixtures("server")
def test_feedback_is_refused_and_hum_is_said() -> None:
    with open_gear(return_full_scale_dbu=22.0) as (stream, gear):
        gear.tell(hum_dbfs=-50.0)
        assert Check.RETURN_HUM in {
            finding.check for finding in session(stream, seconds=25.0).listen().findings
        }
        gear.tell(hum_dbfs=-200.0)
        gear.tell(feedback_db=-0.05)
        with pytest.raises(RecordingError, match=r"feeds back|before anything is played"):
            session(stream, seconds=25.0).listen_quietly()


def test_a_server_that_ends_leaves_a_take_that_is_listed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with server_for_gear(monkeypatch) as server:
        setup = GearSetup(return_full_scale_dbu=22.0)
        with open_gear(setup, is_freewheeling=False) as (stream, _):
            opened = session(stream)

            def stop(event: object) -> bool:
                if getattr(event, "done_s", 0.0) > 0.5:
                    server.stop()
                return False

            with pytest.raises(DeviceError, match="Simulated 4i4 went away during the take"):
                opened.record(tmp_path / "amp.capture", on_take=stop)
    (take,) = find_takes(tmp_path)
    assert 0.5 <= take.recorded_s < 10.0
    assert take.notes.state.startswith("ended early: Simulated 4i4 went away")


def test_xruns_of_the_driver_are_no_secret(server: JackServer, tmp_path: Path) -> None:
    part = first_part(6.0)
    with open_gear(return_full_scale_dbu=22.0, is_freewheeling=False) as (stream, _):
        opened = CaptureSession(stream, JACKS, part)
        stops = iter((0.5, 1.0, 1.5))
        due = next(stops)

        def stall(event: object) -> bool:
            nonlocal due
            if getattr(event, "done_s", 0.0) > due:
                due = next(stops, float("inf"))
                server.process.send_signal(signal.SIGSTOP)
                time.sleep(0.1)
                server.process.send_signal(signal.SIGCONT)
            return stop_at_faults(event)  # type: ignore[arg-type]

        problem, checks = "", set[Check]()
        try:
            recorded = opened.record(tmp_path / "amp.capture", on_take=stall)
            checks = {finding.check for finding in recorded.findings}
        except RecordingError as error:  # a busy machine damages all three takes
            problem = str(error)
    assert "frames are missing" in problem or checks & {Check.TAKE_XRUNS, Check.TAKE_REPEATED}


@pytest.mark.usefixtures("server")
def test_bad_input_is_said_in_a_line(tmp_path: Path) -> None:
    with open_gear(is_freewheeling=False) as (stream, _):
        whole = test_signal()
        with pytest.raises(ConfigError, match="has 4 inputs; there is no input 5"):
            CaptureSession(stream, Jacks(send=3, return_=5), whole)
        with pytest.raises(ConfigError, match="is not open for output 1"):
            CaptureSession(stream, Jacks(send=1, return_=2), whole)
        with pytest.raises(ConfigError, match="input 2 cannot be the DI and the return"):
            Jacks(send=3, return_=2, di=2)
        with pytest.raises(ConfigError, match="counted from 1"):
            Jacks(send=0)
        with pytest.raises(ConfigError, match="the signal is at 44100 Hz, Simulated 4i4 runs at 48000 Hz"):
            CaptureSession(stream, JACKS, Signal(whole.samples, 44_100))
        other = CaptureSetup(device="x", send=1, return_=2, send_level=SEND)
        with pytest.raises(ConfigError, match="the setup is of output 1 and input 2, not of 3 and 2"):
            CaptureSession(stream, JACKS, whole, setup=other)
        (tmp_path / "amp.capture").mkdir()
        with pytest.raises(OutputExistsError):
            session(stream).record(tmp_path / "amp.capture")


@pytest.mark.usefixtures("server")
def test_levels_that_were_not_measured_are_said() -> None:
    looked_up = KnownLevel(level_dbu=24.0, how=HowKnown.TABLE, uncertainty_db=0.5)
    setup = CaptureSetup(device="x", send=3, return_=2, send_level=SEND, return_level=looked_up)
    with open_gear(is_freewheeling=False) as (stream, _):
        (note,) = session(stream, setup=setup).findings()
        (missing,) = session(stream).findings()
    assert note.check is Check.LEVEL_NOT_MEASURED
    assert note.message == "the return level is not measured, but from the table, good to ±0.5 dB"
    assert missing.check is Check.SETUP_MISSING
    assert dataclasses.replace(missing, message="").measured is None
