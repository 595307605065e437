"""The server of the application: pages agree, sound comes, files are dropped in, it ends in time."""

import json
import re
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from app_cases import PATIENCE_S, Client, app_client, reply
from rig_files import gain_model
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from reamp.app import shelf as shelf_module
from reamp.app.guitar_input import DEMO_INPUT
from reamp.app.server import running_app
from reamp.app.shelf import Shelf
from reamp.demo import demo_model_path
from reamp.errors import DeviceError
from reamp.rig.rig import chain

pytestmark = pytest.mark.alone  # plays in real time


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


@pytest.fixture
def client() -> Iterator[Client]:
    with app_client() as client:
        client.enter()
        yield client


def next_state(socket: ClientConnection) -> Any:
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        message = socket.recv(timeout=PATIENCE_S)
        if isinstance(message, str) and "state" in (said := json.loads(message)):
            return said["state"]
    raise TimeoutError("no state came")


def hangs_up(socket: ClientConnection) -> bool:
    try:
        while True:
            socket.recv(timeout=120)
    except ConnectionClosed:
        return True


def posted(client: Client, name: str, body: bytes, **headers: str) -> tuple[int, Any]:
    status, answer, _ = client.request(
        "POST", f"/drop?name={name}", body=body, origin=f"http://{client.host}", **headers
    )
    return status, json.loads(answer)


def test_the_pages_are_there_with_their_kinds(client: Client) -> None:
    for path, kind in (
        ("/", "text/html"),
        ("/static/main.js", "text/javascript"),
        ("/static/app.css", "text/css"),
    ):
        status, body, headers = client.request("GET", path)
        assert (status, headers["content-type"].partition(";")[0]) == (200, kind)
        assert body


def test_the_page_names_all_its_modules_at_once(client: Client) -> None:
    _, page, _ = client.request("GET", "/")
    named = set(re.findall(rb'modulepreload" href="(/static/[a-z_]+[.]js)"', page))
    asked, seen = {b"/static/main.js"}, set()
    while asked:
        address = asked.pop()
        seen.add(address)
        _, script, _ = client.request("GET", address.decode())
        asked |= {b"/static/" + each for each in re.findall(rb'from "[.]/([a-z_]+[.]js)"', script)} - seen
    assert named >= seen - {b"/static/deck.js"}
    assert all(client.request("GET", address.decode())[0] == 200 for address in named)


def test_two_pages_agree(client: Client) -> None:
    with client.socket() as one, client.socket() as other:
        assert next_state(one)["knobs"]["bass"] == next_state(other)["knobs"]["bass"] == 5.0
        assert reply(one, "set", {"set": {"bass": 7}})["ok"] is None
        assert next_state(other)["knobs"]["bass"] == 7.0
        assert reply(other, "undo")["ok"] is None
        while next_state(one)["knobs"]["bass"] != 5.0:
            pass


def test_what_fails_is_one_line_and_the_page_goes_on(client: Client) -> None:
    with client.socket() as socket:
        assert "no such file" in reply(socket, "add", {"part": "model", "file": "/etc/passwd"})["error"]
        socket.send("nonsense")
        assert reply(socket, "undo")["ok"] is None


def test_the_meters_come_by_themselves(client: Client) -> None:
    with client.socket() as socket:
        count, end_s = 0, time.monotonic() + 2.0
        while time.monotonic() < end_s:
            count += isinstance(socket.recv(timeout=120), bytes)
    assert count > 10  # on a machine that others use, too; 60 where nothing else runs


def test_the_loop_is_heard_and_pauses_when_nobody_listens(client: Client) -> None:
    with client.socket() as socket:
        with client.socket("/sound") as sound:
            assert json.loads(sound.recv(timeout=120)) == {"rate_hz": 48_000}
            reply(socket, "play", {"is_playing": True})
            blocks = [np.frombuffer(sound.recv(timeout=120), "<f4").reshape(-1, 2) for _ in range(80)]
            sound.send('{"fill_s": 0.05, "wanted_s": 0.03}')
        heard = np.concatenate(blocks)
        assert heard.shape == (80 * 480, 2)
        assert 0.001 < np.abs(heard).max() <= 1.0
        while next_state(socket)["input"]["is_playing"]:
            pass


def test_sound_that_says_nonsense_is_hung_up_on(client: Client) -> None:
    with client.socket("/sound") as sound:
        sound.recv(timeout=120)
        sound.send('{"fill_s": "much"}')
        assert hangs_up(sound)


def test_a_message_of_a_megabyte_is_hung_up_on(client: Client) -> None:
    with client.socket() as socket:
        socket.send("x" * 2**20)
        assert hangs_up(socket)
    with client.socket() as socket:
        assert next_state(socket)


def test_pages_are_counted(client: Client) -> None:
    sockets = [client.socket() for _ in range(17)]
    opened = [socket.__enter__() for socket in sockets[:16]]
    for socket in opened:
        next_state(socket)
    with pytest.raises(InvalidStatus), sockets[16]:
        pass
    for socket in opened:
        socket.close()


def test_a_dropped_model_plays(client: Client, tmp_path: Path) -> None:
    body = gain_model(tmp_path / "x.nam").read_bytes()
    status, answer = posted(client, "..%2F<b>amp<%2Fb>.nam", body)
    assert (status, answer["ok"]["name"], answer["ok"]["kind"]) == (200, "b>", "model")
    with client.socket() as socket:
        state = reply(socket, "replace", {"part": "model", "index": 0, "file": answer["ok"]["key"]})["state"]
        assert state["blocks"]["models"][0]["name"] == "b>"


def test_a_dropped_file_that_is_none_of_ours_is_refused(client: Client) -> None:
    assert posted(client, "run.sh", b"#!")[0] == 400
    assert "neither a model" in posted(client, "", b"")[1]["error"]


def test_a_file_that_is_too_large_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_module, "MAX_DROPPED_BYTES", 1_000)
    assert "larger than" in posted(client, "a.nam", bytes(1_001))[1]["error"]


def test_a_size_that_lies_is_no_way_round(client: Client) -> None:
    origin = f"http://{client.host}"
    for size in ("-1", "many"):
        assert (
            client.request("POST", "/drop?name=a.nam", body=b"1", origin=origin, content_length=size)[0]
            == 400
        )


def test_a_broken_model_changes_nothing(client: Client) -> None:
    _, answer = posted(client, "broken.nam", b"{}")
    with client.socket() as socket:
        before = next_state(socket)["blocks"]
        error = reply(socket, "replace", {"part": "model", "index": 0, "file": answer["ok"]["key"]})["error"]
        assert "broken.nam" in error
        assert reply(socket, "set", {"set": {"bass": 6}})["state"]["blocks"] == before


def test_a_page_that_never_reads_stops_nobody(client: Client) -> None:
    with client.socket() as stalled, client.socket() as socket:
        stalled.recv(timeout=120)
        for number in range(50):
            stalled.send(json.dumps({"id": number, "do": "files"}))
        assert reply(socket, "set", {"set": {"bass": 6}}, number=99)["ok"] is None


def test_the_meters_are_those_of_the_rig(client: Client) -> None:
    with client.socket() as socket:
        while not isinstance(message := socket.recv(timeout=120), bytes):
            pass
    assert len(struct.unpack(f"<{len(message) // 4}f", message)) == 13


def test_it_ends_within_two_seconds_with_pages_open(tmp_path: Path) -> None:
    with app_client() as client:
        client.enter()
        socket = client.socket()
        opened = socket.__enter__()
        next_state(opened)
        began_s = time.monotonic()
    assert time.monotonic() - began_s < 2.0
    opened.close()
    assert not [each.name for each in threading.enumerate() if each.name.startswith("reamp-")]


def test_a_port_that_is_taken_is_an_error_where_it_was_asked_for(client: Client) -> None:
    port = int(client.host.partition(":")[2])
    with (
        pytest.raises(DeviceError, match=f"port {port} is taken"),
        running_app(chain(demo_model_path()), choice=DEMO_INPUT, shelf=Shelf(), port=port),
    ):
        pass
