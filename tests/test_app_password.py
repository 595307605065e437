"""A server for other machines: who knows the password comes in, from a page of its own names only."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from app_cases import Client

from reamp.app import password as password_module
from reamp.app.guitar_input import DEMO_INPUT
from reamp.app.password import PasswordEntry, check_password, names_of_machine
from reamp.app.server import running_app
from reamp.app.shelf import Shelf
from reamp.demo import demo_model_path
from reamp.errors import ConfigError, DeviceError
from reamp.rig.rig import chain

PASSWORD = "open sesame"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A client on this machine, of a server that answers the whole network."""
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))
    with running_app(
        chain(demo_model_path()),
        choice=DEMO_INPUT,
        shelf=Shelf(),
        port=0,
        host="0.0.0.0",
        password=PASSWORD,
    ) as address:
        assert "token" not in address
        port = address.rstrip("/").rpartition(":")[2]
        yield Client(f"http://127.0.0.1:{port}/")


def typed(client: Client, password: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    sent = {
        "origin": f"http://{client.host}",
        "content_type": "application/x-www-form-urlencoded",
        **headers,
    }
    return client.request("POST", "/enter", body=urlencode({"password": password}).encode(), **sent)


@pytest.mark.alone  # a server in real time
def test_the_password_lets_in_and_nothing_else(client: Client) -> None:
    status, page, headers = client.request("GET", "/")
    assert (status, b'type="password"' in page) == (200, True)
    assert "script-src" not in headers["content-security-policy"]
    assert client.request("GET", "/static/app.css")[0] == 200
    assert client.request("GET", "/static/main.js")[0] == 403
    assert client.request("GET", "/made/0")[0] == 403
    began_s = time.monotonic()
    for wrong in ("", "open sesam", "x" * 5000):
        status, _, headers = typed(client, wrong)
        assert status == 403
        assert "set-cookie" not in headers
    assert time.monotonic() - began_s > 0.9  # guesses take their time
    assert typed(client, PASSWORD, origin="http://evil.example")[0] == 403
    assert typed(client, PASSWORD, host="evil.example")[0] == 403
    status, _, headers = typed(client, PASSWORD)
    assert (status, headers["location"]) == (303, "/")
    assert "HttpOnly; SameSite=Strict" in headers["set-cookie"]
    client.cookie = headers["set-cookie"].partition(";")[0]
    assert b"main.js" in client.request("GET", "/")[1]
    with client.socket() as socket:
        assert socket.recv(timeout=20)


def test_guesses_side_by_side_are_no_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    waited_s: list[float] = []
    monkeypatch.setattr(password_module.time, "monotonic", lambda: 100.0)

    async def sleep(wait_s: float) -> None:
        waited_s.append(wait_s)

    monkeypatch.setattr(password_module.asyncio, "sleep", sleep)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": urlencode({"password": "wrong one"}).encode()}

    async def guessed() -> list[str | None]:
        entry = PasswordEntry(PASSWORD)
        return [await entry.answer(receive) for _ in range(200)]

    said = [str(each) for each in asyncio.run(guessed())]
    assert sum("not the password" in each for each in said) == 31
    assert sum("Too many attempts" in each and "Trop d'essais" in each for each in said) == 169
    assert waited_s == [float(seconds) for seconds in range(1, 31)]


def test_no_password_and_a_short_one_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for password in (None, "short"):
        with pytest.raises(ConfigError, match="8 characters"):
            check_password(password)
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))
    how = {"choice": DEMO_INPUT, "shelf": Shelf(), "port": 0}
    with (
        pytest.raises(DeviceError, match="no address of this machine"),
        running_app(chain(demo_model_path()), host="192.0.2.1", password=PASSWORD, **how),  # type: ignore[arg-type]
    ):
        pass
    with (
        pytest.raises(ConfigError, match="8 characters"),
        running_app(chain(demo_model_path()), host="0.0.0.0", **how),  # type: ignore[arg-type]
    ):
        pass


def test_the_names_of_a_machine_are_its_own() -> None:
    assert names_of_machine("192.168.1.5")[0] == "192.168.1.5"
    assert any(name.endswith(".local") for name in names_of_machine("0.0.0.0"))
