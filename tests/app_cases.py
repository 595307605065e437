"""The application as its tests run it: a server on a free port, and clients with or without its cookie."""

import contextlib
import http.client
import json
import os
import re
import socket as socket_module
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.client import ClientConnection, connect

from reamp.app.guitar_input import DEMO_INPUT, GuitarInput
from reamp.app.page_desk import PageDesk
from reamp.app.server import running_app
from reamp.app.shelf import Shelf
from reamp.demo import demo_model_path
from reamp.rig.rig import Rig, chain

__all__ = ["PATIENCE_S", "Client", "app_client", "demo_desk", "free_port", "reply", "served_app"]

PATIENCE_S = 120.0


@dataclass
class Client:
    """A browser without pages: the address of a server, and the cookie that it gave."""

    address: str
    cookie: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    def request(
        self, method: str, path: str, *, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes, dict[str, str]]:
        """Return status, body and headers; header names are written with underscores, host included."""
        name, _, port = self.host.partition(":")
        connection = http.client.HTTPConnection(name, int(port), timeout=120)
        sent = {"Host": self.host, **({"Cookie": self.cookie} if self.cookie else {})}
        sent |= {key.replace("_", "-").title(): value for key, value in headers.items()}
        try:
            connection.putrequest(method, path, skip_host=True)
            for key, value in {"Content-Length": str(len(body or b"")), **sent}.items():
                connection.putheader(key, value)
            connection.endheaders(body or b"")
            answer = connection.getresponse()
            return answer.status, answer.read(), {key.lower(): value for key, value in answer.getheaders()}
        finally:
            connection.close()

    def enter(self) -> None:
        """Take the cookie that the first address gives."""
        parts = urlsplit(self.address)
        _, _, headers = self.request("GET", f"{parts.path}?{parts.query}")
        self.cookie = headers["set-cookie"].partition(";")[0]

    @contextmanager
    def socket(
        self, path: str = "/live", *, origin: str | None = "", **headers: str
    ) -> Iterator[ClientConnection]:
        """Open a WebSocket as a page of the server does, or from another origin."""
        more = {"Cookie": self.cookie, **headers} if self.cookie else headers
        given = f"http://{self.host}" if origin == "" else origin
        with connect(
            f"ws://{self.host}{path}",
            origin=given,
            additional_headers=more,
            close_timeout=0.5,  # a test may leave unread what the server still says
            compression=None,  # type: ignore[arg-type]
        ) as socket:
            yield socket


def reply(socket: ClientConnection, do: str, said: dict[str, Any] | None = None, *, number: int = 1) -> Any:
    """Ask for something and return the answer, with the newest state that came before it as `state`."""
    socket.send(json.dumps({"id": number, "do": do, "said": said or {}}))
    state = None
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        message = socket.recv(timeout=PATIENCE_S)
        if not isinstance(message, str):
            continue
        read = json.loads(message)
        state = read.get("state", state)
        if read.get("id") == number:
            return {**read, "state": state}
    raise TimeoutError(f"no answer to {do}")


@contextmanager
def app_client(
    rig: Rig | None = None, *, folders: tuple[Path, ...] = (), choice: GuitarInput = DEMO_INPUT
) -> Iterator[Client]:
    """Run the server, and yield a client that has not entered."""
    shelf = Shelf([*folders, demo_model_path().parent])
    with running_app(rig or chain(demo_model_path()), choice=choice, shelf=shelf, port=0) as address:
        yield Client(address)


@contextmanager
def served_app(
    *, port: int | None = None, **environment: str
) -> Iterator[tuple["subprocess.Popen[str]", Client]]:
    """Run the command as a user does, and yield its process and a client that has entered."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "reamp", "app", "--no-browser", "--port", str(port or free_port())],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        client = Client(found[0])
        client.enter()
        yield process, client
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def free_port() -> int:
    """Return a port that is free now."""
    with socket_module.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def demo_desk(rig: Rig | None = None, *, folders: tuple[Path, ...] = ()) -> Iterator[PageDesk]:
    """Yield a desk with the demo guitar; its sound goes nowhere."""
    shelf = Shelf([*folders, demo_model_path().parent])
    with (
        contextlib.closing(shelf),
        PageDesk(
            rig or chain(demo_model_path()), shelf=shelf, choice=DEMO_INPUT, listener=lambda _: None
        ) as desk,
    ):
        yield desk
