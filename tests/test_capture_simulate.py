"""Simulated recordings: the volts they stand for, the capture they become, and what its checks then say."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from rig_files import float_wav, null_depth_db, sine

from reamp import units
from reamp.audio import Signal
from reamp.audio.levels import peak_dbfs
from reamp.capture.capture import Capture, Gear, Levels
from reamp.capture.simulate import re_amp, record_gear, record_guitar, simulate_capture
from reamp.errors import InterfaceError, OutputExistsError
from reamp.sim.device import device_by_name
from reamp.sim.interface import SimulatedInterface

RATE_HZ = 16_000
WIRE, PAD = device_by_name("wire"), device_by_name("pad")
SENDS = SimulatedInterface(send_full_scale_dbu=11.76, latency_frames=180)
QUIET = dataclasses.replace(SENDS, dynamic_range_db=None, ein_dbu=None)


def noise(seconds: float = 12.0) -> np.ndarray:
    samples = 0.1 * np.random.default_rng(0).normal(size=round(seconds * RATE_HZ)).clip(-4.0, 4.0)
    return samples.astype(np.float32)


@pytest.fixture
def signal_path(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "noise.wav", noise(), RATE_HZ)


def checks(capture: Capture) -> set[str]:
    """Return what was found, less what any short signal of one's own is told."""
    return {finding.check for finding in capture.check()} - {"signal-unknown", "signal-short"}


def test_one_guitar_through_two_interfaces_differs_by_their_levels() -> None:
    volts = sine(220.0, peak=1.0, rate_hz=RATE_HZ).astype(np.float64)
    takes = [
        record_guitar(volts, dataclasses.replace(QUIET, max_input_dbu=level_dbu), rate_hz=RATE_HZ)
        for level_dbu in (12.2, 15.0)
    ]
    assert takes[0].rate_hz == RATE_HZ
    assert peak_dbfs(takes[0]) - peak_dbfs(takes[1]) == pytest.approx(2.8, abs=1e-4)
    assert null_depth_db(takes[0].samples, takes[1].samples * units.db_to_ratio(2.8)) < -120.0


def test_a_played_amp_is_recorded_in_time() -> None:
    volts = sine(220.0, peak=2.0, rate_hz=RATE_HZ).astype(np.float64)
    take = record_gear(volts, WIRE, QUIET, rate_hz=RATE_HZ)
    assert take.interface.input_full_scale_dbu == 9.0  # 2 V peak is 5.2 dBu, and 3 dB of room
    assert take.peak_in_v == pytest.approx(2.0, abs=1e-3)
    assert take.peak_out_v == take.peak_in_v
    heard_v = take.recording.samples * units.dbu_to_v_peak(9.0)
    assert null_depth_db(volts, heard_v) < -120.0
    fixed = record_gear(volts, WIRE, QUIET, rate_hz=RATE_HZ, return_full_scale_dbu=12.5)
    assert fixed.interface.input_full_scale_dbu == 12.5


def test_a_signal_comes_back_later_in_volts_of_the_send_and_the_return() -> None:
    signal = Signal(noise(1.0), RATE_HZ)
    take = re_amp(signal, PAD, QUIET)
    assert take.peak_in_v == pytest.approx(0.4 * units.dbu_to_v_peak(11.76), rel=1e-6)
    assert take.recording.frames == signal.frames + 180
    assert not take.recording.samples[:180].any()
    heard_v = take.recording.samples[180:] * units.dbu_to_v_peak(take.interface.input_full_scale_dbu)
    sent_v = signal.samples.astype(np.float64) * units.dbu_to_v_peak(11.76)
    assert null_depth_db(PAD.process(sent_v, rate_hz=RATE_HZ), heard_v) < -110.0
    assert -4.0 < peak_dbfs(take.recording) <= -3.0


def test_without_a_known_output_level_nothing_is_sent() -> None:
    with pytest.raises(InterfaceError, match="has no known output level: measure the send"):
        re_amp(Signal(noise(1.0), RATE_HZ), WIRE, SimulatedInterface())


def test_a_capture_has_the_levels_that_were_set(tmp_path: Path, signal_path: Path) -> None:
    capture, take = simulate_capture(tmp_path / "a.capture", PAD, SENDS, signal_path=signal_path)
    return_full_scale_dbu = take.interface.input_full_scale_dbu
    assert capture.levels == Levels(input_level_dbu=11.76, output_level_dbu=return_full_scale_dbu)
    assert return_full_scale_dbu == 1.0  # 0.85 V peak, -2.2 dBu, and 3 dB of room: the next whole dB
    assert capture.latency is not None
    assert capture.latency.frames == 179  # one frame for safety, as of any capture
    assert (capture.gear.gear_make, capture.gear.gear_model) == ("Reamp", "simulated pad")
    assert (capture.source.signal, capture.source.recording) == ("noise.wav", "pad.wav")
    assert checks(capture) == set()
    assert null_depth_db(take.recording.samples, capture.recording().samples) < -120.0


def test_what_is_told_of_the_gear_wins(tmp_path: Path, signal_path: Path) -> None:
    told = Gear(name="Mine", gear_model="MT 15")
    capture, _ = simulate_capture(tmp_path / "a.capture", WIRE, SENDS, signal_path=signal_path, gear=told)
    assert capture.gear == Gear(name="Mine", gear_make="Reamp", gear_model="MT 15")


@pytest.mark.parametrize(
    ("interface", "return_full_scale_dbu", "expected"),
    [
        (SENDS, -8.0, {"recording-clipped"}),  # 12 dB less than comes out of the wire
        (dataclasses.replace(SENDS, max_input_dbu=-8.0), None, {"recording-clipped"}),  # at its lowest gain
        (SENDS, 35.0, {"recording-low"}),
        (dataclasses.replace(SENDS, send_full_scale_dbu=40.0), None, {"send-level-doubtful"}),
        (
            dataclasses.replace(SENDS, send_full_scale_dbu=-40.0),
            None,
            {"send-level-doubtful", "return-level-doubtful"},
        ),
    ],
)
def test_the_checks_of_a_capture_see_what_goes_wrong(
    tmp_path: Path,
    signal_path: Path,
    interface: SimulatedInterface,
    return_full_scale_dbu: float | None,
    expected: set[str],
) -> None:
    path = tmp_path / "a.capture"
    capture, _ = simulate_capture(
        path, WIRE, interface, signal_path=signal_path, return_full_scale_dbu=return_full_scale_dbu
    )
    assert checks(capture) == expected
    assert {finding.check for finding in capture.findings} >= expected


def test_noise_is_noticed_where_the_signal_has_a_silence(tmp_path: Path) -> None:
    x = noise()
    x[: RATE_HZ // 2] = 0.0
    path = float_wav(tmp_path / "noise.wav", x, RATE_HZ)
    bad = dataclasses.replace(SENDS, dynamic_range_db=45.0)
    capture, _ = simulate_capture(tmp_path / "a.capture", WIRE, bad, signal_path=path)
    assert "recording-noise" in checks(capture)


def test_a_capture_that_exists_is_refused_before_anything_is_played(
    tmp_path: Path, signal_path: Path
) -> None:
    (tmp_path / "a.capture").mkdir()
    with pytest.raises(OutputExistsError, match="a capture is never replaced"):
        simulate_capture(tmp_path / "a.capture", WIRE, SimulatedInterface(), signal_path=signal_path)
