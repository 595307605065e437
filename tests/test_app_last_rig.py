"""The rig that played last: kept when it rests, and played again after the server was killed."""

import dataclasses
import os
import signal
from pathlib import Path

import pytest
from app_cases import reply, served_app
from rig_files import gain_model

from reamp.app.last_rig import LastRig, last_rig
from reamp.errors import ReampError
from reamp.rig.rig import chain


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    (tmp_path / "config").mkdir()


def test_a_rig_is_kept_when_it_rests(tmp_path: Path) -> None:
    rig = chain(gain_model(tmp_path / "amp.nam"))
    last = LastRig(rig)
    last.keep(rig)
    assert last_rig() is None  # as it was at the beginning
    for trim_db in (-1.0, -2.0, -3.0):
        last.keep(dataclasses.replace(rig, input_trim_db=trim_db))
    assert last_rig() is None  # a knob on its way
    last.keep(dataclasses.replace(rig, input_trim_db=-3.0))
    (tmp_path / "config" / "last rig.toml").unlink()
    (tmp_path / "config" / "last rig.toml").mkdir()
    last.keep(rig)
    with pytest.raises((ReampError, OSError)):
        last.keep(rig)
    (tmp_path / "config" / "last rig.toml").rmdir()
    last.keep(rig)  # tried again
    assert last_rig() is not None
    last.keep(dataclasses.replace(rig, input_trim_db=-3.0))
    last.keep(dataclasses.replace(rig, input_trim_db=-3.0))
    kept = last_rig()
    assert kept is not None
    assert kept.input_trim_db == -3.0
    (tmp_path / "amp.nam").unlink()
    assert last_rig() is None


@pytest.mark.alone  # servers in processes of their own
def test_a_killed_server_goes_on_with_its_rig(tmp_path: Path) -> None:
    with served_app() as (process, client), client.socket() as socket:
        assert reply(socket, "set", {"set": {"bass": 7}})["state"]["knobs"]["bass"] == 7.0
        while not (tmp_path / "config" / "last rig.toml").is_file():
            socket.recv(timeout=20)
        os.kill(process.pid, signal.SIGKILL)
    with served_app() as (_, client), client.socket() as socket:
        assert reply(socket, "undo")["state"]["knobs"]["bass"] == 7.0
