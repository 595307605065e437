"""The server of the application: its routes, and its life on a thread."""

import asyncio
import contextlib
import errno
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from reamp.app.access import DOCUMENT_HEADERS, AccessGuard
from reamp.app.guitar_input import GuitarInput
from reamp.app.hub import Hub, LivePage, SoundPage
from reamp.app.page_desk import PageDesk
from reamp.app.password import check_password, names_of_machine
from reamp.app.shelf import MAX_DROPPED_BYTES, Shelf
from reamp.app.workshop import Workshop
from reamp.errors import ConfigError, DeviceError, ReampError
from reamp.json_values import json_value
from reamp.pages.french import french_page
from reamp.plan.source import Source
from reamp.rig.rig import Rig

__all__ = ["DEFAULT_PORT", "LOCAL_HOST", "running_app"]

LOCAL_HOST = "127.0.0.1"
"""Where only this machine is answered."""

DEFAULT_PORT = 8410
"""Where a browser keeps what it knows of us; another one where this is taken."""

_KINDS = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
}
_MAX_MESSAGE_BYTES = 2**16
_MOST_PAGES = 16
_TOO_MANY = 4429
_START_S = 10.0


@contextmanager
def running_app(
    rig: Rig,
    *,
    choice: GuitarInput,
    shelf: Shelf,
    source: Source | None = None,
    port: int | None = None,
    host: str = LOCAL_HOST,
    password: str | None = None,
    otherwise: GuitarInput | None = None,
) -> Iterator[str]:
    """Serve the pages that play a rig while the block lasts; yield the address to open in the browser.

    Only this machine is answered, unless `host` is another address of it, or 0.0.0.0 for all: then every
    machine of the network is that knows the `password`. `port` None is the usual one, or a free one where
    that is taken. `otherwise` plays where `choice` cannot be opened. Raises `DeviceError` for a port that is
    taken, `ConfigError` for another host without a password of 8 characters, and what `PageDesk` raises.
    """
    with ExitStack() as open_ones:
        if host != LOCAL_HOST:
            check_password(password)
        listener = _listen(host, port)
        open_ones.callback(listener.close)
        open_ones.callback(shelf.close)
        worker = open_ones.enter_context(ThreadPoolExecutor(1, "reamp-desk"))
        hub = Hub(worker)
        desk = open_ones.enter_context(
            PageDesk(rig, shelf=shelf, choice=choice, listener=hub.hear, source=source, otherwise=otherwise)
        )
        workshop = open_ones.enter_context(contextlib.closing(Workshop(shelf, quiet=desk.silent)))
        hub.open(desk, workshop)
        open_ones.callback(hub.close)
        names = () if host == LOCAL_HOST else names_of_machine(host)
        number = listener.getsockname()[1]
        guard = AccessGuard(_routes(hub), port=number, names=names, password=password)
        open_ones.enter_context(_served(guard, listener))
        yield guard.address if host == LOCAL_HOST else f"http://{names[0]}:{number}/"


def _listen(host: str, port: int | None) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, DEFAULT_PORT if port is None else port))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            listener.close()
            raise DeviceError(f"{host} is no address of this machine", backend="") from error
        if port is not None:
            listener.close()
            raise DeviceError(f"port {port} is taken: choose another", backend="") from error
        listener.bind((host, 0))
    return listener


@contextmanager
def _served(guard: AccessGuard, listener: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(
        guard,
        loop="asyncio",
        http="h11",
        ws="websockets-sansio",
        ws_max_size=_MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,  # of sound it would take more time than it saves
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="reamp-server", daemon=True)
    thread.start()
    try:
        end_s = time.monotonic() + _START_S
        while not server.started and thread.is_alive() and time.monotonic() < end_s:
            time.sleep(0.005)
        if not server.started:
            raise DeviceError("the server does not start: try another port", backend="")
        yield
    finally:
        server.should_exit = True
        thread.join()


def _routes(hub: Hub) -> Starlette:
    async def drop(request: Request) -> Response:
        return await _drop(hub, request)

    async def live(socket: WebSocket) -> None:
        await _live(hub, socket)

    async def sound(socket: WebSocket) -> None:
        await _sound(hub, socket)

    async def made(request: Request) -> Response:
        return await asyncio.get_running_loop().run_in_executor(None, _made, hub, request)

    app = Starlette(
        routes=[
            Route("/", _static),
            Route("/static/{name}", _static),
            Route("/favicon.ico", _static),
            Route("/made/{key}", made),
            Route("/drop", drop, methods=["POST"]),
            WebSocketRoute("/live", live),
            WebSocketRoute("/sound", sound),
        ]
    )
    app.router.redirect_slashes = False  # an address is right or wrong
    return app


def _static(request: Request) -> Response:
    """Answer with one of our own files: a name among those that are there, and no path."""
    name = request.path_params.get("name", "favicon.svg" if request.url.path != "/" else "index.html")
    if name == "deck.js":  # the pages of reports have it, too: as a script, where here it is a module
        script = files("reamp.pages").joinpath(name).read_bytes()
        return Response(script + b"\nexport { Deck };\n", media_type=_KINDS["js"])
    there = {each.name: each for each in files("reamp.app").joinpath("static").iterdir()}
    if name not in there:
        return Response("There is no such page.\n", status_code=404, media_type="text/plain")
    return Response(there[name].read_bytes(), media_type=_KINDS[name.rpartition(".")[2]])


def _made(hub: Hub, request: Request) -> Response:
    """Answer with what the server made: a sound, a picture, a document, or a file to keep."""
    found = hub.workshop.handouts.find(request.path_params["key"])
    try:
        data = None if found is None else found.read()
    except OSError:
        data = None
    if found is None or data is None:
        return Response("That is not here any more.\n", status_code=404, media_type="text/plain")
    headers = dict(DOCUMENT_HEADERS) if found.is_page else {}
    if found.is_page and request.query_params.get("lang") == "fr":
        data = french_page(data.decode("utf-8", "replace")).encode()
    if "save" in request.query_params:
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return Response(data, media_type=found.media_type, headers=headers)


async def _drop(hub: Hub, request: Request) -> Response:
    """Keep a file that was dropped in, and answer with its key."""
    shelf, loop = hub.desk.shelf, asyncio.get_running_loop()
    try:
        shelf.check_room(_stated_size(request))
        with tempfile.SpooledTemporaryFile(2**22) as part:
            held = 0
            async for chunk in request.stream():
                held += len(chunk)
                if held > MAX_DROPPED_BYTES:
                    shelf.check_room(held)
                part.write(chunk)
            part.seek(0)
            name = request.query_params.get("name", "")
            kept = await loop.run_in_executor(None, shelf.drop, name, part)
    except ReampError as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    except OSError as error:
        return JSONResponse({"error": str(error)}, status_code=507)
    return JSONResponse({"ok": json_value(kept)})


def _stated_size(request: Request) -> int:
    text = request.headers.get("content-length", "0")
    if not text.isdecimal():
        raise ConfigError("the size of the file is no number")
    return int(text)


async def _live(hub: Hub, socket: WebSocket) -> None:
    """Carry commands, answers, states and meters of one page."""
    if len(hub.pages) >= _MOST_PAGES:
        await socket.close(_TOO_MANY, "too many pages are open")
        return
    await socket.accept()
    page = LivePage()
    sender = asyncio.create_task(_send_live(page, socket))
    try:
        await hub.join(page)
        while True:
            await hub.answer(page, await socket.receive_text())
            if page.is_stuck:
                break
    except (WebSocketDisconnect, KeyError):  # a message of bytes has no text
        pass
    finally:
        hub.leave(page)
        await _ended(sender)


async def _send_live(page: LivePage, socket: WebSocket) -> None:
    while True:
        waiting = await page.take()
        await (socket.send_bytes(waiting) if isinstance(waiting, bytes) else socket.send_text(waiting))


async def _sound(hub: Hub, socket: WebSocket) -> None:
    """Send what the loop plays: first its rate as JSON, then float32 frames of two channels."""
    loop = hub.desk.loop
    if loop is None or len(hub.sounds) >= _MOST_PAGES:
        await socket.close(_TOO_MANY, "there is nothing to hear here")
        return
    await socket.accept()
    await socket.send_json({"rate_hz": loop.rate_hz})
    page = SoundPage()
    hub.sounds.append(page)
    sender = asyncio.create_task(_send_sound(page, socket))
    try:
        while True:
            hub.steer(page, _fill_s(await socket.receive_text()))
    except (WebSocketDisconnect, KeyError, msgspec.DecodeError):
        pass
    finally:
        hub.sounds.remove(page)
        await _ended(sender)
        if not hub.sounds:
            await hub.stop_loop()


class _Fill(msgspec.Struct, forbid_unknown_fields=True):
    fill_s: float


def _fill_s(text: str) -> float:
    return msgspec.json.decode(text, type=_Fill).fill_s


async def _send_sound(page: SoundPage, socket: WebSocket) -> None:
    while True:
        await socket.send_bytes(await page.take())


async def _ended(task: "asyncio.Task[Any]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, RuntimeError, WebSocketDisconnect):
        await task
