"""The status of a session, for a signal whose levels are known in volts."""

from pathlib import Path

import numpy as np
import pytest
from live_fakes import VOLT, FakeSystem
from rig_files import gain_model, sine

from reamp.interfaces.table import level_as_interface
from reamp.live.calibration import calibrate
from reamp.live.connection import Connection
from reamp.live.status import Status, read_status
from reamp.live.stream import StreamConfig, StreamStats
from reamp.plan.source import Source
from reamp.playing.player import Player
from reamp.rig.rig import Rig, RigModel


def status_after(samples: np.ndarray, rig: Rig, *, interface_full_scale_dbu: float | None = 12.0) -> Status:
    system = FakeSystem()
    connection = Connection(StreamConfig(), system.opener)
    source = Source.unknown()
    if interface_full_scale_dbu is not None:
        source = Source.named(level_as_interface(interface_full_scale_dbu), gain="+0")
    player = Player(rig, rate_hz=VOLT.rate_hz, source=source)
    system.streams[-1].start(player.core)
    system.streams[-1].numbers = StreamStats(callbacks=10, xruns=2, load=0.25, peak_load=0.5)
    system.play(samples)
    calibration = calibrate("x", Source.unknown())
    return read_status(player, connection, calibration=calibration, kept_gain=None, findings=())


@pytest.fixture
def chain(tmp_path: Path) -> Rig:
    """A pedal of gain 2 and an amp, both with their levels."""
    pedal = gain_model(tmp_path / "pedal.nam", 2.0, input_level_dbu=15.0, output_level_dbu=9.0)
    return Rig(
        models=(RigModel(path=pedal), RigModel(path=gain_model(tmp_path / "amp.nam", input_level_dbu=19.0)))
    )


def test_the_levels_into_the_models_in_volts(chain: Rig) -> None:
    status = status_after(sine(1_000.0, peak=0.5)[:24_000], chain)
    guitar_dbfs = 20 * np.log10(0.5)
    pedal, amp = status.model_peaks
    assert status.input_peak_dbfs == pytest.approx(guitar_dbfs, abs=0.01)
    assert pedal.peak_dbu == pytest.approx(12.0 + guitar_dbfs, abs=0.01)
    assert pedal.peak_dbfs == pytest.approx(12.0 + guitar_dbfs - 15.0, abs=0.01)
    out_of_pedal_dbu = pedal.peak_dbfs + 20 * np.log10(2.0) + 9.0
    assert amp.peak_dbu == pytest.approx(out_of_pedal_dbu, abs=0.01)
    assert amp.peak_dbfs == pytest.approx(out_of_pedal_dbu - 19.0, abs=0.01)
    assert (status.load, status.peak_load, status.xruns, status.block_frames) == (0.25, 0.5, 2, 64)


def test_volts_are_unknown_behind_what_is_unknown(chain: Rig, tmp_path: Path) -> None:
    tone = sine(1_000.0, peak=0.5)
    assert [
        peak.peak_dbu for peak in status_after(tone, chain, interface_full_scale_dbu=None).model_peaks
    ] == [
        None,
        None,
    ]
    unknown = RigModel(path=gain_model(tmp_path / "unknown.nam"))
    behind = Rig(models=(chain.models[0], unknown, chain.models[1]))
    assert [peak.peak_dbu is None for peak in status_after(tone, behind).model_peaks] == [False, True, True]


def test_silence_is_minus_infinity(chain: Rig) -> None:
    status = status_after(np.zeros(48_000, np.float32), chain)
    silence = -np.inf
    assert status.input_peak_dbfs == silence
    assert status.output_peaks_dbfs == (silence, silence)
    assert status.model_peaks[0].peak_dbu == silence
    assert (status.gate_gain_db, status.limiter_gain_db) == (0.0, 0.0)


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_latency_is_two_blocks_and_resampling(tmp_path: Path, rate_hz: int) -> None:
    rig = Rig(models=(RigModel(path=gain_model(tmp_path / "amp.nam", rate_hz=rate_hz)),))
    latency_ms = status_after(np.zeros(64, np.float32), rig).latency_ms
    resampling_ms = 1.8 if rate_hz == 44_100 else 0.0
    assert latency_ms == pytest.approx(1000.0 * 128 / 48_000 + resampling_ms, abs=0.1)
