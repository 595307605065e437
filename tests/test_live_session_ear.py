"""The device of a session in other hands: lent and taken back, or only heard while the rig is silent."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from live_fakes import VOLT, FakeSystem, wait_until
from rig_files import gain_model, sine

from reamp.errors import ConfigError
from reamp.live import connection
from reamp.live.session import Session
from reamp.live.session_ear import SessionEar
from reamp.rig.mode import RigMode
from reamp.rig.rig import Rig, RigModel

pytestmark = pytest.mark.alone  # plays in real time

TONE = sine(200.0, peak=0.1, seconds=0.5)


@pytest.fixture
def system() -> FakeSystem:
    return FakeSystem()


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(models=(RigModel(path=gain_model(tmp_path / "amp.nam", input_level_dbu=15.0)),))


@pytest.fixture
def session(
    rig: Rig, system: FakeSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setattr(connection, "RETRY_S", 0.05)
    with Session(rig, opener=system.opener) as session:
        yield session


def test_a_device_is_lent_and_taken_back_as_it_was(session: Session, system: FakeSystem) -> None:
    core = system.streams[-1].rig
    session.lend()
    assert system.streams[-1].is_closed
    assert (session.is_lent, session.status().is_connected) == (True, False)
    opened = len(system.configs)
    assert not wait_until(lambda: len(system.configs) > opened, seconds=0.3)
    assert "device-lost" not in [each.check for each in session.status().findings]
    session.take_back()
    assert wait_until(lambda: session.status().is_connected)
    assert system.streams[-1].rig is core


def test_a_silent_session_hears_its_inputs(session: Session, rig: Rig, system: FakeSystem) -> None:
    ear = SessionEar(session)
    session.set_silent(True)
    assert not system.play(TONE).any()
    (heard, *others) = ear.inputs()
    assert len(others) == ear.device.inputs - 1
    assert np.array_equal(heard, TONE)
    session.change(dataclasses.replace(rig, mode=RigMode.COMPATIBLE))  # which begins anew
    assert not system.play(TONE).any()
    system.unplug()
    assert wait_until(lambda: not session.status().is_connected)
    assert wait_until(lambda: not any(map(len, ear.inputs())))
    system.device = VOLT
    assert wait_until(lambda: session.status().is_connected)
    assert not system.play(TONE).any()
    session.set_silent(False)
    assert system.play(TONE).any()
    with pytest.raises(ConfigError, match="a rig of its own"):
        ear.start(system.streams[-1].rig)
