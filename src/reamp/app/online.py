"""TONE3000 for the pages: one client, who is signed in, and a sign-in that waits for them in the browser."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from reamp.errors import ConfigError, MissingExtraError, ReampError, SignedOutError, SignInError
from reamp.interruption import Stop
from reamp.tone3000.events import (
    DeviceCodeShown,
    DownloadProgress,
    OnlineEvent,
    OnlineListener,
    PageOpened,
    Waiting,
)
from reamp.tone3000.settings import ATTRIBUTION, DEFAULT_URL, load_tone3000_settings
from reamp.tone3000.words import event_words

if TYPE_CHECKING:  # these import the libraries of an extra, and the other pages do without
    from reamp.tone3000.client import SignedIn, Tone3000Client
    from reamp.tone3000.oauth import HostedPage

__all__ = ["Online"]

_T = TypeVar("_T")
_OPENS_S = 30.0
_ENDS_S = 2.0


class Online:
    """What the page Models knows of TONE3000; for any thread, and nothing is asked before `look`.

    A sign-in waits for the user on a thread of its own: `begin` returns what to open for it.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._beginning = threading.Lock()
        self._client: Tone3000Client | None = None
        self._sign_in: threading.Thread | None = None
        self._stop = Stop()
        self._listeners: list[OnlineListener] = []
        self._view: dict[str, Any] = {
            "state": "unknown",
            "missing": None,
            "user": None,
            "waits": None,
            "notice": "",
            "error": None,
            "chosen": None,
            "may_search": False,
            "attribution": ATTRIBUTION,
            "url": DEFAULT_URL,
        }

    def view(self) -> dict[str, Any]:
        """Return it for JSON."""
        with self._lock:
            return dict(self._view)

    def look(self) -> None:
        """See whether TONE3000 can be used here, and who is signed in."""
        with self._lock:
            if self._sign_in is not None:
                return
        try:
            client = self.client()
        except MissingExtraError as error:
            self._note(state="missing", missing={"library": error.library, "type": error.command})
            return
        except ConfigError as error:
            self._note(state="no key", error=None if "no TONE3000 key is set" in str(error) else str(error))
            return
        is_in = client.is_signed_in
        self._note(
            state="signed in" if is_in else "signed out", error=None, may_search=client.settings.may_search
        )
        if is_in and self._view["user"] is None:
            threading.Thread(target=self._ask_user, name="reamp-tone3000", daemon=True).start()

    def client(self) -> "Tone3000Client":
        """Return the client; raises `MissingExtraError`, and `ConfigError` without a key."""
        with self._lock:
            if self._client is None:
                from reamp.tone3000.client import Tone3000Client  # noqa: PLC0415 - an extra

                self._client = Tone3000Client(load_tone3000_settings(), on_event=self._hear)
            return self._client

    def ask(self, question: "Callable[[Tone3000Client], _T]") -> _T:
        """Return the answer to a question; a sign-in that TONE3000 no longer accepts is noted."""
        try:
            answer = question(self.client())
        except SignedOutError:
            self._note(state="signed out", user=None)
            raise
        self._note(notice="")
        return answer

    def begin(self, *, page: "HostedPage | None" = None, by_code: bool = False) -> dict[str, Any]:
        """Begin a sign-in, with a `page` the choice of a tone as well; return what the user is to open.

        That is the `url` of TONE3000's page, and by a code the `code` to type there, on any device. A sign-in
        that waits already is cancelled. Raises `SignInError` where TONE3000 gives nothing to open in time.
        """
        with self._beginning:
            return self._begin(page, by_code=by_code)

    def _begin(self, page: "HostedPage | None", *, by_code: bool) -> dict[str, Any]:
        client = self.client()
        self.cancel()
        opened: queue.Queue[dict[str, Any] | None] = queue.Queue()

        def hear(event: OnlineEvent) -> None:
            if self._sign_in is not threading.current_thread():  # of one that was given up
                return
            if isinstance(event, PageOpened):
                waits = {"url": event.url, "code": None}
            elif isinstance(event, DeviceCodeShown):
                waits = {"url": event.direct_url or event.url, "code": event.user_code}
            else:
                return
            self._note(state="waiting", waits=waits, error=None)
            opened.put(waits)

        def wait() -> "SignedIn":
            if by_code:
                return client.sign_in_by_code()
            if page is not None:
                return client.select(page, open_url=lambda _: True)
            return client.sign_in(open_url=lambda _: True)

        stop = Stop()

        def work() -> None:
            try:
                with stop.obeyed():
                    self._wait(wait, hear)
            finally:
                opened.put(None)

        thread = threading.Thread(target=work, name="reamp-sign-in", daemon=True)
        with self._lock:
            self._sign_in, self._stop = thread, stop
        thread.start()
        try:
            waits = opened.get(timeout=_OPENS_S)
        except queue.Empty:
            self._give_up()
            raise SignInError(f"TONE3000 did not answer within {_OPENS_S:g} s; try again") from None
        if waits is None:
            raise SignInError(self._view["error"] or "the sign-in ended before it began; try again")
        return waits

    def cancel(self) -> None:
        """Wait no longer for a sign-in."""
        with self._lock:
            thread, stop = self._sign_in, self._stop
        if thread is not None:
            with stop:
                pass
            thread.join()

    def _give_up(self) -> None:
        """Leave a sign-in to itself: it ends when it is next asked to."""
        with self._lock, self._stop:
            self._sign_in = None
        self._note(state="signed in" if self.client().is_signed_in else "signed out", waits=None)

    def sign_out(self) -> None:
        """Forget the sign-in on this machine."""
        self.client().sign_out()
        self._note(state="signed out", user=None, chosen=None)

    @contextmanager
    def heard_by(self, listener: OnlineListener) -> Iterator[None]:
        """Let a listener hear what happens while the block lasts."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def close(self) -> None:
        """Wait for nothing any more, and close the connections; not for an answer that does not come."""
        with self._lock, self._stop:
            thread = self._sign_in
        if thread is not None:
            thread.join(_ENDS_S)
        if self._client is not None:
            self._client.close()

    def _wait(self, wait: "Callable[[], SignedIn]", hear: OnlineListener) -> None:
        error, done = None, None
        try:
            with self.heard_by(hear):
                done = wait()
        except KeyboardInterrupt:  # it was cancelled here
            pass
        except (ReampError, OSError) as problem:
            error = str(problem)
        with self._lock:
            if self._sign_in is not threading.current_thread():  # it was given up
                return
            self._sign_in = None
            count = (self._view["chosen"] or {}).get("count", 0)
        chosen = self._view["chosen"]
        if done is not None and done.tone_id is not None:
            chosen = {"count": count + 1, "tone": done.tone_id, "model": done.model_id}
        is_in = self.client().is_signed_in
        self._note(state="signed in" if is_in else "signed out", waits=None, error=error, chosen=chosen)
        if is_in and self._view["user"] is None:
            self._ask_user()

    def _ask_user(self) -> None:
        try:
            self._note(user=self.ask(lambda client: client.user()).name or "?")
        except (ReampError, OSError) as error:
            self._note(error=str(error))

    def _hear(self, event: OnlineEvent) -> None:
        if isinstance(event, Waiting):
            self._note(notice=event_words(event))
        elif isinstance(event, DownloadProgress):
            self._note(notice="")
        for listener in list(self._listeners):
            listener(event)

    def _note(self, **news: object) -> None:
        with self._lock:
            self._view.update(news)
