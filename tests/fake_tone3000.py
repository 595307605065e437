"""A fake TONE3000 for tests: sign-in, lists, models, limits and refusals as its documentation says.

It is no mirror: it has a handful of tones made up here. What a test wants to go wrong is an attribute.
"""

import base64
import collections
import contextlib
import hashlib
import math
import secrets
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlencode, urlsplit

import anyio
import uvicorn
from fake_tone3000_data import MODELS, PRIVATE, TONES, USER
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

__all__ = ["CLIENT_ID", "FakeTone3000", "OtherHost", "Seen", "refusal", "running"]

CLIENT_ID = "t3k_pub_test"
_API = "/api/v1"
_Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
_LOCAL = ("127.0.0.1", "localhost")
_LIMIT, _SEARCH_LIMIT, _MINUTE_S = 100, 10, 60.0


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]


@dataclass(kw_only=True)
class FakeTone3000:
    """The service; `url` is set by `running`."""

    url: str = ""
    other_url: str = ""
    user_does: str = "choose"  # or: sign in, cancel, cancel signed in, deny
    chosen: dict[str, str] = field(default_factory=lambda: {"tone_id": "7"})
    access_life_s: float = 3600.0
    may_search: bool = False
    deprecated: bool = False
    errors_are_new: bool = False  # the second of the two shapes of errors of the token call
    refresh_takes_s: float = 0.0
    device_polls: list[str] = field(default_factory=list)  # errors before the user has typed the code
    device_interval_s: float = 5.0
    clock: Callable[[], float] | None = None  # limits the requests of a minute by this clock
    next_answers: dict[str, list[Response]] = field(default_factory=lambda: collections.defaultdict(list))
    cut_off_downloads: int = 0
    seen: list[Seen] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)
    access: dict[str, float] = field(default_factory=dict)
    refresh: set[str] = field(default_factory=set)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    devices: set[str] = field(default_factory=set)
    refreshes: int = 0
    times_s: list[float] = field(default_factory=list)
    search_times_s: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reset(self) -> None:
        """Forget all that happened; the addresses stay."""
        self.__init__(url=self.url, other_url=self.other_url)  # type: ignore[misc]

    def calls(self, path: str) -> list[Seen]:
        """Return the requests for one path below the API."""
        return [each for each in self.seen if each.path == _API + path]

    def tokens(self) -> dict[str, object]:
        """Return new tokens, as the token call answers."""
        access, refresh = self._new_secret("at"), self._new_secret("rt")
        self.access[access] = time.time() + self.access_life_s
        self.refresh.add(refresh)
        return {
            "access_token": access,
            "refresh_token": refresh,
            "token_type": "bearer",
            "expires_in": self.access_life_s,
            "scope": "",
        }

    def application(self) -> Starlette:
        """Return the application to serve."""
        routes = {
            "/oauth/authorize": ("GET", self._authorize),
            "/oauth/token": ("POST", self._token),
            "/oauth/device_authorization": ("POST", self._device),
            "/user": ("GET", self._with_token(self._user)),
            "/tones/search": ("GET", self._with_token(self._search)),
            "/tones/trending": ("GET", self._with_token(self._few)),
            "/tones/latest": ("GET", self._with_token(self._few)),
            "/tones/created": ("GET", self._with_token(self._own)),
            "/tones/favorited": ("GET", self._with_token(self._own)),
            "/tones/downloaded": ("GET", self._with_token(self._own)),
            "/tones/{id:int}": ("GET", self._with_token(self._tone)),
            "/models": ("GET", self._with_token(self._models)),
            "/models/{id:int}/download/{name}": ("GET", self._with_token(self._file)),
        }
        return Starlette(
            routes=[
                Route(_API + path, self._noted(endpoint), methods=[method])
                for path, (method, endpoint) in routes.items()
            ]
        )

    def _noted(self, endpoint: _Endpoint) -> _Endpoint:
        """Note each request, and answer as a test has asked for instead, where it has."""

        async def answer(request: Request) -> Response:
            self.seen.append(_seen(request))
            if self.clock is not None and (wait_s := self._over_limit(self.clock())) is not None:
                return refusal(429, {"Retry-After": str(math.ceil(wait_s))}, error="rate_limited")
            queued = self.next_answers[request.url.path.removeprefix(_API)]
            response = queued.pop(0) if queued else await endpoint(request)
            if self.deprecated:
                response.headers["Deprecation"] = "true"
                response.headers["Link"] = f'<{self.url}/api/changes>; rel="deprecation"'
                response.headers["X-Tone3000-Deprecations"] = "platform is format now"
            return response

        return answer

    def _over_limit(self, now_s: float) -> float | None:
        """Return how long until the next request is allowed, None where the last one was."""
        search = _API + "/tones/search"
        is_search = self.seen[-1].path == search
        for limit, times_s in ((_LIMIT, self.times_s), (_SEARCH_LIMIT, self.search_times_s)):
            if times_s is self.search_times_s and not is_search:
                continue
            times_s[:] = [at_s for at_s in times_s if at_s > now_s - _MINUTE_S]
            if len(times_s) >= limit:
                return times_s[0] + _MINUTE_S - now_s
            times_s.append(now_s)
        return None

    def _with_token(self, endpoint: Callable[[Request], Response]) -> _Endpoint:
        async def answer(request: Request) -> Response:
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            if kind != "Bearer" or self.access.get(token, 0.0) < time.time():
                return JSONResponse({"error": "Missing or invalid Authorization header"}, 401)
            return endpoint(request)

        return answer

    # Sign-in

    async def _authorize(self, request: Request) -> Response:
        params = dict(request.query_params)
        redirect = urlsplit(params.get("redirect_uri", ""))
        if redirect.hostname not in _LOCAL or params.get("client_id") != CLIENT_ID:
            return JSONResponse({"error": "invalid_request"}, 400)
        assert params["response_type"] == "code"
        assert params["code_challenge_method"] == "S256"
        assert len(params["code_challenge"]) == 43
        back = {"state": params["state"]}
        if self.user_does in ("choose", "sign in", "cancel signed in"):
            code = self._new_secret("code")
            self.codes[code] = params
            back["code"] = code
        if self.user_does == "choose" and params.get("prompt") == "select_tone":
            back |= self.chosen
        if self.user_does.startswith("cancel"):
            back["canceled"] = "true"
        if self.user_does == "deny":
            back |= {"error": "access_denied", "error_description": "The user said no"}
        return RedirectResponse(f"{params['redirect_uri']}?{urlencode(back)}", 302)

    async def _token(self, request: Request) -> Response:
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        form = {key: each[0] for key, each in parse_qs((await request.body()).decode()).items()}
        if form.get("client_id") != CLIENT_ID:
            return JSONResponse({"error": "invalid_client"}, 401)
        match form.get("grant_type"):
            case "authorization_code":
                return self._by_code(form)
            case "refresh_token":
                return await self._by_refresh(form)
            case "urn:ietf:params:oauth:grant-type:device_code":
                return self._by_device(form)
        return JSONResponse({"error": "unsupported_grant_type"}, 400)

    def _by_code(self, form: dict[str, str]) -> Response:
        asked = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or asked["code_challenge"] != challenge:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if asked["redirect_uri"] != form["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant", "error_description": "redirect_uri"}, 400)
        return JSONResponse(self.tokens())

    async def _by_refresh(self, form: dict[str, str]) -> Response:
        await anyio.sleep(self.refresh_takes_s)
        with self._lock:
            self.refreshes += 1
            if form["refresh_token"] in self.refresh:
                self.refresh.discard(form["refresh_token"])
                return JSONResponse(self.tokens())
        if self.errors_are_new:
            words = f"Invalid Refresh Token: {form['refresh_token']} Not Found"
            return JSONResponse({"code": 400, "error_code": "refresh_token_not_found", "msg": words}, 400)
        words = f"unknown: {form['refresh_token']}"  # a service may repeat what it was sent
        return JSONResponse({"error": "invalid_grant", "error_description": words}, 400)

    async def _device(self, request: Request) -> Response:
        code = self._new_secret("device")
        self.devices.add(code)
        return JSONResponse(
            {
                "device_code": code,
                "user_code": "BCDF-GHJK",
                "verification_uri": f"{self.url}/activate",
                "verification_uri_complete": f"{self.url}/activate?user_code=BCDF-GHJK",
                "expires_in": 600,
                "interval": self.device_interval_s,
            }
        )

    def _by_device(self, form: dict[str, str]) -> Response:
        if form["device_code"] not in self.devices:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if self.device_polls:
            return JSONResponse({"error": self.device_polls.pop(0)}, 400)
        self.devices.discard(form["device_code"])
        return JSONResponse(self.tokens())

    def _new_secret(self, kind: str) -> str:
        found = f"{kind}-{secrets.token_hex(12)}"
        self.secrets.add(found)
        return found

    # Resources

    def _user(self, _: Request) -> Response:
        return JSONResponse(USER)

    def _search(self, request: Request) -> Response:
        if not self.may_search:
            return JSONResponse({"error": "Search is not included in the free tier"}, 403)
        word = request.query_params.get("query", "").lower()
        found = [_listed(tone) for tone in TONES.values() if word in tone["title"].lower()]
        return _page(request, found, most=25)

    def _few(self, request: Request) -> Response:
        gear = request.query_params.get("gear")
        found = [_listed(tone) for tone in TONES.values() if gear in (None, tone["gear"])]
        return JSONResponse({"data": found[:10]})

    def _own(self, request: Request) -> Response:
        if request.url.path.endswith("created"):
            return _page(request, [], most=100)
        word = request.query_params.get("query", "").lower()
        found = [_listed(tone) for tone in TONES.values() if word in tone["title"].lower()]
        return _page(request, found, most=100)

    def _tone(self, request: Request) -> Response:
        number = request.path_params["id"]
        if number in PRIVATE:
            return JSONResponse({"error": "Forbidden"}, 403)
        if number not in TONES:
            return JSONResponse({"error": "Tone not found"}, 404)
        return JSONResponse(TONES[number])

    def _models(self, request: Request) -> Response:
        wanted = request.query_params.get("architecture")
        found = []
        for model in MODELS:
            architecture = model.get("architecture_version")
            is_shown = architecture == wanted if wanted else architecture in (None, "1", "custom")
            if str(model["tone_id"]) == request.query_params["tone_id"] and is_shown:
                host = self.other_url if model.get("elsewhere") else self.url
                url = f"{host}{_API}/models/{model['id']}/download/{model['file']}"
                shown = {key: model[key] for key in model if key not in ("file", "data", "elsewhere")}
                found.append({**shown, "model_url": url})
        return _page(request, found, most=300)

    def _file(self, request: Request) -> Response:
        data = next(model["data"] for model in MODELS if model["id"] == request.path_params["id"])
        if self.cut_off_downloads:
            self.cut_off_downloads -= 1
            return _cut_off(data)
        return Response(data, media_type="application/octet-stream")


@dataclass(kw_only=True)
class OtherHost:
    """A host that has files of TONE3000 and nothing to do with its tokens."""

    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    location: str = ""

    def reset(self) -> None:
        """Forget all that happened; the address stays."""
        self.__init__(url=self.url)  # type: ignore[misc]

    def application(self) -> Starlette:
        """Return the application to serve."""

        async def answer(request: Request) -> Response:
            self.seen.append(_seen(request))
            if self.location:
                return RedirectResponse(self.location, 302)
            found = [model["data"] for model in MODELS if f"/{model['id']}/" in request.url.path]
            return Response(found[0] if found else b"", 200 if found else 404)

        return Starlette(routes=[Route("/{path:path}", answer)])


@contextlib.contextmanager
def running(host: FakeTone3000 | OtherHost) -> Iterator[None]:
    """Serve on a free port of this machine while the block runs, and set the host's `url`."""
    # With its protocol named, asyncio sends small answers at once, and not after 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    host.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        host.application(), log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.005)
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=300.0)
        listener.close()


def _seen(request: Request) -> Seen:
    return Seen(
        method=request.method,
        path=request.url.path,
        params=dict(request.query_params),
        headers=dict(request.headers),
    )


def _listed(tone: dict[str, Any]) -> dict[str, Any]:
    """Return a tone as lists show it: some fields only a single tone has."""
    return {key: tone[key] for key in tone if key not in ("license", "sizes", "links", "is_public")}


def _page(request: Request, found: list[dict[str, Any]], *, most: int) -> Response:
    number = int(request.query_params.get("page", "1"))
    size = min(int(request.query_params.get("page_size", "10")), most)
    return JSONResponse(
        {
            "data": found[(number - 1) * size : number * size],
            "page": number,
            "page_size": size,
            "total": len(found),
            "total_pages": -(-len(found) // size),
        }
    )


def _cut_off(data: bytes) -> Response:
    """Return an answer that ends half-way, as when the network breaks."""

    async def half() -> AsyncIterator[bytes]:
        yield data[: len(data) // 2]
        raise ConnectionResetError

    return StreamingResponse(half(), headers={"Content-Length": str(len(data))})


def refusal(status: int, headers: dict[str, str] | None = None, **fields: object) -> Response:
    """Return an answer that says no."""
    return JSONResponse(fields, status, headers)
