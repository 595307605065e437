"""`reamp capture setup`, `record` and `takes` from end to end, on simulated gear."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from capture_rig import freewheeling, server_for_gear
from cli_runner import DI, error_of, run
from gear_client import GearSetup, gear
from jack_server import JackServer

from reamp.audio.signal import Signal
from reamp.capture.capture import Capture
from reamp.capture.take_folder import TakeFolder, TakeNotes
from reamp.nam import NamDocument

pytestmark = pytest.mark.alone

DEVICE = ("--backend", "jack", "--device", "Simulated")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[JackServer]:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    with server_for_gear(monkeypatch) as running:
        yield running


@pytest.mark.usefixtures("server")
def test_setup_by_loopback_and_a_capture_with_its_levels(tmp_path: Path) -> None:
    path = tmp_path / "lead.capture"
    with gear(GearSetup(send_full_scale_dbu=13.0, return_full_scale_dbu=20.0, latency_frames=200)) as client:
        typed = (*DEVICE, "--send", "3", "--return", "2")
        with freewheeling(client, "capture_setup"):
            measured = run("capture", "setup", *typed, "--volts", "3.46", "--loopback", "--json")
        assert measured.exit_code == 0, measured.output
        (kept,) = json.loads(measured.stdout)
        assert kept["send_level"]["level_dbu"] == pytest.approx(13.0, abs=0.01)
        assert kept["return_level"]["level_dbu"] == pytest.approx(20.0, abs=0.02)
        assert "loopback, ±0.2 dB" in run("capture", "setup", "--list").stdout
        client.tell(device="clean-amp")
        client.tell(knob_db=-10.0)
        with freewheeling(client, "capture_record"):
            result = run("capture", "record", path, *DEVICE, "--signal", DI, "--gear-make", "Reamp", "--json")
        assert result.exit_code == 0, result.output
        shown = json.loads(result.stdout)
        assert shown["takes"] == 1
        assert client.tell(knob_db=0.0)["driven"] == [3]
    capture = Capture.open(path)
    assert capture.levels.input_level_dbu == pytest.approx(13.0, abs=0.05)
    assert capture.levels.output_level_dbu == pytest.approx(20.0, abs=0.05)
    assert capture.latency is not None
    assert capture.latency.frames == pytest.approx(1024 + 200, abs=10)
    assert capture.source.signal == Path(DI).name
    assert capture.gear.gear_make == "Reamp"


@pytest.mark.slow
@pytest.mark.usefixtures("server")
def test_a_model_is_trained_at_once_and_has_the_levels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    from train_cases import one, small_wavenet

    from reamp.train.architectures import ARCHITECTURES, Activation

    tiny = one("a1-nano", small_wavenet(Activation.TANH, channels=3))
    monkeypatch.setattr("reamp.cli.capture_record.ARCHITECTURES", {**ARCHITECTURES, "a1-nano": tiny})
    monkeypatch.setattr("reamp.train.while_recording.FINISH_S", 600.0)
    monkeypatch.setattr("reamp.train.while_recording._MOST_EPOCHS", 6)  # steps, however slow the machine
    path = tmp_path / "wire.capture"
    typed = (*DEVICE, "--send", "3", "--return", "2")
    with gear(GearSetup(send_full_scale_dbu=13.0, return_full_scale_dbu=20.0)) as client:
        with freewheeling(client, "capture_setup"):
            assert run("capture", "setup", *typed, "--send-level", "13dBu", "--loopback").exit_code == 0
        client.tell(device="clean-amp")
        client.tell(knob_db=-10.0)
        trained = ("--signal", DI, "--train", "--architecture", "a1-nano")
        with freewheeling(client, "capture_record"):
            result = run("capture", "record", path, *DEVICE, *trained)
    assert result.exit_code == 0, result.output
    assert "wire.nam  a1-nano: ESR" in result.stdout
    levels = NamDocument.read(tmp_path / "wire.nam").metadata
    assert levels.input_level_dbu == pytest.approx(13.0, abs=0.05)
    assert levels.output_level_dbu == pytest.approx(20.0, abs=0.05)
    played = run("render", tmp_path / "wire.nam", DI, "-o", tmp_path / "out.wav", "--max-input", "13dBu")
    assert "input +0.0 dB, calibrated" in played.stdout


@pytest.mark.usefixtures("server")
def test_a_guitar_and_its_amp_are_recorded_at_once(tmp_path: Path) -> None:
    setup = GearSetup(guitar=DI, latency_frames=64)
    with gear(setup) as client:
        path = tmp_path / "jam.capture"
        typed = (*DEVICE, "--return", "2", "--also-di", "1", "--seconds", "3")
        with freewheeling(client, "capture_record"):
            assert run("capture", "record", path, *typed).exit_code == 0
        problem = error_of("capture", "record", tmp_path / "b.capture", *DEVICE, "--also-di", "1")
        assert problem == "input 1 cannot be the DI and the return: plug them into two inputs"
    assert Capture.open(path).signal().duration_s == 3.0


@pytest.mark.usefixtures("server")
def test_bad_input_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "amp.capture"
    with gear(GearSetup(inputs=1, outputs=1, send=1, return_=1, di=1)):
        assert error_of("capture", "record", path, *DEVICE, "--send", "2") == (
            "Simulated 4i4 has 1 output; there is no output 2"
        )
        assert error_of("capture", "record", path, *DEVICE, "--return", "2") == (
            "Simulated 4i4 has 1 input; there is no input 2"
        )
        assert "give at least one of --volts" in error_of("capture", "setup", *DEVICE, exit_code=2)
        typed = ("--volts", "1", "--send-level", "2dBu")
        assert "one of them" in error_of("capture", "setup", *DEVICE, *typed, exit_code=2)
        assert "needs the level of the send" in error_of(
            "capture", "setup", *DEVICE, "--loopback", exit_code=2
        )
    problem = error_of("capture", "record", path, *DEVICE)
    assert problem == "jack has no device 'Simulated', only 'system'"
    assert "ends in .capture" in error_of("capture", "record", tmp_path / "amp", *DEVICE)


def test_unfinished_takes_are_listed(tmp_path: Path) -> None:
    assert run("capture", "takes", tmp_path).stdout == "No unfinished takes.\n"
    created = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
    notes = TakeNotes(created=created, device="x", send=1, return_=2, rate_hz=48_000, total_frames=480_000)
    TakeFolder(tmp_path / "amp.take", notes, Signal(np.zeros(1, np.float32), 48_000))
    assert "amp.take  incomplete: 0:00 of 0:10, recording" in run("capture", "takes", tmp_path).stdout
    (listed,) = json.loads(run("capture", "takes", tmp_path, "--json").stdout)
    assert listed["notes"]["device"] == "x"
