"""Who may ask the server: the browser that was given the token or the password, from our own pages."""

import secrets
from collections.abc import Iterable, Sequence
from http.cookies import CookieError, SimpleCookie
from typing import Any, TypeAlias
from urllib.parse import parse_qs

from reamp.app.password import ENTRY_HEADERS, PasswordEntry

__all__ = ["DOCUMENT_HEADERS", "NAMES", "AccessGuard", "security_headers"]

_Scope: TypeAlias = Any
_Headers: TypeAlias = list[tuple[bytes, bytes]]

_READS = {"GET", "HEAD"}
_OPEN_TO_ALL = ("/static/app.css", "/favicon.ico")  # what the page that asks for the password is drawn with
NAMES = ("127.0.0.1", "localhost")
"""The names of this machine for itself."""
_HTTP_PORT = 80
_REFUSED = 4403  # of the codes that are free for applications

DOCUMENT_HEADERS = {
    "content-security-policy": (
        "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'"
    ),
    "x-frame-options": "SAMEORIGIN",
}
"""What a report that Reamp made may do: run its own scripts in a frame, without our cookie and our server."""

_ENTRY = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Reamp</title>
<meta http-equiv="refresh" content="0;url=/"><p><a href="/">Reamp</a></p></html>
"""


class AccessGuard:
    """An ASGI application around another that lets in what may come in, and adds headers to all answers.

    The first address holds `token`; its answer is a cookie of another secret, which only this browser has.
    With a `password`, a page asks for it, and its answer is that cookie, too. Whatever comes without the
    cookie is refused. `names` are the names and addresses of this machine. Another host's name (DNS
    rebinding) is refused, and what changes something or opens a socket from another origin (cross-site
    requests).
    """

    def __init__(
        self, inner: Any, *, port: int, names: Sequence[str] = NAMES, password: str | None = None
    ) -> None:
        self.token = secrets.token_urlsafe(24)
        self._secret = secrets.token_urlsafe(24)
        self._inner = inner
        self._port = port
        # Cookies know no ports: two applications on one machine each have their own.
        self._cookie = f"reamp-{port}"
        self._hosts = {f"{name}:{port}".lower() for name in (*names, *NAMES)}
        if port == _HTTP_PORT:  # browsers leave it out
            self._hosts |= {name.lower() for name in (*names, *NAMES)}
        self._entry = None if password is None else PasswordEntry(password)

    @property
    def address(self) -> str:
        """The first address, for the browser of the person who started the server."""
        return f"http://127.0.0.1:{self._port}/?token={self.token}"

    async def __call__(self, scope: _Scope, receive: Any, send: Any) -> None:
        """Answer one request, one socket, or the life of the server."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return
        headers = _first_of(scope["headers"])
        host = headers.get("host", "").lower()
        problem = self._problem(scope, headers, host)
        if problem is None:
            await self._inner(scope, receive, _with_headers(send, host))
        elif self._asks_for_password(scope, headers, host):
            await self._let_in_by_password(scope, receive, send, host)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _REFUSED, "reason": problem})
        elif self._brings_token(scope) and host in self._hosts:
            await _answer(send, 200, _ENTRY, host, more=[self._new_cookie()])
        else:
            await _answer(send, 403, f"{problem}\n".encode(), host, kind=b"text/plain; charset=utf-8")

    def _new_cookie(self) -> tuple[bytes, bytes]:
        return b"set-cookie", f"{self._cookie}={self._secret}; HttpOnly; SameSite=Strict; Path=/".encode()

    def _asks_for_password(self, scope: _Scope, headers: dict[str, str], host: str) -> bool:
        """Whether this is the page that asks for the password, or its answer, from our own page."""
        if self._entry is None or scope["type"] != "http" or host not in self._hosts:
            return False
        if scope["method"] in _READS:
            return scope["path"] == "/" and not self._brings_token(scope)
        return scope["path"] == "/enter" and headers.get("origin", "").lower() == f"http://{host}"

    async def _let_in_by_password(self, scope: _Scope, receive: Any, send: Any, host: str) -> None:
        assert self._entry is not None
        policy = [(name.encode(), value.encode()) for name, value in ENTRY_HEADERS.items()]
        if scope["method"] in _READS:
            await _answer(send, 200, self._entry.page(), host, more=policy)
            return
        said = await self._entry.answer(receive)
        if said is None:
            more = [self._new_cookie(), (b"location", b"/")]
            await _answer(send, 303, b"", host, more=more)
        else:
            await _answer(send, 403, self._entry.page(said), host, more=policy)

    def _problem(self, scope: _Scope, headers: dict[str, str], host: str) -> str | None:
        if host not in self._hosts:
            return "Refused: this address is not that of Reamp."
        is_socket = scope["type"] == "websocket"
        origin = headers.get("origin")
        if (is_socket or scope["method"] not in _READS or origin is not None) and origin != f"http://{host}":
            return "Refused: this comes from another page."
        if self._entry is not None and not is_socket and scope["path"] in _OPEN_TO_ALL:
            return None
        if not is_socket and self._brings_token(scope):
            return ""  # answered with the cookie
        if not secrets.compare_digest(_cookie_of(headers, self._cookie), self._secret):
            return "Open the address that reamp app has printed: it lets your browser in."
        return None

    def _brings_token(self, scope: _Scope) -> bool:
        if scope["type"] != "http" or scope["method"] not in _READS or scope["path"] != "/":
            return False
        brought = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        return secrets.compare_digest(brought.encode(), self.token.encode())


def security_headers(host: str) -> _Headers:
    """Return what every answer allows the browser: scripts, styles and sockets of this server only."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; "
        f"connect-src 'self' ws://{host}; worker-src 'self'; frame-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    values = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
        "cache-control": "no-store",
    }
    return [(name.encode(), value.encode()) for name, value in values.items()]


def _with_headers(send: Any, host: str) -> Any:
    async def send_with_headers(message: Any) -> None:
        if message["type"] == "http.response.start":
            own = list(message.get("headers", ()))
            names = {name.lower() for name, _ in own}
            added = [(name, value) for name, value in security_headers(host) if name not in names]
            message = {**message, "headers": [*own, *added]}
        await send(message)

    return send_with_headers


async def _answer(
    send: Any,
    status: int,
    body: bytes,
    host: str,
    *,
    more: _Headers | None = None,
    kind: bytes = b"text/html; charset=utf-8",
) -> None:
    own = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    safe_host = host if all(letter.isalnum() or letter in ".:-" for letter in host) else ""
    given = [*own, *(more or [])]
    names = {name for name, _ in given}
    headers = [*given, *(each for each in security_headers(safe_host) if each[0] not in names)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _first_of(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers by their names; of several with one name, which no browser sends, none."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.decode("latin-1").lower()
        found[key] = "" if key in found and key in ("host", "origin") else value.decode("latin-1")
    return found


def _cookie_of(headers: dict[str, str], name: str) -> str:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    morsel = cookies.get(name)
    value = "" if morsel is None else morsel.value
    return value if value.isascii() else ""
