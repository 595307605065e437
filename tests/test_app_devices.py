"""Gear and guitar on a device, as the pages ask for them: captures, recordings, the tuner; on JACK."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from app_cases import PATIENCE_S, app_client, reply
from capture_rig import freewheeling, server_for_gear
from gear_client import GearSetup, gear
from jack_server import jack_server
from websockets.sync.client import ClientConnection

from reamp.app.guitar_input import GuitarInput
from reamp.audio.files import probe
from reamp.live.stream import StreamConfig

pytestmark = pytest.mark.alone  # devices in real time

DEVICE = {"backend": "jack", "device": "Simulated", "send": 3, "return": 2, "is_quick": True}


def news(socket: ClientConnection, topic: str, wanted: Any) -> Any:
    """Return what is new of a topic as soon as it is what is wanted."""
    end_s = time.monotonic() + 4 * PATIENCE_S
    said: Any = None
    while time.monotonic() < end_s:
        message = socket.recv(timeout=PATIENCE_S)
        if not isinstance(message, str):
            continue
        said = json.loads(message)
        if said.get("topic") == topic and wanted(said["news"]):
            return said["news"]
    raise TimeoutError(str(said))


def test_gear_on_a_device_is_tested_and_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    with (
        server_for_gear(monkeypatch),
        gear(GearSetup(latency_frames=200)) as client,
        app_client() as app,
    ):
        app.enter()
        with app.socket() as socket:
            with freewheeling(client, "new_capture", package="reamp.app"):
                burst = reply(socket, "capture hear", DEVICE)["ok"]
            assert -60.0 < burst["peak_dbfs"] < 0.0
            client.tell(knob_db=min(0.0, burst["turn_db"] - 1.0))
            with freewheeling(client, "new_capture", package="reamp.app"):
                assert reply(socket, "capture record", {**DEVICE, "name": ""})["error"]
                asked = reply(socket, "capture record", {**DEVICE, "name": "My amp"})
                (task,) = news(
                    socket, "tasks", lambda tasks: tasks and tasks[0]["state"] in ("done", "failed")
                )
            assert (task["key"], task["state"], task["error"]) == (asked["ok"], "done", None)
            seen = reply(socket, "capture look", {"capture": task["result"]["capture"]})["ok"]
            assert seen["name"] == "My amp"
            assert seen["is_trainable"]


def test_guitar_and_sound_are_recorded_and_the_tuner_hears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    device = GuitarInput(kind="device", stream=StreamConfig(backend="jack"))
    with jack_server(monkeypatch), app_client(choice=device) as app:
        app.enter()
        with app.socket() as socket:
            assert reply(socket, "record", {"is_on": True})["ok"]["di"].endswith(".wav")
            news(socket, "recording", lambda value: value is not None and value["seconds"] >= 1)
            take = reply(socket, "record", {"is_on": False})["ok"]
            assert take["seconds"] >= 1.0
            folder = tmp_path / "config" / "recordings"
            assert sorted(path.name for path in folder.iterdir()) == sorted([take["di"], take["sound"]])
            assert probe(folder / take["sound"]).channels == 2
            assert reply(socket, "record", {"is_on": False})["ok"] is None
            assert reply(socket, "input", {"kind": "demo"})["ok"] is None
            assert "cannot be recorded" in reply(socket, "record", {"is_on": True})["error"]
            reply(socket, "tune", {"is_on": True})
            reply(socket, "play", {"is_playing": True})
            heard = news(socket, "tuner", lambda value: value is not None)
            assert heard["note"][0] in "ABCDEFG"
            assert abs(heard["cents"]) <= 50
            assert reply(socket, "tune", {"is_on": False})["state"]["is_tuning"] is False
