"""TONE3000 as its free tier allows: the user's own lists, what is new, single tones and their models."""

import time
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self, TypeVar

from reamp.errors import ConfigError, SearchRefusedError, SignedOutError, Tone3000Error
from reamp.findings import Check, Finding, Severity
from reamp.interruption import pause
from reamp.tone3000.events import CallDeprecated, OnlineEvent, OnlineListener
from reamp.tone3000.http import Http, HttpAnswer
from reamp.tone3000.oauth import HostedPage, PendingSignIn, begin_sign_in, refresh_tokens
from reamp.tone3000.rate import TokenBucket, search_bucket
from reamp.tone3000.read_values import read_model, read_page, read_tone, read_user
from reamp.tone3000.settings import Tone3000Settings
from reamp.tone3000.sign_in import (
    SIGN_IN_TIMEOUT_S,
    SignIn,
    finish_sign_in,
    sign_in_by_browser,
    sign_in_by_code,
)
from reamp.tone3000.token_keeper import TokenKeeper
from reamp.tone3000.token_store import SystemTokenStore, TokenPlace, TokenStore
from reamp.tone3000.tokens import Secret
from reamp.tone3000.values import OnlineModel, OnlinePage, OnlineTone, OnlineUser

__all__ = ["OnlineSearch", "SignedIn", "Tone3000Client"]

MAX_FILE_BYTES = 64 * 2**20
"""Far more than any model, and what is held in memory until it has been read."""

_MODELS_PAGE = 100
_MOST_PAGES = 50  # a tone of 5000 models; a server that never ends is not followed
_Value = TypeVar("_Value")


@dataclass(frozen=True, kw_only=True)
class OnlineSearch:
    """What to search for, in TONE3000's words; None and () leave it open.

    Without `architecture` it finds A1 and custom models alone. Raises `ConfigError` for a page below 1, and
    for more than 25 a page.
    """

    query: str = ""
    sort: str | None = None
    gears: tuple[str, ...] = ()
    format: str | None = None
    size: str | None = None
    tags: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    architecture: str | None = None
    calibrated: bool = False
    verified: bool = False
    page: int = 1
    page_size: int = 10

    def __post_init__(self) -> None:
        if self.page < 1 or not 1 <= self.page_size <= 25:
            raise ConfigError(
                f"a search has pages of 1 to 25 tones, got page {self.page} of {self.page_size}"
            )

    def params(self) -> dict[str, str]:
        """Return it as parameters of the call."""
        found = {
            "query": self.query,
            "sort": self.sort,
            "gears": "_".join(self.gears),
            "format": self.format,
            "sizes": self.size,
            "tags": "_".join(self.tags),
            "makes": "_".join(self.makes),
            "creators": ",".join(self.creators),
            "architecture": self.architecture,
            "calibrated": "true" if self.calibrated else None,
            "verified": "true" if self.verified else None,
            "page": str(self.page),
            "page_size": str(self.page_size),
        }
        return {key: value for key, value in found.items() if value}


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """How a sign-in ended: where it is kept, None where the user cancelled; what they chose, if anything."""

    place: TokenPlace | None
    tone_id: int | None = None
    model_id: int | None = None


class Tone3000Client:
    """TONE3000 for one user; a context that closes its connections. It may be used by several threads.

    All that it asks for needs a sign-in and raises `SignedOutError` without one, `RateLimitError` where
    TONE3000 asks to wait for long, and `Tone3000Error` for all else that is in the way. `store` keeps the
    sign-in, by default `SystemTokenStore`. `on_event` is called with what happens, from the thread that asks
    or one that it waits for.
    """

    def __init__(
        self,
        settings: Tone3000Settings,
        *,
        store: TokenStore | None = None,
        on_event: OnlineListener | None = None,
        sleep: Callable[[float], None] = pause,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self._listener = on_event
        self._deprecated: dict[str, CallDeprecated] = {}
        self._http = Http(settings, on_event=self.tell, sleep=sleep, clock=clock)
        self._search_bucket = search_bucket(clock)
        self._keeper = TokenKeeper(
            SystemTokenStore(settings) if store is None else store,
            lambda tokens: refresh_tokens(self._http, tokens),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed so far: calls that TONE3000 will end."""
        return tuple(_deprecation_finding(each) for each in self._deprecated.values())

    @property
    def is_signed_in(self) -> bool:
        """Whether a user is signed in here. TONE3000 may still reject the sign-in."""
        return self._keeper.is_signed_in

    def sign_in(
        self, *, open_url: Callable[[str], bool] = webbrowser.open, timeout_s: float = SIGN_IN_TIMEOUT_S
    ) -> SignedIn:
        """Sign in by the browser; see `sign_in_by_browser` for the errors and the events."""
        return self._kept(sign_in_by_browser(self._http, open_url=open_url, timeout_s=timeout_s))

    def select(
        self,
        page: HostedPage,
        *,
        open_url: Callable[[str], bool] = webbrowser.open,
        timeout_s: float = SIGN_IN_TIMEOUT_S,
    ) -> SignedIn:
        """Open TONE3000's page for choosing a tone, and return what was chosen; otherwise as `sign_in`."""
        done = sign_in_by_browser(self._http, page=page, open_url=open_url, timeout_s=timeout_s)
        return self._kept(done)

    def begin_sign_in(self, *, redirect_uri: str, page: HostedPage | None = None) -> PendingSignIn:
        """Return a sign-in for an application with pages of its own: it opens `url`, and keeps the rest.

        redirect_uri: where the answer is to come back to, on this machine. With a `page` the user chooses a
        tone as well.
        """
        return begin_sign_in(self.settings, redirect_uri=redirect_uri, page=page)

    def finish_sign_in(self, pending: PendingSignIn, params: Mapping[str, str]) -> SignedIn:
        """Sign in by the parameters that came back; raises `SignInError` for those of another sign-in."""
        return self._kept(finish_sign_in(self._http, pending, params))

    def sign_in_by_code(self) -> SignedIn:
        """Sign in by a code that the user types on any device; see `sign_in_by_code`."""
        return self._kept(sign_in_by_code(self._http))

    def sign_out(self) -> bool:
        """Forget the sign-in on this machine; return whether there was one."""
        return self._keeper.forget()

    def user(self) -> OnlineUser:
        """Return who is signed in."""
        return _found(read_user(self._get("/user", what="the user")), what="the user")

    def favorites(
        self, *, page: int = 1, page_size: int = 25, gear: str | None = None, query: str = ""
    ) -> OnlinePage[OnlineTone]:
        """Return the user's favourites; query: a part of the title. At most 100 a page."""
        return self._own_list("favorited", page=page, page_size=page_size, gear=gear, query=query)

    def downloaded(
        self, *, page: int = 1, page_size: int = 25, gear: str | None = None, query: str = ""
    ) -> OnlinePage[OnlineTone]:
        """Return what the user has downloaded before; otherwise as `favorites`."""
        return self._own_list("downloaded", page=page, page_size=page_size, gear=gear, query=query)

    def created(
        self, *, page: int = 1, page_size: int = 25, gear: str | None = None, query: str = ""
    ) -> OnlinePage[OnlineTone]:
        """Return the user's own tones; otherwise as `favorites`."""
        return self._own_list("created", page=page, page_size=page_size, gear=gear, query=query)

    def trending(self, *, gear: str | None = None) -> OnlinePage[OnlineTone]:
        """Return what many download now: ten at most, without pages."""
        params = {} if gear is None else {"gear": gear}
        return read_page(self._get("/tones/trending", params, what="the list"), read_tone)

    def latest(self) -> OnlinePage[OnlineTone]:
        """Return what is new: ten at most, without pages."""
        return read_page(self._get("/tones/latest", what="the list"), read_tone)

    def search(self, wanted: OnlineSearch) -> OnlinePage[OnlineTone]:
        """Return a page of what the whole of TONE3000 has.

        Raises `SearchRefusedError` where the settings do not say that this key may search, and where TONE3000
        says that it may not: its free tier does not include it.
        """
        if not self.settings.may_search:
            raise SearchRefusedError(
                "TONE3000 lets an application search only by agreement: ask TONE3000 for your own key, then "
                "allow it in the settings (search = true)"
            )
        value = self._get("/tones/search", wanted.params(), what="the search", bucket=self._search_bucket)
        return read_page(value, read_tone)

    def tone(self, tone_id: int) -> OnlineTone:
        """Return a tone with its licence; one that is private or deleted raises `Tone3000Error`."""
        what = f"tone {tone_id}"
        return _found(read_tone(self._get(f"/tones/{tone_id}", what=what)), what=what)

    def models(self, tone: OnlineTone) -> tuple[OnlineModel, ...]:
        """Return the models of a tone, of all architectures, and its impulse responses.

        There is no call for all, and without an architecture A2 is left out: so each is asked for.
        """
        is_of_sounds = tone.format == "ir"
        wanted: list[str | None] = [] if is_of_sounds else list(tone.architectures)
        if not wanted or tone.irs_count:
            wanted.append(None)
        models: dict[int, OnlineModel] = {}
        for architecture in wanted:
            for model in self._models_of(tone.id, architecture):
                models.setdefault(model.id, model)
        return tuple(models.values())

    def file(self, model: OnlineModel, *, on_bytes: Callable[[int, int | None], None] | None = None) -> bytes:
        """Return the file of a model as it is sent, at most 64 MB, unchecked: see `download_models`.

        The sign-in is sent to TONE3000 alone, also where the file lies elsewhere. on_bytes: called with the
        bytes that are here, and with all where that is known.
        """
        url = model.download_url
        if url is None:
            raise Tone3000Error(f"{model.name!r} has no file at TONE3000")
        answer = self._authorized(
            lambda token: self._http.get(url, token=token, max_bytes=MAX_FILE_BYTES, on_bytes=on_bytes)
        )
        if answer.status != HTTPStatus.OK:
            raise _refusal(answer, f"the file of {model.name!r}")
        return answer.body

    def tell(self, event: OnlineEvent) -> None:
        """Pass an event on, a deprecated call only once."""
        if isinstance(event, CallDeprecated):
            if event.call in self._deprecated:
                return
            self._deprecated[event.call] = event
        if self._listener is not None:
            self._listener(event)

    def _kept(self, done: SignIn) -> SignedIn:
        place = None if done.tokens is None else self._keeper.keep(done.tokens)
        return SignedIn(place=place, tone_id=done.tone_id, model_id=done.model_id)

    def _own_list(
        self, name: str, *, page: int, page_size: int, gear: str | None, query: str
    ) -> OnlinePage[OnlineTone]:
        if page < 1 or not 1 <= page_size <= 100:
            raise ConfigError(f"a list has pages from 1 of 1 to 100 tones, got {page}, {page_size}")
        params = {"page": str(page), "page_size": str(page_size)}
        params |= {key: value for key, value in (("gear", gear), ("query", query)) if value}
        return read_page(self._get(f"/tones/{name}", params, what="the list"), read_tone)

    def _models_of(self, tone_id: int, architecture: str | None) -> list[OnlineModel]:
        found: list[OnlineModel] = []
        for number in range(1, _MOST_PAGES + 1):
            params = {"tone_id": str(tone_id), "page": str(number), "page_size": str(_MODELS_PAGE)}
            if architecture is not None:
                params["architecture"] = architecture
            page = read_page(self._get("/models", params, what=f"tone {tone_id}"), read_model)
            found += page.items
            if not page.has_more:
                break
        return found

    def _get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        what: str,
        bucket: TokenBucket | None = None,
    ) -> object:
        """Return the decoded answer to a call; `what` is what it is about, in errors."""
        url = self.settings.address(path)
        answer = self._authorized(
            lambda token: self._http.get(url, params=params, token=token, bucket=bucket)
        )
        if answer.status != HTTPStatus.OK:
            raise _refusal(answer, what, is_search=bucket is not None)
        return answer.json()

    def _authorized(self, ask: Callable[[Secret], HttpAnswer]) -> HttpAnswer:
        """Return the answer to a request with a token; one that is rejected is renewed once."""
        token = self._keeper.access()
        answer = ask(token)
        if _is_rejected(answer):
            answer = ask(self._keeper.renewed(token))
        if _is_rejected(answer):
            raise SignedOutError("TONE3000 does not accept the sign-in; sign in again", status=answer.status)
        return answer


def _is_rejected(answer: HttpAnswer) -> bool:
    """Return whether TONE3000 rejected the token; another host, which never saw it, has no say in that."""
    return answer.status == HTTPStatus.UNAUTHORIZED and answer.saw_token


def _refusal(answer: HttpAnswer, what: str, *, is_search: bool = False) -> Tone3000Error:
    """Return the error for an answer that says no."""
    status, code = answer.status, answer.error_code
    if is_search and status in (HTTPStatus.FORBIDDEN, HTTPStatus.PAYMENT_REQUIRED):
        return SearchRefusedError(
            "TONE3000 does not let this key search: that needs an agreement with TONE3000",
            status=status,
            code=code,
        )
    if status == HTTPStatus.FORBIDDEN:
        problem = f"TONE3000 does not show you {what}: it is private"
    elif status == HTTPStatus.NOT_FOUND:
        problem = f"TONE3000 does not have {what}, or no longer"
    else:
        words = f", {answer.error_words}" if answer.error_words else ""
        problem = f"TONE3000 does not give {what} ({status}{words}); try again later"
    return Tone3000Error(problem, status=status, code=code)


def _found(value: _Value | None, *, what: str) -> _Value:
    if value is None:
        raise Tone3000Error(f"TONE3000 answered with something else than {what}; try again later")
    return value


def _deprecation_finding(event: CallDeprecated) -> Finding:
    more = "; ".join(text for text in (event.notes, event.link) if text)
    return Finding(
        check=Check.SERVICE_DEPRECATED,
        severity=Severity.NOTE,
        subject=event.call,
        message=f"TONE3000 will end this call{f' ({more})' if more else ''}",
        advice="update Reamp",
    )
