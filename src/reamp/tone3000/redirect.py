"""A page on this machine that takes the answer of one sign-in from the browser, and then closes."""

import http.server
import queue
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from reamp.errors import SignInError
from reamp.interruption import check_stop

__all__ = ["RedirectListener"]

_HOST = "127.0.0.1"
_PATH = "/callback"
_REQUEST_S = 10.0
_LOOK_S = 0.2
_PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Reamp</title>
<body style="font: 1.1rem/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 32rem; padding: 0 1rem">
<h1>{heading}</h1><p>{text}</p></body></html>
"""
_DONE = _PAGE.format(heading="Back to Reamp", text="Reamp has TONE3000's answer. This page can be closed.")
_REFUSED = _PAGE.format(
    heading="Not used", text="This answer belongs to another sign-in. Start again from Reamp."
)


class RedirectListener:
    """Listens on a free port of this machine alone while it is a context.

    The first request that answers the sign-in is the only one that is taken. The others get a page that says
    so, and `on_refused` is called. Nothing of a request is shown or logged.
    """

    def __init__(self, *, on_refused: Callable[[], None]) -> None:
        self._answers: queue.Queue[Mapping[str, str]] = queue.Queue()
        self._is_answer: Callable[[Mapping[str, str]], bool] = lambda _: False
        self._on_refused = on_refused
        self._taking = threading.Lock()
        self._is_over = False

    def __enter__(self) -> Self:
        listener = self

        class Handler(_Handler):
            def takes(self, params: Mapping[str, str]) -> bool:
                return listener._takes(params)

            def pass_on(self, params: Mapping[str, str]) -> None:
                listener._answers.put(params)

        try:
            self._server = http.server.ThreadingHTTPServer((_HOST, 0), Handler)
        except OSError as error:
            raise SignInError(f"no port of this machine can be opened: {error.strerror or error}") from error
        self._server.daemon_threads = True  # browsers open connections that they never use
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_LOOK_S,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def redirect_uri(self) -> str:
        """The address that the browser is to be sent to."""
        return f"http://{_HOST}:{self._server.server_port}{_PATH}"

    def accept(self, is_answer: Callable[[Mapping[str, str]], bool]) -> None:
        """Set what says whether the parameters of a request answer the sign-in; until then none does."""
        self._is_answer = is_answer

    def wait(self, timeout_s: float) -> Mapping[str, str]:
        """Return the parameters of the answer; raises `SignInError` where none comes in time."""
        until_s = time.monotonic() + timeout_s
        while time.monotonic() < until_s:
            check_stop()
            try:
                return self._answers.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
        raise SignInError(
            f"the sign-in in the browser was not finished within {timeout_s / 60:g} minutes; try again",
            code="timeout",
        )

    def _takes(self, params: Mapping[str, str]) -> bool:
        """Return whether these parameters are the answer; only the first is."""
        if not self._is_answer(params):
            self._on_refused()
            return False
        with self._taking:
            is_first, self._is_over = not self._is_over, True
        return is_first


class _Handler(http.server.BaseHTTPRequestHandler):
    """One request of the browser."""

    timeout = _REQUEST_S
    server_version = "Reamp"
    sys_version = ""

    def takes(self, params: Mapping[str, str]) -> bool:
        """Return whether these parameters are the answer."""
        raise NotImplementedError

    def pass_on(self, params: Mapping[str, str]) -> None:
        """Give the answer to the thread that waits for it, which may then end the process."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Answer the redirect of the browser, and nothing else."""
        parts = urlsplit(self.path)
        assert isinstance(self.server, http.server.HTTPServer)
        address = f"{_HOST}:{self.server.server_port}"
        # Another name for this machine is the trick of a page elsewhere (DNS rebinding).
        if parts.path != _PATH or self.headers.get("Host") != address:
            self._send(HTTPStatus.NOT_FOUND, "")
            return
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        params = dict(pairs)
        if len(params) == len(pairs) and self.takes(params):  # a parameter twice is nothing of TONE3000's
            try:
                self._send(HTTPStatus.OK, _DONE)
            finally:
                self.pass_on(params)
        else:
            self._send(HTTPStatus.BAD_REQUEST, _REFUSED)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing: the address holds the code."""

    def _send(self, status: HTTPStatus, page: str) -> None:
        body = page.encode()
        self.send_response(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
