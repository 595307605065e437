"""Meters hold a peak for two seconds, then show the later level."""

import math
from pathlib import Path

import pytest
from play_cases import rig_of, status_of, still_session
from rig_files import gain_model

from reamp.live.meters_hold import Held, hold
from reamp.live.status import Status


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def playing(**changes: object) -> Status:
    return status_of(still_session(), **changes)


def test_peaks_are_held_for_two_seconds() -> None:
    held = hold(Held(), playing(input_peak_dbfs=-5.0, peak_load=0.9), time_s=0.0)
    held = hold(held, playing(input_peak_dbfs=-30.0), time_s=1.9)
    assert (held.meters[0].held.dbfs, held.meters[0].now.dbfs, held.load) == (-5.0, -30.0, 0.9)
    held = hold(held, playing(input_peak_dbfs=-20.0), time_s=2.1)
    assert (held.meters[0].held.dbfs, held.load) == (-20.0, 0.2)
    held = hold(held, playing(input_peak_dbfs=-10.0), time_s=2.2)
    assert held.meters[0].held.dbfs == -10.0


def test_another_chain_holds_its_own_peaks(tmp_path: Path) -> None:
    held = hold(Held(), playing(), time_s=0.0)
    with still_session(rig_of(*[gain_model(tmp_path / f"{n}.nam") for n in range(3)])) as session:
        assert len(hold(held, status_of(session), time_s=0.1).meters) == 6


def test_xruns_grow_for_three_seconds_after_the_last() -> None:
    held = hold(Held(), playing(xruns=304), time_s=0.0)
    assert not held.xruns_grow
    held = hold(held, playing(xruns=305), time_s=1.0)
    assert held.xruns_grow
    assert hold(held, playing(xruns=305), time_s=3.9).xruns_grow
    assert not hold(held, playing(xruns=305), time_s=4.1).xruns_grow


def test_no_device_is_silence() -> None:
    held = hold(Held(), playing(is_connected=False), time_s=0.0)
    assert {meter.now.dbfs for meter in held.meters} == {-math.inf}
