"""Requests to TONE3000: paced, tried again, limited in size, and the token to its own host only."""

import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import Self
from urllib.parse import urljoin, urlsplit

import msgspec

from reamp.errors import RateLimitError, Tone3000Error
from reamp.interruption import check_stop, pause
from reamp.tone3000.events import CallDeprecated, OnlineListener, Waiting, WaitReason
from reamp.tone3000.extra import httpx2
from reamp.tone3000.rate import TokenBucket, backoff_s, call_bucket, retry_after_s
from reamp.tone3000.settings import Tone3000Settings, is_same_origin
from reamp.tone3000.tokens import Secret

__all__ = ["Http", "HttpAnswer"]

MAX_JSON_BYTES = 8 * 2**20
ATTEMPTS = 4
TIMEOUT_S = 30.0
LONGEST_WAIT_S = 60.0
"""A longer wait is an error that says how long."""

_REDIRECTS = 5
_PASSING = {408, 425, 429, 500, 502, 503, 504}
"""Failures that another attempt may get past."""
_WORDS_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class HttpAnswer:
    """An answer whose body has arrived whole; `saw_token` says whether the token was sent for it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    saw_token: bool = False

    def json(self) -> object:
        """Return the decoded body; raises `Tone3000Error` for what is no JSON."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, RecursionError):
            raise Tone3000Error(
                "TONE3000 answered with something else than JSON; try again later", status=self.status
            ) from None

    @property
    def error_code(self) -> str:
        """TONE3000's code for what went wrong, in either of its two shapes; empty without one."""
        fields = self._fields()
        code = fields.get("error_code") or fields.get("error")
        return code if isinstance(code, str) and code.isascii() and " " not in code else ""

    @property
    def error_words(self) -> str:
        """Its sentence about that, in one line; empty without one."""
        fields = self._fields()
        found = (fields.get(key) for key in ("error_description", "msg", "message", "error"))
        words = next((each for each in found if isinstance(each, str) and each), "")
        return " ".join("".join(each if each.isprintable() else " " for each in words).split())[:_WORDS_SHOWN]

    def _fields(self) -> dict[str, object]:
        try:
            fields = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, RecursionError):
            return {}
        return fields if isinstance(fields, dict) else {}


class Http:
    """The connection of one client; it may be used by several threads, and closes as a context.

    sleep and clock are given for tests. Nothing that is raised or logged here holds a token,
    a code or what a library says of a request.
    """

    def __init__(
        self,
        settings: Tone3000Settings,
        *,
        on_event: OnlineListener | None = None,
        sleep: Callable[[float], None] = pause,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.on_event: OnlineListener = on_event or (lambda _: None)
        self._sleep = sleep
        self._bucket = call_bucket(clock)
        self._client = httpx2.Client(
            timeout=TIMEOUT_S, headers={"User-Agent": f"reamp/{_version()}", "Accept": "*/*"}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        token: Secret | None = None,
        max_bytes: int = MAX_JSON_BYTES,
        on_bytes: Callable[[int, int | None], None] | None = None,
        bucket: TokenBucket | None = None,
    ) -> HttpAnswer:
        """Return the answer to a request, also a refusal; failures that may pass are tried again.

        The token goes to the origin of the settings alone, also after a redirect. bucket: one more limit than
        that of all calls. on_bytes: called with the bytes that are here, and with all where that is known.
        Raises `Tone3000Error` where no complete answer arrives and where more than `max_bytes` come,
        `RateLimitError` where TONE3000 asks to wait for over a minute, or still does after the last attempt.
        """
        return self._tried(
            url,
            lambda: self._follow(url, params or {}, token, max_bytes, on_bytes),
            again_after=(httpx2.TransportError,),
            again_at=_PASSING,
            bucket=bucket,
        )

    def post_form(self, path: str, form: Mapping[str, str]) -> HttpAnswer:
        """Return the answer to a form; no redirect is followed, because the form may hold secrets.

        It is sent again only where it did not arrive: TONE3000 may give what it asks for only once.
        Raises as `get`.
        """
        return self._tried(
            self.settings.address(path),
            lambda: self._post(self.settings.address(path), form),
            again_after=(httpx2.ConnectError, httpx2.ConnectTimeout),
            again_at={HTTPStatus.TOO_MANY_REQUESTS},
            bucket=None,
        )

    def sleep(self, wait_s: float) -> None:
        """Wait as this connection waits; raises `KeyboardInterrupt` where the work is no longer needed."""
        check_stop()
        self._sleep(wait_s)
        check_stop()

    def _tried(
        self,
        url: str,
        send: Callable[[], HttpAnswer],
        *,
        again_after: tuple[type[httpx2.TransportError], ...],
        again_at: Set[int],
        bucket: TokenBucket | None,
    ) -> HttpAnswer:
        """Return the answer of the first attempt that succeeds or is final, at the allowed pace."""
        for attempt in range(ATTEMPTS):
            self._pace(bucket)
            is_last = attempt == ATTEMPTS - 1
            try:
                answer = send()
            except httpx2.TransportError as error:
                if is_last or not isinstance(error, again_after):
                    raise Tone3000Error(_transport_problem(error)) from None
                self._wait(backoff_s(attempt), WaitReason.FAILED)
                continue
            except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, ValueError):
                raise Tone3000Error("TONE3000's answer, or an address in it, cannot be read") from None
            if answer.status not in again_at or is_last:
                break
            self._wait_as_asked(answer, attempt)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise _too_many(retry_after_s(answer.headers.get("retry-after")))
        self._note_deprecation(url, answer)
        return answer

    def _post(self, url: str, form: Mapping[str, str]) -> HttpAnswer:
        with self._client.stream("POST", url, data=dict(form)) as response:
            return HttpAnswer(
                status=response.status_code,
                headers=response.headers,
                body=_read(response, MAX_JSON_BYTES, None),
            )

    def _follow(
        self,
        url: str,
        params: Mapping[str, str],
        token: Secret | None,
        max_bytes: int,
        on_bytes: Callable[[int, int | None], None] | None,
    ) -> HttpAnswer:
        """Return the answer at the end of the redirects; the token is gone once one leads elsewhere."""
        for _ in range(_REDIRECTS + 1):
            self._refuse_unencrypted(url)
            token = token if is_same_origin(url, self.settings.url) else None
            headers = {} if token is None else {"Authorization": f"Bearer {token.reveal()}"}
            with self._client.stream("GET", url, params=params or None, headers=headers) as response:
                if response.is_redirect and "location" in response.headers:
                    url, params = urljoin(str(response.url), response.headers["location"]), {}
                    continue
                return HttpAnswer(
                    status=response.status_code,
                    headers=response.headers,
                    body=_read(response, max_bytes, on_bytes),
                    saw_token=token is not None,
                )
        raise Tone3000Error("TONE3000's answer leads from address to address without end; try again later")

    def _refuse_unencrypted(self, url: str) -> None:
        """Raise `Tone3000Error` for an address that everybody on the way can read or change, and for none."""
        scheme = urlsplit(url).scheme
        if scheme not in ("http", "https"):
            raise Tone3000Error("a file at TONE3000 has a broken address; it is not opened")
        if scheme != "https" and not self.settings.url.startswith("http://"):
            raise Tone3000Error("a file at TONE3000 has an address that is not encrypted; it is not opened")

    def _pace(self, bucket: TokenBucket | None) -> None:
        check_stop()
        wait_s = max(each.take_s() for each in (self._bucket, bucket) if each is not None)
        if wait_s > 0.0:
            self._wait(wait_s, WaitReason.OWN_LIMIT)

    def _wait_as_asked(self, answer: HttpAnswer, attempt: int) -> None:
        asked_s = retry_after_s(answer.headers.get("retry-after"))
        is_limit = answer.status == HTTPStatus.TOO_MANY_REQUESTS
        if asked_s is not None and asked_s > LONGEST_WAIT_S:
            if is_limit:
                raise _too_many(asked_s)
            raise Tone3000Error(
                f"TONE3000 does not work for now ({answer.status}); try again in {asked_s:.0f} s",
                status=answer.status,
            )
        reason = WaitReason.ASKED_TO if is_limit else WaitReason.FAILED
        # A little later than asked: not all who were asked to wait should come back in one moment.
        self._wait(backoff_s(attempt) + (asked_s or 0.0), reason)

    def _wait(self, wait_s: float, reason: WaitReason) -> None:
        self.on_event(Waiting(wait_s=wait_s, reason=reason))
        self.sleep(wait_s)

    def _note_deprecation(self, url: str, answer: HttpAnswer) -> None:
        headers = answer.headers
        link = headers.get("link", "") if 'rel="deprecation"' in headers.get("link", "") else ""
        notes = headers.get("x-tone3000-deprecations", "")
        if headers.get("deprecation", "false").lower() != "false" or link or notes:
            target = link.partition(">")[0].strip().removeprefix("<")[:_WORDS_SHOWN]
            self.on_event(CallDeprecated(call=urlsplit(url).path, link=target, notes=notes[:_WORDS_SHOWN]))


def _read(
    response: "httpx2.Response", max_bytes: int, on_bytes: Callable[[int, int | None], None] | None
) -> bytes:
    """Return the body; raises `Tone3000Error` as soon as it is too long."""
    stated = response.headers.get("content-length", "")
    is_stated = stated.isdigit() and "content-encoding" not in response.headers
    total_bytes = int(stated) if is_stated else None
    chunks, done_bytes = [], 0
    for chunk in response.iter_bytes():
        check_stop()
        chunks.append(chunk)
        done_bytes += len(chunk)
        if done_bytes > max_bytes:
            raise Tone3000Error(
                f"what TONE3000 sends is larger than {max_bytes / 2**20:g} MB; it is not kept"
            )
        if on_bytes is not None and response.is_success:
            on_bytes(done_bytes, total_bytes)
    return b"".join(chunks)


def _transport_problem(error: "httpx2.TransportError") -> str:
    """Return what went wrong by its kind: the library's own text may hold what was sent."""
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return "TONE3000 cannot be reached; is this machine online?"
    if isinstance(error, httpx2.TimeoutException):
        return f"TONE3000 did not answer within {TIMEOUT_S:g} s; try again later"
    return "the connection to TONE3000 broke before all had arrived; try again"


def _too_many(asked_s: float | None) -> RateLimitError:
    wait = "a minute" if asked_s is None else f"{asked_s:.0f} s"
    return RateLimitError(
        f"TONE3000 allows no more requests for now; try again in {wait}", retry_after_s=asked_s
    )


def _version() -> str:
    try:
        return version("reamp")
    except PackageNotFoundError:
        return "0"
